using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentValidation;
using Matching.Access;
using Matching.Calendar;
using Matching.Database;
using Matching.Places;
using Matching.Sealing;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Starters;

/// <summary>
/// The starters who would start a group at a place now, nearest first: the caller's own in full, those of other bodies
/// who consent to be shown. Of the others a case tells that they are there.
/// </summary>
public static class FindStartersNearby
{
    private static readonly string[] UsualLanguages = ["nb"];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/starters/nearby", ExecuteAsync)
            .WithName("FindStartersNearby")
            .WithSummary("One's own starters, and those who consent, whose radius reaches a place, nearest first")
            .Validates<Request, Validator>()
            .Refuses([Problems.TopicUnknown, .. ResolvePlace.Refusals, Problems.MunicipalityUnknown])
            .Requires(Role.Coordinator);

    /// <param name="Place">Where a group would meet, say municipality:3301.</param>
    /// <param name="Topic">Slugs; those who take any of them, a close relative of one, or any topic.</param>
    /// <param name="Language">BCP 47 tags; those who speak any of them. nb where nothing is said.</param>
    /// <param name="Limit">How many at most.</param>
    public sealed record Request(string? Place, string[]? Topic, string[]? Language, int? Limit);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(request => request.Place).NotNull().WithMessage("is needed").OneLine(100);
            RuleFor(request => request.Topic).Must(topics => topics is not { Length: > 20 }).WithMessage("at most 20");
            RuleFor(request => request.Language)
                .Must(tags => tags is null || (tags.Length <= 20 && tags.All(LanguageTag.IsKnown)))
                .WithMessage("at most 20 BCP 47 tags such as nb, nn, se, en, uk");
        }
    }

    public sealed record Response(IReadOnlyList<StarterInReach> Items);

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
        if (!(await names.ResolveAsync(db, request.Topic ?? [], "topic", ct)).Is(out var topics, out var problem))
        {
            return problem;
        }

        if (!(await ResolvePlace.ByCodeAsync(db, request.Place!, "place", ct)).Is(out var place, out problem))
        {
            return problem;
        }

        var across = await names.AcrossAsync(db, ct);
        return TypedResults.Ok(
            new Response(
                await StarterInReach.FindAsync(
                    db,
                    secrets,
                    names,
                    caller,
                    [place.Point],
                    [.. topics.Where(topic => topic != across)],
                    request.Language is { Length: > 0 } languages ? languages : UsualLanguages,
                    onlyConsenting: true,
                    clock.Today(),
                    Cursor.Limit(request.Limit),
                    ct
                )
            )
        );
    }
}
