using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentValidation;
using Matching.Access;
using Matching.Calendar;
using Matching.Database;
using Matching.Sealing;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Starters;

/// <summary>The starters of the caller's body by number, in full.</summary>
public static class FindStarters
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/starters", ExecuteAsync)
            .WithName("FindStarters")
            .WithSummary("The starters of one's own body, by number")
            .Validates<Request, Validator>()
            .Refuses(Problems.CursorInvalid, Problems.TopicUnknown)
            .Requires(Role.Coordinator);

    /// <param name="Topic">Slugs; those who take any of them, or any topic.</param>
    /// <param name="State">active or paused.</param>
    /// <param name="Limit">How many at most.</param>
    /// <param name="Cursor">Where to go on: the <c>nextCursor</c> of the page before.</param>
    public sealed record Request(string[]? Topic, string? State, int? Limit, string? Cursor) : IPaged;

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(request => request.Topic).Must(topics => topics is not { Length: > 20 }).WithMessage("at most 20");
            RuleFor(request => request.State).OneOf(Codes.All<StarterState>());
        }
    }

    public sealed record Response(IReadOnlyList<StarterView> Items, string? NextCursor);

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(
        [AsParameters] Request request,
        Caller caller,
        MatchingDb db,
        TopicNames names,
        Secrets secrets,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (!Cursor.TryRead<Position>(request, out var after))
        {
            return Cursor.Refused;
        }

        if (!(await names.ResolveAsync(db, request.Topic ?? [], "topic", ct)).Is(out var topics, out var problem))
        {
            return problem;
        }

        var number = after?.Number ?? 0;
        var starters = db.StartersOf(caller).AsNoTracking().Where(starter => starter.Number > number);
        if (topics.Length > 0)
        {
            starters = starters.Where(starter =>
                starter.Topics.Length == 0 || starter.Topics.Any(topic => topics.Contains(topic))
            );
        }

        if (request.State is { } state)
        {
            var (today, paused) = (clock.Today(), Codes.Parse<StarterState>(state) == StarterState.Paused);
            starters = starters.Where(starter =>
                (starter.PausedOn != null && (starter.PausedUntil == null || starter.PausedUntil >= today)) == paused
            );
        }

        var limit = Cursor.Limit(request.Limit);
        var found = await starters.OrderBy(starter => starter.Number).Take(limit + 1).ToListAsync(ct);
        var (items, next) = Cursor.Page(request, found, limit, starter => new Position(starter.Number));
        db.Note("starters-read", caller.Body);
        return TypedResults.Ok(new Response(await StarterView.ReadAsync(db, secrets, names, clock, items, ct), next));
    }

    private sealed record Position(int Number);
}
