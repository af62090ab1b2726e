using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Places;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Groups;

/// <summary>
/// Groups, nearest first, and beside them those that meet at a distance. Costs the caller nothing: nothing is kept of
/// what was asked, and the POST form keeps it out of addresses that others log.
/// </summary>
public static class FindGroups
{
    private const int MostDigital = 20;

    // Half way round the earth.
    private const int FarthestKm = 20_100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        Declare(routes.MapGet("/groups", ExecuteAsync).WithName("FindGroups"));
        Declare(routes.MapPost("/groups/search", SearchAsync).WithName("SearchGroups"))
            .WithMetadata(new SearchRoute())
            .Example("""{ "topic": ["grief"], "place": "municipality:3301", "radiusKm": 60, "limit": 10 }""");
    }

    /// <param name="Digital">Digital and telephone groups, on the first page only; they count everywhere.</param>
    /// <param name="DigitalCursor">A <c>cursor</c> that goes on with these alone; null where there are no more.</param>
    public sealed record Response(
        IReadOnlyList<GroupView> Items,
        IReadOnlyList<GroupView> Digital,
        string? NextCursor,
        string? DigitalCursor
    );

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(
        [AsParameters] GroupSearch request,
        MatchingDb db,
        TopicNames topics,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (!(await request.FilterAsync(db, topics, ct)).Is(out var filter, out var problem))
        {
            return problem;
        }

        Whereabouts? from = null;
        if ((request.Place ?? request.Near) is not null && !(await request.FromAsync(db, ct)).Is(out from, out problem))
        {
            return problem;
        }

        if (!Cursor.TryRead<Position>(request, out var after) || after is { Km: < 0 or > FarthestKm })
        {
            return Cursor.Refused;
        }

        // One more than is shown tells whether there is a next page.
        var limit = Cursor.Limit(request.Limit);
        IReadOnlyList<Row> found =
            after?.Digital is not null ? []
            : from is null ? await ByNumberAsync(db, filter, filter.FormsAtAPlace, after?.Number, limit, ct)
            : await NearestAsync(db, filter, from, request.RadiusKm, after, limit, ct);
        IReadOnlyList<Row> remote = after is null or { Digital: not null }
            ? await ByNumberAsync(db, filter, filter.FormsAtADistance, after?.Digital, MostDigital, ct)
            : [];
        var (items, next) = Cursor.Page(request, found, limit, row => row.Here);
        var (digital, more) = Cursor.Page(request, remote, MostDigital, row => new Position(Digital: row.Here.Number));
        return TypedResults.Ok(
            new Response(
                await GroupView.ReadAsync(db, topics, clock, Array.ConvertAll(items, row => row.At), ct),
                await GroupView.ReadAsync(db, topics, clock, Array.ConvertAll(digital, row => row.At), ct),
                next,
                more
            )
        );
    }

    private static Task<Results<Ok<Response>, ProblemHttpResult>> SearchAsync(
        GroupSearch request,
        MatchingDb db,
        TopicNames topics,
        TimeProvider clock,
        CancellationToken ct
    ) => ExecuteAsync(request, db, topics, clock, ct);

    private static async Task<IReadOnlyList<Row>> NearestAsync(
        MatchingDb db,
        GroupFilter filter,
        Whereabouts from,
        double? radiusKm,
        Position? after,
        int limit,
        CancellationToken ct
    )
    {
        GroupAt? last = after is { Km: { } km, Id: { } id } ? new(id, km) : null;
        var found = await NearestGroups.FindAsync(db, from.Point, filter, limit + 1, radiusKm, last, ct);
        return [.. found.Select(group => new Row(group, new Position(Km: group.Km, Id: group.Id)))];
    }

    private static async Task<IReadOnlyList<Row>> ByNumberAsync(
        MatchingDb db,
        GroupFilter filter,
        MeetingForm[] forms,
        int? after,
        int limit,
        CancellationToken ct
    )
    {
        var last = after ?? 0;
        var found = await filter
            .Of(db.Groups.AsNoTracking(), forms)
            .Where(group => group.Number > last)
            .OrderBy(group => group.Number)
            .Select(group => new { group.Id, group.Number })
            .Take(limit + 1)
            .ToListAsync(ct);
        return found.ConvertAll(group => new Row(new GroupAt(group.Id, null), new Position(Number: group.Number)));
    }

    private static RouteHandlerBuilder Declare(RouteHandlerBuilder route) =>
        route
            .WithSummary("Groups, nearest first, with no cap on distance; without a place by number")
            .Validates<GroupSearch, GroupSearch.Validator>()
            .Refuses([
                Problems.CursorInvalid,
                Problems.TopicUnknown,
                .. ResolvePlace.Refusals,
                Problems.MunicipalityUnknown,
                Problems.CoordinatesSwapped,
                Problems.OutsideNorway,
            ])
            .AllowAnonymous();

    // By number, by distance, or at a distance by number.
    private sealed record Position(int? Number = null, double? Km = null, Guid? Id = null, int? Digital = null);

    private sealed record Row(GroupAt At, Position Here);
}
