using System;
using System.Collections.Generic;
using Matching.Groups;
using Matching.Interests;

namespace Matching.Matches;

/// <summary>What decides about an interest when groups are looked for.</summary>
/// <param name="Topics">Most important first; empty: without saying why, which every group fits.</param>
/// <param name="Related">Close relatives of these in the tree of topics: the wider one and the narrower ones.</param>
/// <param name="Times">Empty: any.</param>
/// <param name="AgeBand">Null: not said.</param>
/// <param name="Noes">Groups that the person said no to not long ago.</param>
public sealed record Wanted(
    IReadOnlyList<short> Topics,
    IReadOnlySet<short> Related,
    int TravelKm,
    IReadOnlyCollection<string> Meeting,
    IReadOnlyCollection<string> Languages,
    IReadOnlyCollection<string> Times,
    Gender Gender,
    string? AgeBand,
    IReadOnlySet<Guid> Noes
)
{
    /// <summary>What an interest wants.</summary>
    internal static Wanted By(Interest interest, IReadOnlySet<short> related, IReadOnlySet<Guid> noes) =>
        new(
            interest.Topics,
            related,
            interest.TravelKm,
            interest.Meeting,
            interest.Languages,
            interest.Times,
            interest.Gender,
            interest.AgeBand,
            noes
        );
}
