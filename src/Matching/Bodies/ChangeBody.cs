using System;
using System.Threading;
using System.Threading.Tasks;
using FluentValidation;
using Matching.Access;
using Matching.Calendar;
using Matching.Database;
using Matching.Jobs;
using Matching.Places;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Bodies;

/// <summary>
/// How a body is called and reached, all of it anew. A new e-mail address makes an unreachable body reachable again,
/// and one that was silent is asked again.
/// </summary>
public static class ChangeBody
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/bodies/{id:guid}", ExecuteAsync)
            .WithName("ChangeBody")
            .WithSummary("Name, telephone, e-mail, web address and house of a body")
            .Example(
                """{ "name": "Drammen kommune", "phone": "+47 32 04 00 00", "email": "body-24@example.org", "house": "municipality:3301" }"""
            )
            .Requires(Role.BodyAdmin)
            .Validates<Request, Validator>()
            .Refuses([Problems.NotFound, Problems.DeputySame, Problems.MunicipalityUnknown, .. ResolvePlace.Refusals]);

    /// <param name="House">The place where its house stands: between bodies of one rank the nearer house
    /// answers.</param>
    public sealed record Request(string Name, string Email, string House, string? Phone = null, string? Url = null);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(request => request.Name).BodyName();
            RuleFor(request => request.Email).OneMailbox();
            RuleFor(request => request.House).House();
            RuleFor(request => request.Phone).Phone();
            RuleFor(request => request.Url).WebAddress();
        }
    }

    public static async Task<Results<Ok<BodyView>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Request request,
        IfMatch match,
        MatchingDb db,
        Caller caller,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (!(await BodyOfCaller.FindAsync(db, caller, id, ct)).Is(out var body, out var problem))
        {
            return problem;
        }

        if (match.Refusal(body.Written) is { } refusal)
        {
            return refusal;
        }

        if (request.Email != body.Email && body.Policy.IsDeputy(request.Email))
        {
            return Problems.DeputySame.At("email", "is the address of the body's deputy");
        }

        if (!(await ResolvePlace.ByCodeAsync(db, request.House, "house", ct)).Is(out var house, out problem))
        {
            return problem;
        }

        (body.Name, body.Phone, body.Url, body.House) = (request.Name, request.Phone, request.Url, house.Place.Code);
        var moved = body.ReachAt(request.Email);
        db.Note("body-changed", id);
        await db.SaveChangesAsync(ct);
        if (moved)
        {
            await db.EnqueueAsync(Body.AnswersAgain, id, clock.GetUtcNow(), ct);
        }

        return TypedResults.Ok(await BodyView.OfAsync(db, id, clock.Today(), ct));
    }
}
