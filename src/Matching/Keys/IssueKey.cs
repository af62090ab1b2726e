using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using FluentValidation;
using Matching.Access;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Database;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Keys;

/// <summary>
/// A new key for a program or a person of a body, shown this once. Nobody hands out more than she holds.
/// </summary>
public static class IssueKey
{
    private const int MostDays = 730;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/keys", ExecuteAsync)
            .WithName("IssueKey")
            .WithSummary("A new key for a body, shown once")
            .Example(
                """{ "body": "42117670-f9cc-47cc-9ff7-5592335f314d", "role": "coordinator", "name": "the desk", "days": 365, "kind": "program", "scopes": ["read", "groups"] }"""
            )
            .Requires(Role.BodyAdmin)
            .Validates<Request, Validator>()
            .Idempotent<Request>()
            .Refuses(Problems.BodyUnknown);

    /// <param name="Body">The body that it works for.</param>
    /// <param name="Name">What it is for, to tell keys apart in a list.</param>
    /// <param name="Days">For how many days it opens anything, 1 to 730.</param>
    /// <param name="Kind">Who holds it: program or person.</param>
    /// <param name="Scopes">What it is narrowed to: read (it changes nothing), and which parts of the API: cases,
    /// groups, webhooks. Without it, all that its role may.</param>
    public sealed record Request(
        Guid Body,
        Role Role,
        string Name,
        int Days = 365,
        KeyKind Kind = KeyKind.Program,
        IReadOnlyList<string>? Scopes = null
    );

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(request => request.Name).OneLine(100);
            RuleFor(request => request.Days).InclusiveBetween(1, MostDays).WithMessage($"from 1 to {MostDays}");
            RuleFor(request => request.Kind).IsInEnum();
            RuleFor(request => request.Scopes).SomeOf(Scopes.All);
        }
    }

    /// <param name="Key">The key itself, never shown again.</param>
    public sealed record Response(Guid Id, string Key, string Prefix, DateOnly ExpiresOn);

    public static async Task<Results<Created<Response>, ProblemHttpResult>> ExecuteAsync(
        Request request,
        MatchingDb db,
        Caller caller,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (!caller.MayActFor(request.Body) || request.Role > caller.Role)
        {
            return Problems.Forbidden.Because();
        }

        if (!await db.Bodies.AnyAsync(body => body.Id == request.Body && body.State != BodyState.Ended, ct))
        {
            return Problems.BodyUnknown.At("body", "no body has this id, or it has ended");
        }

        var (key, secret) = ApiKey.Issue(
            request.Body,
            request.Role,
            request.Name,
            clock.Today(),
            request.Days,
            request.Kind,
            request.Scopes
        );
        db.ApiKeys.Add(key);
        db.Note("key-issued", key.Id);
        await db.SaveChangesAsync(ct);
        return TypedResults.Created($"/v1/keys/{key.Id}", new Response(key.Id, secret, key.Prefix, key.ExpiresOn));
    }
}
