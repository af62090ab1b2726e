using System;
using System.Collections.Generic;
using System.Linq;

namespace Matching.Proposals;

/// <summary>
/// Who sits where, once it is settled which groups there are: at every moment the best for these. As many as possible
/// have a seat; of all who could, those of the earliest turns; and these with the fewest metres.
/// </summary>
/// <remarks>
/// These are successive shortest paths (a flow of least cost), on a graph that has only the groups for nodes: a step
/// from one to another is somebody who moves over, and costs what that adds to her way. A person who comes, or a group
/// that begins, is let in by the cheapest chain of such steps, which keeps everybody seated who was: hence the order of
/// turn. Lengths are whole metres, so that sums are exact.
/// </remarks>
internal sealed class Seating
{
    private const int Nowhere = -1;

    // More than all journeys together: what a group lacks to its least weighs more than any way.
    private const long Lack = 1L << 40;
    private const long Unreached = long.MaxValue;

    private readonly IReadOnlyList<Option> _options;
    private readonly (int Option, long Metres)[][] _ways;
    private readonly int[] _seats;
    private readonly int[] _taken;
    private readonly bool[] _isOpen;

    /// <summary>Everybody seated in the groups that exist.</summary>
    /// <param name="people">In the order of their turn.</param>
    public Seating(IReadOnlyList<Waiting> people, IReadOnlyList<Option> options)
    {
        _options = options;
        _ways = [.. people.Select(person => person.Ways.Select(way => (way.Option, Metres(way.Km))).ToArray())];
        _seats = [.. people.Select(_ => Nowhere)];
        _taken = new int[options.Count];
        _isOpen = [.. options.Select(option => option.Least == 0)];
        Opened = [];
        SeatAll();
    }

    private Seating(Seating from, int option)
    {
        (_options, _ways) = (from._options, from._ways);
        (_seats, _taken, _isOpen) = ([.. from._seats], [.. from._taken], [.. from._isOpen]);
        Opened = [.. from.Opened, option];
        _isOpen[option] = true;
        while (_taken[option] < _options[option].Most && MoveInto(option)) { }
        SeatAll();
    }

    /// <summary>The groups that have begun, in the order in which they did.</summary>
    public IReadOnlyList<int> Opened { get; }

    /// <summary>How many have a seat.</summary>
    public int Placed => _seats.Count(way => way != Nowhere);

    /// <summary>Whether every group that has begun has enough people.</summary>
    public bool IsEnough => Opened.All(option => _taken[option] >= _options[option].Least);

    public bool IsOpen(int option) => _isOpen[option];

    /// <summary>The best seating when this group begins too.</summary>
    public Seating With(int option) => new(this, option);

    /// <summary>For each person the index of an option, or null.</summary>
    public IReadOnlyList<int?> Places() =>
        [.. _seats.Select((way, person) => way == Nowhere ? (int?)null : _ways[person][way].Option)];

    /// <summary>More people, or else an earlier turn, or else fewer metres; the first where they are equal.</summary>
    public static Seating Better(Seating one, Seating other)
    {
        if (one.Placed != other.Placed)
        {
            return one.Placed > other.Placed ? one : other;
        }

        for (var person = 0; person < one._seats.Length; person++)
        {
            if ((one._seats[person] == Nowhere) != (other._seats[person] == Nowhere))
            {
                return one._seats[person] != Nowhere ? one : other;
            }
        }

        return one.TotalMetres() <= other.TotalMetres() ? one : other;
    }

    private static long Metres(double km) => (long)Math.Round(km * 1000);

    private long TotalMetres() => _seats.Select((way, person) => way == Nowhere ? 0 : _ways[person][way].Metres).Sum();

    // In turn: nobody who has a seat loses it to another, so the earliest who can have one do.
    private void SeatAll()
    {
        var leads = LeadToRoom();
        for (var person = 0; person < _seats.Length; person++)
        {
            if (_seats[person] == Nowhere && Array.Exists(_ways[person], way => leads[way.Option]))
            {
                Seat(person);
                leads = LeadToRoom();
            }
        }
    }

    // The groups by which somebody can be let in: those with a free seat, and those from which one can move on to
    // these.
    private bool[] LeadToRoom()
    {
        var leads = new bool[_options.Count];
        for (var option = 0; option < _options.Count; option++)
        {
            leads[option] = _isOpen[option] && _taken[option] < _options[option].Most;
        }

        for (var isMore = leads.Contains(true); isMore; )
        {
            isMore = false;
            for (var person = 0; person < _seats.Length; person++)
            {
                if (
                    _seats[person] is not Nowhere and var seat
                    && !leads[_ways[person][seat].Option]
                    && Array.Exists(_ways[person], way => leads[way.Option])
                )
                {
                    leads[_ways[person][seat].Option] = isMore = true;
                }
            }
        }

        return leads;
    }

    private void Seat(int person)
    {
        var chains = new Chains(this);
        chains.BeginWith(person);
        chains.Lengthen();
        var (shortest, end) = (Unreached, Nowhere);
        for (var option = 0; option < _options.Count; option++)
        {
            if (
                chains.Length(option) is var length and not Unreached
                && _taken[option] < _options[option].Most
                && length + CostToEnter(option) < shortest
            )
            {
                (shortest, end) = (length + CostToEnter(option), option);
            }
        }

        if (end != Nowhere)
        {
            chains.MoveAlong(end);
        }
    }

    // Somebody who sits elsewhere moves into a group that begins, if that is better for all together.
    private bool MoveInto(int option)
    {
        var chains = new Chains(this);
        for (var from = 0; from < _options.Count; from++)
        {
            if (from != option && _taken[from] > 0)
            {
                chains.BeginAt(from, CostToLeave(from));
            }
        }

        chains.Lengthen();
        if (chains.Length(option) is Unreached || chains.Length(option) + CostToEnter(option) >= 0)
        {
            return false;
        }

        chains.MoveAlong(option);
        return true;
    }

    private long CostToEnter(int option) => _taken[option] < _options[option].Least ? -Lack : 0;

    private long CostToLeave(int option) => _taken[option] <= _options[option].Least ? Lack : 0;

    /// <summary>
    /// The cheapest chains of moves that end in each group, by Bellman and Ford: a move may also shorten.
    /// </summary>
    private sealed class Chains
    {
        private readonly Seating _seating;
        private readonly long[] _lengths;

        // The last move of each chain: who, and by which way; nobody where a chain begins with a seat given up.
        private readonly (int Person, int Way)[] _last;

        public Chains(Seating seating)
        {
            _seating = seating;
            _lengths = new long[seating._options.Count];
            _last = new (int, int)[seating._options.Count];
            Array.Fill(_lengths, Unreached);
        }

        public long Length(int option) => _lengths[option];

        /// <summary>A seat there is given up.</summary>
        public void BeginAt(int option, long cost) => (_lengths[option], _last[option]) = (cost, (Nowhere, Nowhere));

        /// <summary>Somebody without a seat comes.</summary>
        public void BeginWith(int person) => Move(person, 0);

        public void Lengthen()
        {
            for (var isShorter = true; isShorter; )
            {
                isShorter = false;
                for (var person = 0; person < _seating._seats.Length; person++)
                {
                    if (_seating._seats[person] is not Nowhere and var way)
                    {
                        var (from, metres) = _seating._ways[person][way];
                        isShorter |= _lengths[from] != Unreached && Move(person, _lengths[from] - metres);
                    }
                }
            }
        }

        /// <summary>All of the chain that ends here move on, the last one first.</summary>
        public void MoveAlong(int end)
        {
            _seating._taken[end]++;
            for (var option = end; ; )
            {
                var (person, way) = _last[option];
                if (person == Nowhere)
                {
                    _seating._taken[option]--;
                    return;
                }

                var before = _seating._seats[person];
                _seating._seats[person] = way;
                if (before == Nowhere)
                {
                    return;
                }

                option = _seating._ways[person][before].Option;
            }
        }

        private bool Move(int person, long soFar)
        {
            var isShorter = false;
            var ways = _seating._ways[person];
            for (var way = 0; way < ways.Length; way++)
            {
                var (option, metres) = ways[way];
                if (_seating._isOpen[option] && soFar + metres < _lengths[option])
                {
                    (_lengths[option], _last[option]) = (soFar + metres, (person, way));
                    isShorter = true;
                }
            }

            return isShorter;
        }
    }
}
