using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.EntityFrameworkCore;

namespace Matching.Bodies;

/// <summary>Who answers for an area: declared coverage decides, never whose meeting is nearest.</summary>
public static class Routing
{
    private const string TooFewPeople = "too-few-people";

    /// <summary>A body of the chain.</summary>
    /// <param name="Because">Code of the reason why it is in the chain.</param>
    /// <param name="PassedOver">Code of the reason why it cannot answer now; null where it can.</param>
    public sealed record Link(Guid Body, BodyKind Kind, string Because, string? PassedOver);

    /// <summary>
    /// The body that answers, and the whole chain, nearest first; the national office is always its last link.
    /// </summary>
    public sealed record Route(Guid Body, string Because, IReadOnlyList<Link> Chain);

    /// <summary>
    /// The one body that answers for an area on a day. Never fails for a code that nobody knows: the national office
    /// answers.
    /// </summary>
    /// <param name="area">The code of a place: all municipalities that it consists of, or the one that it lies
    /// in.</param>
    /// <param name="topics">Most important first: the first one routes.</param>
    /// <param name="share">The part of the adults whom it could be about; null where the nearest may know whoever it
    /// is.</param>
    public static async Task<Route> FindAsync(
        MatchingDb db,
        string area,
        IReadOnlyList<short> topics,
        double? share,
        DateOnly on,
        CancellationToken ct
    )
    {
        var rows = await db
            .Database.SqlQuery<Row>(
                $"""
                select body as "Body", kind as "Kind", because as "Because", passed_over as "PassedOver"
                from responsible_chain(municipalities_of({area}), {topics.ToArray()}, {share}::double precision, {on})
                order by link
                """
            )
            .ToListAsync(ct);
        var chain = rows.ConvertAll(row => new Link(
            row.Body,
            Codes.Parse<BodyKind>(row.Kind),
            row.Because,
            row.PassedOver
        ));
        var first = chain.First(link => link.PassedOver is null);
        return new Route(first.Body, first.Because, chain);
    }

    /// <summary>
    /// The same body, with the chain as it begins at a place that is kept with the area: whoever answers for the place
    /// and not for all of the area is passed over, since the case would tell it more than is kept.
    /// </summary>
    /// <returns>The route, and the body that would answer if the nearest might know whoever it is.</returns>
    public static async Task<(Route Route, Guid Nearest)> FromPlaceAsync(
        MatchingDb db,
        string place,
        string area,
        IReadOnlyList<short> topics,
        double share,
        DateOnly on,
        CancellationToken ct
    )
    {
        var near = await FindAsync(db, place, topics, share, on, ct);
        var route = place == area ? near : await FindAsync(db, area, topics, share, on, ct);
        var nearest = near.Chain.First(link => link.PassedOver is null or TooFewPeople).Body;
        var smaller = near
            .Chain.ExceptBy(route.Chain.Select(link => link.Body), link => link.Body)
            .Select(link => link with { PassedOver = link.PassedOver ?? TooFewPeople });
        return (route with { Chain = [.. smaller.Concat(route.Chain).OrderBy(link => Rank(link.Because))] }, nearest);
    }

    // As responsible_chain ranks them.
    private static int Rank(string because) =>
        because switch
        {
            "contact-point-covers" => 1,
            "leads-network" => 2,
            "link-centre-covers" => 3,
            "district-office-covers" => 4,
            _ => 5,
        };

    private sealed record Row(Guid Body, string Kind, string Because, string? PassedOver);
}
