using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using Matching.Tests.Support;

namespace Matching.Tests.Sweep;

/// <summary>Something that is told to the service and must be found nowhere but where it is expected.</summary>
/// <param name="Kind">What it is, as <c>expected.txt</c> calls it.</param>
/// <param name="IsWord">A word of a topic or a place, which stands in the databases' seeds by right and is looked for
/// only in what leaves.</param>
internal sealed record Marker(string Kind, string Text, bool IsWord = false);

/// <summary>All that one run told the service; new in every run, the same for the same seed.</summary>
internal sealed class Markers
{
    private const string Consonants = "bcdfghjkmpqrtvwxz";
    private const int Length = 14;

    private readonly Random _random = Always.Random();
    private readonly Lock _turn = new();
    private readonly HashSet<Marker> _all = [];

    /// <summary>Everything so far.</summary>
    public IReadOnlyList<Marker> All
    {
        get
        {
            lock (_turn)
            {
                return [.. _all];
            }
        }
    }

    /// <summary>A word that nobody else writes.</summary>
    public string New(string kind)
    {
        lock (_turn)
        {
            return Add(
                kind,
                string.Concat(Enumerable.Range(0, Length).Select(_ => Consonants[_random.Next(Consonants.Length)]))
            );
        }
    }

    /// <summary>A UUID that nobody else has.</summary>
    public string NewId(string kind)
    {
        lock (_turn)
        {
            var bytes = new byte[16];
            _random.NextBytes(bytes);
            return Add(kind, new Guid(bytes).ToString());
        }
    }

    /// <summary>An address of this machine from which nobody else calls.</summary>
    public string NewAddress(string kind)
    {
        lock (_turn)
        {
            var parts = Enumerable
                .Range(0, 3)
                .Select(_ => _random.Next(100, 250).ToString(CultureInfo.InvariantCulture));
            return Add(kind, $"127.{string.Join('.', parts)}");
        }
    }

    /// <summary>A telephone that nobody has, as it is written and as it is dialled.</summary>
    public string NewTelephone(string kind)
    {
        lock (_turn)
        {
            var number = _random.Next(90_000_000, 99_999_999).ToString(CultureInfo.InvariantCulture);
            Add(kind, number);
            return Add(kind, $"+47 {number[..2]} {number[2..4]} {number[4..6]} {number[6..]}");
        }
    }

    /// <summary>What the service itself made and told one alone.</summary>
    public string Learn(string kind, string text)
    {
        lock (_turn)
        {
            return Add(kind, text);
        }
    }

    /// <summary>A code as it is shown, and as people type it.</summary>
    public string LearnCode(string kind, string code)
    {
        Learn(kind, code.Replace("-", "", StringComparison.Ordinal));
        return Learn(kind, code);
    }

    /// <summary>A word of a topic or a place.</summary>
    public void Word(string kind, params IEnumerable<string> words)
    {
        lock (_turn)
        {
            _all.UnionWith(words.Select(word => new Marker(kind, word, IsWord: true)));
        }
    }

    private string Add(string kind, string text)
    {
        _all.Add(new(kind, text));
        return text;
    }
}
