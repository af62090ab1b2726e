using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Topics;

namespace Matching.Cohorts;

/// <summary>
/// A cohort as its body's staff wrote it; never how many of its codes were used: that is a count about a few people
/// whom they know.
/// </summary>
/// <param name="Until">The last day of its codes.</param>
public sealed record CohortView(
    Guid Id,
    string Place,
    IReadOnlyList<string> Topics,
    int Participants,
    DateOnly FinishesOn,
    DateOnly From,
    DateOnly Until,
    int? TravelKm,
    IReadOnlyList<string> Times,
    IReadOnlyList<string> Languages,
    IReadOnlyList<string> Meeting
)
{
    internal static async Task<IReadOnlyList<CohortView>> ReadAsync(
        MatchingDb db,
        TopicNames names,
        IReadOnlyList<Cohort> cohorts,
        CancellationToken ct
    )
    {
        var topics = await names.AllAsync(db, ct);
        return
        [
            .. cohorts.Select(cohort => new CohortView(
                cohort.Id,
                cohort.Place,
                [.. cohort.Topics.Select(id => topics[id].Slug)],
                cohort.Participants,
                cohort.FinishesOn,
                cohort.FromDay,
                cohort.UntilDay,
                cohort.TravelKm,
                cohort.Times,
                cohort.Languages,
                cohort.Meeting
            )),
        ];
    }
}
