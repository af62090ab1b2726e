using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Matching.Tests.Sweep;

/// <summary>What was found where, once for each kind of marker, place and encoding.</summary>
/// <param name="First">The first piece that has it, and how far from its beginning; never the marker itself.</param>
internal sealed record Hit(string Kind, string Place, string Encoding, int Times, string First);

/// <summary>Goes through every byte of every piece, and every piece's name.</summary>
internal sealed class Search(IReadOnlyList<Marker> markers)
{
    private readonly Needles _everywhere = new(markers.Where(marker => !marker.IsWord));
    private readonly Needles _words = new(markers.Where(marker => marker.IsWord));

    /// <summary>How many are looked for, in all their encodings.</summary>
    public int Count => _everywhere.Count + _words.Count;

    /// <summary>How many bytes were looked through so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>The places that were looked into so far.</summary>
    public HashSet<string> Places { get; } = new(StringComparer.Ordinal);

    /// <summary>All hits, by kind and place.</summary>
    public IReadOnlyList<Hit> In(IEnumerable<Piece> pieces)
    {
        var found = new Dictionary<(string Kind, string Place, string Encoding), (int Times, string First)>();
        foreach (var piece in pieces)
        {
            Places.Add(piece.Place);
            Bytes += piece.Bytes.Length;
            Look(piece);
            Look(new("file name", "a name", Encoding.UTF8.GetBytes(piece.Name), Leaves: true));
        }

        return
        [
            .. found
                .Select(hit => new Hit(hit.Key.Kind, hit.Key.Place, hit.Key.Encoding, hit.Value.Times, hit.Value.First))
                .OrderBy(hit => (hit.Kind, hit.Place, hit.Encoding)),
        ];

        void Look(Piece piece)
        {
            _everywhere.Find(piece.Bytes, Keep);
            if (piece.Leaves)
            {
                _words.Find(piece.Bytes, Keep);
            }

            void Keep(Marker marker, string encoding, int at)
            {
                var key = (marker.Kind, piece.Place, encoding);
                var (times, first) = found.GetValueOrDefault(key, (0, $"{piece.Name} at {at}"));
                found[key] = (times + 1, first);
            }
        }
    }
}
