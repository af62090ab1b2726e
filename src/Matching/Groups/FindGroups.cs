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
/// Groups, nearest first, and beside them those that meet at a distance. Costs the caller nothing: nothing is kept of
/// what was asked.
/// </summary>
public static class FindGroups
{
    private const int MostDigital = 20;

    // Half way round the earth.
    private const int FarthestKm = 20_100;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/groups", ExecuteAsync)
            .WithName("FindGroups")
            .WithSummary("Groups, nearest first, with no cap on distance; without a place by number")
            .Validates<Request, Validator>()
            .Refuses([
                Problems.CursorInvalid,
                Problems.TopicUnknown,
                .. ResolvePlace.Refusals,
                Problems.MunicipalityUnknown,
                Problems.CoordinatesSwapped,
                Problems.OutsideNorway,
            ])
            .AllowAnonymous();

    /// <param name="Topic">Slugs; a group with any of them. across-topics: those that have none.</param>
    /// <param name="Place">Where to measure from, say municipality:3301.</param>
    /// <param name="Near">The same as longitude,latitude.</param>
    /// <param name="RadiusKm">No farther than this.</param>
    /// <param name="Meeting">in-person, digital, hybrid or telephone.</param>
    /// <param name="Weekday">mo to su.</param>
    /// <param name="Language">BCP 47 tags; a group with any of them.</param>
    /// <param name="State">forming and open, unless others are asked for.</param>
    /// <param name="Limit">How many at most.</param>
    /// <param name="Cursor">Where to go on: the <c>nextCursor</c> of the page before.</param>
    public sealed record Request(
        string[]? Topic,
        string? Place,
        string? Near,
        double? RadiusKm,
        string[]? Meeting,
        string[]? Weekday,
        string[]? Language,
        string[]? State,
        int? Limit,
        string? Cursor
    );

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(request => request.Topic).Must(topics => topics is not { Length: > 20 }).WithMessage("at most 20");
            RuleFor(request => request.Place).OneLine(100);
            RuleFor(request => request.Near)
                .OneLine(100)
                .Must((request, near) => near is null || request.Place is null)
                .WithMessage("place and near exclude each other");
            RuleFor(request => request.RadiusKm)
                .InclusiveBetween(1, 2000)
                .Must((request, radius) => radius is null || request.Place is not null || request.Near is not null)
                .WithMessage("needs a place or near to measure from");
            RuleFor(request => request.Meeting).SomeOf(Codes.All<MeetingForm>());
            RuleFor(request => request.Weekday).SomeOf(Schedule.Weekdays);
            RuleFor(request => request.State).SomeOf(Codes.All<GroupState>());
            RuleFor(request => request.Language)
                .Must(languages => languages is not { Length: > 20 })
                .WithMessage("at most 20");
        }
    }

    /// <param name="Digital">Digital and telephone groups, on the first page only; they count everywhere.</param>
    public sealed record Response(IReadOnlyList<GroupView> Items, IReadOnlyList<GroupView> Digital, string? NextCursor);

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(
        [AsParameters] Request request,
        MatchingDb db,
        TopicNames topics,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (!(await topics.ResolveAsync(db, request.Topic ?? [], "topic", ct)).Is(out var topicIds, out var problem))
        {
            return problem;
        }

        Whereabouts? from = null;
        if (
            (request.Place ?? request.Near) is not null
            && !(
                await (
                    request.Place is { } place
                        ? ResolvePlace.ByCodeAsync(db, place, "place", ct)
                        : ResolvePlace.NearAsync(db, request.Near!, "near", ct)
                )
            ).Is(out from, out problem)
        )
        {
            return problem;
        }

        AfterNumber? number = null;
        AfterKm? km = null;
        if (from is null ? !Cursor.TryRead(request.Cursor, out number) : !Cursor.TryRead(request.Cursor, out km))
        {
            return Cursor.Refused;
        }

        if (km is { Km: < 0 or > FarthestKm })
        {
            return Cursor.Refused;
        }

        // One more than is shown tells whether there is a next page.
        var filter = await FilterAsync(request, topicIds, db, topics, ct);
        var limit = Cursor.Limit(request.Limit);
        var found = from is null
            ? await ByNumberAsync(db, filter, filter.FormsAtAPlace, number?.Number ?? 0, limit + 1, ct)
            : await NearestGroups.FindAsync(
                db,
                from.Point,
                filter,
                limit + 1,
                request.RadiusKm,
                km is null ? null : new GroupAt(km.Id, km.Km),
                ct
            );
        var items = await GroupView.ReadAsync(db, topics, clock, [.. found.Take(limit)], ct);
        var digital = request.Cursor is null
            ? await ByNumberAsync(db, filter, filter.FormsAtADistance, 0, MostDigital, ct)
            : [];
        return TypedResults.Ok(
            new Response(
                items,
                await GroupView.ReadAsync(db, topics, clock, digital, ct),
                found.Count <= limit ? null
                    : from is null ? Cursor.Write(new AfterNumber(items[^1].Number))
                    : Cursor.Write(new AfterKm(found[limit - 1].Km!.Value, found[limit - 1].Id))
            )
        );
    }

    private static async Task<GroupFilter> FilterAsync(
        Request request,
        short[] topicIds,
        MatchingDb db,
        TopicNames topics,
        CancellationToken ct
    )
    {
        var states = request.State is { Length: > 0 } asked
            ? Array.ConvertAll(asked, Codes.Parse<GroupState>)
            : [GroupState.Open, GroupState.Forming];
        return new(
            [.. topicIds.Distinct()],
            await topics.AcrossAsync(db, ct),
            states,
            Array.ConvertAll(request.Meeting ?? [], Codes.Parse<MeetingForm>),
            request.Weekday ?? [],
            request.Language ?? []
        );
    }

    private static async Task<IReadOnlyList<GroupAt>> ByNumberAsync(
        MatchingDb db,
        GroupFilter filter,
        MeetingForm[] forms,
        int after,
        int limit,
        CancellationToken ct
    )
    {
        var ids = await filter
            .Of(db.Groups.AsNoTracking(), forms)
            .Where(group => group.Number > after)
            .OrderBy(group => group.Number)
            .Select(group => group.Id)
            .Take(limit)
            .ToListAsync(ct);
        return [.. ids.Select(id => new GroupAt(id, null))];
    }

    private sealed record AfterNumber(int Number);

    private sealed record AfterKm(double Km, Guid Id);
}
