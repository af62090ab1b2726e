using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentValidation;
using Matching.Calendar;
using Matching.Database;
using Matching.Places;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Bodies;

/// <summary>
/// Who would answer somebody who registers for a place and topics, why, and who would if it did not: the chain begins
/// at the place, and what is too small to hide her is passed over. Costs the caller nothing: nothing is kept of what
/// was asked, and the POST form keeps place and topic out of addresses that others log.
/// </summary>
public static class FindResponsible
{
    private const int MostTopics = 20;

    public static void Map(IEndpointRouteBuilder routes)
    {
        Declare(routes.MapGet("/responsible", ExecuteAsync).WithName("FindResponsible"));
        Declare(routes.MapPost("/responsible/search", SearchAsync).WithName("SearchResponsible"))
            .WithMetadata(new SearchRoute())
            .Example("""{ "place": "municipality:3328", "topic": ["grief"] }""");
    }

    /// <param name="Place">A place, say <c>postal-code:3015</c>. Just one of this and <c>near</c>.</param>
    /// <param name="Near">A point as longitude,latitude.</param>
    /// <param name="Topic">Topics by slug, most important first: the first one routes.</param>
    public sealed record Request(string? Place = null, string? Near = null, string[]? Topic = null);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(request => request.Place).OneLine(100);
            RuleFor(request => request.Near).OneLine(100);
            RuleFor(request => request.Place)
                .Must((request, place) => place is null != request.Near is null)
                .WithMessage("just one of place and near is needed");
            RuleFor(request => request.Topic)
                .Must(topics => topics is null || topics.Length <= MostTopics)
                .WithMessage($"at most {MostTopics} topics")
                .Must(topics => topics is null || topics.All(topic => topic is not null))
                .WithMessage("must not be null");
        }
    }

    /// <param name="Where">The place that was understood.</param>
    /// <param name="Chain">Everybody who could be asked, nearest first; the national office is the last.</param>
    /// <param name="Area">What would be kept of where; null where the municipality is not known.</param>
    public sealed record Response(
        Understood Where,
        BodyView Responsible,
        Said Because,
        IReadOnlyList<Link> Chain,
        AreaView? Area,
        LocalChoice TellLocal
    );

    /// <param name="Matters">Whether another body would be told: only then is it worth asking.</param>
    /// <param name="Responsible">That body; null where it does not matter.</param>
    public sealed record LocalChoice(bool Matters, BodyView? Responsible);

    /// <param name="Place">Its code; of a merged municipality that of its successor, of a point that of its
    /// municipality.</param>
    /// <param name="Municipality">The number of its municipality; null where it has none or it is not known.</param>
    /// <param name="Located">Of a point: whether it lies inside the municipality's boundary, or that is only the
    /// nearest one.</param>
    /// <param name="Historical">Whether a newer register no longer has it.</param>
    public sealed record Understood(string Place, string Name, string? Municipality, Located? Located, bool Historical);

    /// <param name="PassedOver">Why it does not answer now; null where it could.</param>
    public sealed record Link(BodyView Body, Said Because, Said? PassedOver);

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(
        [AsParameters] Request request,
        MatchingDb db,
        TopicNames names,
        Language language,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (
            !(await names.ResolveAsync(db, request.Topic ?? [], "topic", ct)).Is(out var topics, out var problem)
            || !(await PlaceAsync(request, db, ct)).Is(out var found, out problem)
        )
        {
            return problem;
        }

        // The topics alone: what else is told of a person makes fewer people of it only when she registers.
        var (where, located) = found;
        var across = await names.AcrossAsync(db, ct);
        topics = [.. topics.Where(topic => topic != across)];
        var share = await names.PrevalenceAsync(db, topics, ct);
        var today = clock.Today();
        var area = where.IsLocated ? await Area.ToKeepAsync(db, where, share, tellLocal: false, ct) : null;
        var (route, nearest) = await Routing.FromPlaceAsync(
            db,
            where.Code,
            area?.Code ?? where.Code,
            topics,
            share,
            today,
            ct
        );
        var bodies = await BodyView.ReadAsync(db, [.. route.Chain.Select(link => link.Body)], today, ct);
        var matters = where.Municipality is not null && nearest != route.Body;
        return TypedResults.Ok(
            new Response(
                new Understood(where.Code, where.Name, where.Municipality, located, where.Historical),
                bodies[route.Body],
                Text(route.Because),
                [
                    .. route.Chain.Select(link => new Link(
                        bodies[link.Body],
                        Text(link.Because),
                        link.PassedOver is { } reason ? Text(reason) : null
                    )),
                ],
                area is null ? null : AreaView.Of(area, language),
                new LocalChoice(matters, matters ? bodies[nearest] : null)
            )
        );

        Said Text(string code) => Texts.Of("Bodies", code, language);
    }

    private static Task<Results<Ok<Response>, ProblemHttpResult>> SearchAsync(
        Request request,
        MatchingDb db,
        TopicNames names,
        Language language,
        TimeProvider clock,
        CancellationToken ct
    ) => ExecuteAsync(request, db, names, language, clock, ct);

    // A postal code whose municipality is not known is answered too: the national office stands behind every place.
    private static async Task<Outcome<Found>> PlaceAsync(Request request, MatchingDb db, CancellationToken ct)
    {
        if (request.Place is { } code)
        {
            return (await ResolvePlace.KnownAsync(db, code, "place", ct)).Is(out var place, out var unknown)
                ? new Found(place, null)
                : unknown;
        }

        return (await ResolvePlace.NearAsync(db, request.Near!, "near", ct)).Is(out var at, out var problem)
            ? new Found(at.Place, at.Located)
            : problem;
    }

    private sealed record Found(Place Place, Located? Located);

    private static RouteHandlerBuilder Declare(RouteHandlerBuilder route) =>
        route
            .WithSummary("Who answers for a place and topics")
            .Validates<Request, Validator>()
            .Refuses([
                Problems.TopicUnknown,
                Problems.OutsideNorway,
                Problems.CoordinatesSwapped,
                .. ResolvePlace.Refusals,
            ])
            .AllowAnonymous();
}
