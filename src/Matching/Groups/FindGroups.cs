using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Places;
using Matching.Sites;
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
        Declare(routes.MapGet("/groups", ExecuteAsync).WithName("FindGroups").IsSameForAll());
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

        Coordinates? from = null;
        if ((request.Place ?? request.Near) is not null)
        {
            if (!(await request.FromAsync(db, ct)).Is(out var point, out problem))
            {
                return problem;
            }

            from = point;
        }

        if (!Cursor.TryRead<Position>(request, out var after) || after is { Km: < 0 or > FarthestKm })
        {
            return Cursor.Refused;
        }

        // One more than is shown tells whether there is a next page.
        var limit = Cursor.Limit(request.Limit);
        IReadOnlyList<GroupView.Row> found =
            after?.Digital is not null ? []
            : from is null ? await ByNumberAsync(db, filter, filter.FormsAtAPlace, after?.Number, limit, ct)
            : await NearestAsync(db, filter, from.Value, request.RadiusKm, after, limit, ct);
        IReadOnlyList<GroupView.Row> remote = after is null or { Digital: not null }
            ? await ByNumberAsync(db, filter, filter.FormsAtADistance, after?.Digital, MostDigital, ct)
            : [];
        var (items, next) = Cursor.Page(
            request,
            found,
            limit,
            row => from is null ? new Position(Number: row.Group.Number) : new(Km: row.Km, Id: row.Group.Id)
        );
        var (digital, more) = Cursor.Page(request, remote, MostDigital, row => new Position(Digital: row.Group.Number));
        var (names, now) = (await topics.AllAsync(db, ct), clock.GetUtcNow());
        return TypedResults.Ok(
            new Response(
                Array.ConvertAll(items, row => GroupView.Of(row, names, now)),
                Array.ConvertAll(digital, row => GroupView.Of(row, names, now)),
                next,
                more
            )
        );
    }

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> SearchAsync(
        GroupSearch request,
        HttpContext http,
        MatchingDb db,
        TopicNames topics,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var found = await ExecuteAsync(request, db, topics, clock, ct);
        // The widget asks for groups across topics beside those of a topic: together that is one search.
        if (request is { Cursor: null, Topic: not [Topic.Across] } && found.Result is Ok<Response>)
        {
            await SiteCounts.CountAsync(http, SiteAct.Search);
        }

        return found;
    }

    private static async Task<IReadOnlyList<GroupView.Row>> NearestAsync(
        MatchingDb db,
        GroupFilter filter,
        Coordinates point,
        double? radiusKm,
        Position? after,
        int limit,
        CancellationToken ct
    )
    {
        if (filter.FormsAtAPlace.Length == 0)
        {
            return [];
        }

        var last = after is { Km: { } km, Id: { } id } ? new NearGroup(id, km) : null;
        return await (
            from near in NearestGroups.Of(db, point, filter, limit + 1, radiusKm, last)
            join row in GroupView.Rows(db.Groups.AsNoTracking(), db) on near.Id equals row.Group.Id
            orderby near.Km, near.Id
            select new GroupView.Row
            {
                Group = row.Group,
                Responsible = row.Responsible,
                MunicipalityName = row.MunicipalityName,
                Km = near.Km,
            }
        )
            .TagWith(Prepared.Tag)
            .ToListAsync(ct);
    }

    private static async Task<IReadOnlyList<GroupView.Row>> ByNumberAsync(
        MatchingDb db,
        GroupFilter filter,
        MeetingForm[] forms,
        int? after,
        int limit,
        CancellationToken ct
    )
    {
        var last = after ?? 0;
        var groups = filter.Of(db.Groups.AsNoTracking(), forms).Where(group => group.Number > last);
        return await GroupView
            .Rows(groups.OrderBy(group => group.Number).Take(limit + 1), db)
            .OrderBy(row => row.Group.Number)
            .TagWith(Prepared.Tag)
            .ToListAsync(ct);
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
}
