using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentValidation;
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
/// The map beside the list: the land, and markers for the very groups that <see cref="FindGroups"/> finds, at their
/// public points. Costs the caller nothing: nothing is kept of what was asked, nobody else is asked for a picture, and
/// the POST form keeps it out of addresses that others log.
/// </summary>
public static class DrawMap
{
    // Of the list, and of the names under a marker: what stands on the first one is named on the map.
    internal const int Page = 20;

    public static void Map(IEndpointRouteBuilder routes)
    {
        Declare(routes.MapGet("/groups/map", ExecuteAsync).WithName("DrawMap").IsSameForAll());
        Declare(routes.MapPost("/groups/map/search", SearchAsync).WithName("SearchMap"))
            .WithMetadata(new SearchRoute())
            .Example("""{ "topic": ["grief"], "place": "municipality:3301", "radiusKm": 30 }""");
    }

    /// <summary>A search for groups, but for its pages, and how near to look.</summary>
    /// <param name="Topic">Slugs; a group with any of them. across-topics: those that have none.</param>
    /// <param name="Place">What to look at and to measure from, say municipality:3301.</param>
    /// <param name="Near">The same as longitude,latitude.</param>
    /// <param name="RadiusKm">No farther than this.</param>
    /// <param name="Meeting">in-person, digital, hybrid or telephone.</param>
    /// <param name="Weekday">mo to su.</param>
    /// <param name="Language">BCP 47 tags; a group with any of them.</param>
    /// <param name="State">forming and open, unless others are asked for.</param>
    /// <param name="Zoom">0: the country, 1: its mainland, 2 to 6: around a place, each half as wide as the one before.
    /// Unless it is given, as near as shows all within the radius (30 km), and without a place the mainland.</param>
    public sealed record Request(
        string[]? Topic = null,
        string? Place = null,
        string? Near = null,
        double? RadiusKm = null,
        string[]? Meeting = null,
        string[]? Weekday = null,
        string[]? Language = null,
        string[]? State = null,
        int? Zoom = null
    )
    {
        /// <summary>The search whose groups are drawn.</summary>
        internal GroupSearch Search() => new(Topic, Place, Near, RadiusKm, Meeting, Weekday, Language, State);
    }

    public sealed class Validator : AbstractValidator<Request>
    {
        private static readonly GroupSearch.Validator OfSearch = new();

        public Validator()
        {
            RuleFor(request => request)
                .Custom((request, context) => OfSearch.Validate(request.Search()).Errors.ForEach(context.AddFailure));
            RuleFor(request => request.Zoom)
                .InclusiveBetween(MapBox.Farthest, MapBox.Nearest)
                .Must((request, zoom) => !MapBox.NeedsPoint(zoom) || (request.Place ?? request.Near) is not null)
                .WithMessage("needs a place or near to look at");
        }
    }

    /// <param name="Zoom">The one that was asked for, or chosen.</param>
    /// <param name="Land">Path data of SVG, in metres from the upper left corner of the box.</param>
    /// <param name="Borders">The same of the lines between municipalities, or between counties up to zoom 2; empty
    /// before boundaries are imported.</param>
    /// <param name="From">Where distances are measured from.</param>
    /// <param name="Reach">Metres; null without a radius.</param>
    /// <param name="Markers">In the order of the list, as far as its first page goes.</param>
    /// <param name="Outside">How many groups fit that no marker stands for: they meet outside the box, or at a
    /// distance.</param>
    public sealed record Response(
        Box Box,
        int Zoom,
        string Land,
        string Borders,
        IReadOnlyList<MapTowns.Town> Towns,
        Spot? From,
        double? Reach,
        IReadOnlyList<MapMarker> Markers,
        int Outside
    );

    /// <summary>What is shown, in metres of EPSG:25833.</summary>
    /// <param name="X">Easting of its left edge.</param>
    /// <param name="Y">Northing of its upper edge; everything in it is counted downwards from there.</param>
    public sealed record Box(double X, double Y, double Width, double Height);

    /// <summary>Metres from the left and the upper edge.</summary>
    public sealed record Spot(int X, int Y);

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(
        [AsParameters] Request request,
        MatchingDb db,
        TopicNames topics,
        CancellationToken ct
    ) =>
        (await DrawAsync(request.Search(), request.Zoom, db, topics, ct)).Is(out var map, out var problem)
            ? TypedResults.Ok(map)
            : problem;

    private static Task<Results<Ok<Response>, ProblemHttpResult>> SearchAsync(
        Request request,
        MatchingDb db,
        TopicNames topics,
        CancellationToken ct
    ) => ExecuteAsync(request, db, topics, ct);

    /// <summary>The map of a search that is valid, for a page of ours.</summary>
    /// <param name="listed">What stands in the list beside it, in its order: these and no others are drawn, and each is
    /// named. Null: all that fit.</param>
    internal static async Task<Outcome<Response>> DrawAsync(
        GroupSearch search,
        int? zoom,
        MatchingDb db,
        TopicNames topics,
        CancellationToken ct,
        IReadOnlyList<Guid>? listed = null
    )
    {
        if (!(await search.FilterAsync(db, topics, ct)).Is(out var filter, out var problem))
        {
            return problem;
        }

        Coordinates? from = null;
        if ((search.Place ?? search.Near) is not null)
        {
            if (!(await search.FromAsync(db, ct)).Is(out var point, out problem))
            {
                return problem;
            }

            from = point;
        }

        InPlane? at = from is { } there ? InPlane.Of(there) : null;
        var reach = search.RadiusKm * 1000;
        var box = MapBox.Around(at, reach, zoom);
        var found = listed is null
            ? await FindAsync(db, filter, from, search.RadiusKm, ct)
            : await ListedAsync(db, listed, ct);
        var shown = found.Where(group => box.Holds(InPlane.Of(group.Point))).ToList();
        var remote = listed is null ? await filter.Of(db.Groups, filter.FormsAtADistance).CountAsync(ct) : 0;
        var ground = await Outlines.OfAsync(db, box, ct);
        return new Response(
            new(box.Left, box.Top, box.Width, box.Height),
            box.Zoom,
            ground.Land,
            ground.Borders,
            await MapTowns.InAsync(db, box, ct),
            at is { } middle && box.Of(middle) is var (x, y) ? new(x, y) : null,
            reach,
            MapMarkers.Of(shown.Select(group => (group.Marked, group.Point)), box, listed?.Count ?? Page),
            found.Count - shown.Count + remote
        );
    }

    // All that fit and have a place. Whoever measures without a radius gets the first page of the list by distance, and
    // the others by number: measuring thousands to order what few look at would take longer than all the rest.
    private static async Task<IReadOnlyList<Found>> FindAsync(
        MatchingDb db,
        GroupFilter filter,
        Coordinates? from,
        double? radiusKm,
        CancellationToken ct
    )
    {
        if (filter.FormsAtAPlace.Length == 0)
        {
            return [];
        }

        var groups = db.Groups.AsNoTracking();
        var nearest = from is { } point
            ? await Rows(
                    from near in NearestGroups.Of(db, point, filter, radiusKm is null ? Page : null, radiusKm, null)
                    join row in groups on near.Id equals row.Id
                    orderby near.Km, near.Id
                    select row
                )
                .ToListAsync(ct)
            : [];
        if (radiusKm is not null)
        {
            return nearest;
        }

        var all = filter.Of(groups, filter.FormsAtAPlace).OrderBy(group => group.Number);
        return [.. nearest.UnionBy(await Rows(all).ToListAsync(ct), group => group.Id)];
    }

    private static async Task<IReadOnlyList<Found>> ListedAsync(
        MatchingDb db,
        IReadOnlyList<Guid> listed,
        CancellationToken ct
    )
    {
        var ids = listed.ToArray();
        var rows = await Rows(db.Groups.AsNoTracking().Where(group => ids.Contains(group.Id)))
            .ToDictionaryAsync(group => group.Id, ct);
        return [.. listed.Where(rows.ContainsKey).Select(id => rows[id])];
    }

    private static IQueryable<Found> Rows(IQueryable<SelfHelpGroup> groups) =>
        groups
            .Select(group => new Found(
                group.Id,
                group.Number,
                group.Name,
                group.Capacity - group.Members,
                group.PublicLongitude,
                group.PublicLatitude
            ))
            .TagWith(Prepared.Tag);

    private static RouteHandlerBuilder Declare(RouteHandlerBuilder route) =>
        route
            .WithSummary("The map of a search for groups: land, borders, towns, and markers with free places")
            .Validates<Request, Validator>()
            .Refuses([
                Problems.TopicUnknown,
                .. ResolvePlace.Refusals,
                Problems.MunicipalityUnknown,
                Problems.CoordinatesSwapped,
                Problems.OutsideNorway,
            ])
            .AllowAnonymous();

    private sealed record Found(Guid Id, int Number, string Name, int FreePlaces, double Longitude, double Latitude)
    {
        public Coordinates Point => Coordinates.Of(Longitude, Latitude);

        public MarkedGroup Marked => new(Id, Number, Name, FreePlaces);
    }
}
