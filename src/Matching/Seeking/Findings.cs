using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Database;
using Matching.Groups;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matching.Seeking;

/// <summary>What a search found: never nothing, for somebody always answers.</summary>
/// <param name="Near">Open groups of the topic within reach, nearest first; without a topic all.</param>
/// <param name="Across">Open groups across topics within reach, which fit everybody, beside those of a topic.</param>
/// <param name="Forming">Groups within reach that are about to begin.</param>
/// <param name="Beyond">The nearest beyond it, where few or none are within.</param>
/// <param name="Digital">Groups that meet at a distance, for everybody.</param>
/// <param name="HasMore">Whether more could be shown.</param>
/// <param name="Answers">Who answers there; null as long as no place is known.</param>
/// <param name="Map">Null as long as nothing was asked.</param>
public sealed record Findings(
    Wanted Wanted,
    Understood Topic,
    Understood Place,
    IReadOnlyList<GroupView> Near,
    IReadOnlyList<GroupView> Across,
    IReadOnlyList<GroupView> Forming,
    IReadOnlyList<GroupView> Beyond,
    IReadOnlyList<GroupView> Digital,
    bool HasMore,
    FindResponsible.Response? Answers,
    DrawMap.Response? Map,
    TopicNamed Named
)
{
    private static readonly FindGroups.Response None = new([], [], null, null);

    // Of a search by topic, so many across topics for each of it.
    private const int AcrossFor = 2;
    private const int FewNear = 3;
    private const int MostBeyond = 3;

    /// <summary>Whether a place was understood, so that distances and an answer can be told.</summary>
    public bool HasPlace => Place.Best is not null;

    /// <summary>Asks the use cases of the API.</summary>
    public static async Task<Findings> OfAsync(
        Wanted wanted,
        MatchingDb db,
        TopicNames names,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    )
    {
        var topic = await Understood.TopicAsync(wanted.Topic, db, names, language, ct);
        var place = await Understood.PlaceAsync(wanted.Place, db, language, ct);
        var named = new TopicNamed(await names.AllAsync(db, ct), language);
        if (wanted.IsNew)
        {
            return new(wanted, topic, place, [], [], [], [], [], HasMore: false, null, null, named);
        }

        var search = new GroupSearch(
            Place: place.Best?.Code,
            Meeting: [.. wanted.Meeting ?? []],
            Weekday: wanted.Weekday is { } day ? [day] : null,
            Limit: wanted.Show
        );
        var ofTopic = named.WithRelatives(topic.Best?.Code);
        var found = await FindAsync(search with { Topic = ofTopic }, db, names, clock, ct);
        var across = ofTopic is null
            ? None
            : await FindAsync(
                search with
                {
                    Topic = [Topics.Topic.Across],
                    Limit = wanted.Show / AcrossFor,
                },
                db,
                names,
                clock,
                ct
            );
        var near = Within(found);
        var nearAcross = Within(across);
        var answers =
            place.Best is { } there
            && (
                await FindResponsible.ExecuteAsync(
                    new(Place: there.Code, Topic: topic.Best is { } chosen ? [chosen.Code] : null),
                    db,
                    names,
                    language,
                    clock,
                    ct
                )
            ).Result
                is Ok<FindResponsible.Response> { Value: { } who }
                ? who
                : null;
        var listed = new Findings(
            wanted,
            topic,
            place,
            Those(near, GroupState.Open),
            Those(nearAcross, GroupState.Open),
            Those([.. near, .. nearAcross], GroupState.Forming),
            place.Best is null || near.Count + nearAcross.Count >= FewNear
                ? []
                :
                [
                    .. found
                        .Items.Except(near)
                        .Concat(across.Items.Except(nearAcross))
                        .OrderBy(group => group.DistanceKm)
                        .Take(MostBeyond),
                ],
            [.. found.Digital, .. across.Digital],
            (near.Count == wanted.Show || nearAcross.Count == wanted.Show / AcrossFor)
                && wanted.Show < Wanted.MostShown,
            answers,
            null,
            named
        );
        return listed with { Map = await listed.MapAsync(search, db, names, ct) };

        List<GroupView> Within(FindGroups.Response answer) =>
            place.Best is null ? [] : [.. answer.Items.Where(group => group.DistanceKm <= wanted.ReachKm)];

        static List<GroupView> Those(IEnumerable<GroupView> groups, GroupState state) =>
            [.. groups.Where(group => group.State == state)];
    }

    private static async Task<FindGroups.Response> FindAsync(
        GroupSearch search,
        MatchingDb db,
        TopicNames names,
        TimeProvider clock,
        CancellationToken ct
    ) =>
        (await FindGroups.ExecuteAsync(search, db, names, clock, ct)).Result
            is Ok<FindGroups.Response> { Value: { } found }
            ? found
            : None;

    // Of what stands in the list and has a place; as soon as more is listed, there is more on it.
    private async Task<DrawMap.Response?> MapAsync(
        GroupSearch search,
        MatchingDb db,
        TopicNames names,
        CancellationToken ct
    ) =>
        HasPlace
        && (
            await DrawMap.DrawAsync(
                search with
                {
                    RadiusKm = Wanted.ReachKm,
                },
                Wanted.Zoom,
                db,
                names,
                ct,
                [.. new[] { Near, Across, Forming, Beyond }.SelectMany(groups => groups).Select(group => group.Id)]
            )
        ).Is(out var map, out _)
            ? map
            : null;
}
