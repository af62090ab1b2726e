using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Database;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matching.Seeking;

/// <summary>A draft with what its topics and its place were understood as, and who would answer.</summary>
/// <param name="Answers">Null as long as no place is known.</param>
public sealed record UnderstoodDraft(
    Draft Draft,
    IReadOnlyList<Understood> Topics,
    Understood Place,
    FindResponsible.Response? Answers
)
{
    /// <summary>Whether the first page needs another look.</summary>
    public bool IsUnclear =>
        Topics.Any(topic => topic.IsUnknown) || (Place.Best is null && (Place.IsUnknown || Draft.Cohort is null));

    /// <summary>Slugs of its topics, most important first.</summary>
    public IEnumerable<string> Slugs => Topics.Select(topic => topic.Best?.Code).OfType<string>().Distinct();

    /// <summary>Reads what was written by the use cases of the API.</summary>
    public static async Task<UnderstoodDraft> OfAsync(
        Draft draft,
        MatchingDb db,
        TopicNames names,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    )
    {
        var topics = new List<Understood>();
        foreach (var topic in draft.Topics)
        {
            topics.Add(await Understood.TopicAsync(topic, db, names, language, ct));
        }

        var place = await Understood.PlaceAsync(draft.Place, db, language, ct);
        var understood = new UnderstoodDraft(draft, topics, place, null);
        return
            place.Best is { } there
            && (
                await FindResponsible.ExecuteAsync(
                    new(Place: there.Code, Topic: [.. understood.Slugs]),
                    db,
                    names,
                    language,
                    clock,
                    ct
                )
            ).Result
                is Ok<FindResponsible.Response> { Value: { } who }
            ? understood with
            {
                Answers = who,
            }
            : understood;
    }
}
