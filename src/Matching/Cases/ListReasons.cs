using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentValidation;
using Matching.Access;
using Matching.Database;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Cases;

/// <summary>A reason with what the person reads in each language.</summary>
/// <param name="Days">How long a no is remembered, or the usual time to be left alone; null for other effects.</param>
/// <param name="NeedsPlace">Whether it is only for a person who has a place.</param>
/// <param name="Text">What the person reads, in the language of the request.</param>
public sealed record ReasonView(
    string Code,
    ReasonAct Act,
    ReasonEffect Effect,
    int? Days,
    bool NeedsPlace,
    string Text,
    ReasonView.Words Texts
)
{
    /// <param name="Nb">In bokmål.</param>
    /// <param name="Nn">In nynorsk.</param>
    /// <param name="En">In English.</param>
    public sealed record Words(string Nb, string Nn, string En);

    internal static ReasonView Of(CaseReason reason, Language language) =>
        new(
            reason.Code,
            reason.Act,
            reason.Effect,
            reason.Days,
            reason.NeedsPlace,
            reason.Text(language),
            new Words(reason.Nb, reason.Nn, reason.En)
        );
}

/// <summary>
/// The reasons with which a case is closed, handed over or passed on, or a proposal declined, and what follows.
/// </summary>
public static class ListReasons
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/desk/reasons", ExecuteAsync)
            .WithName("ListReasons")
            .WithSummary("The reasons for closing, handing over, passing on and declining, with what follows")
            .Validates<Request, Validator>()
            .Requires(Role.Coordinator);

    /// <param name="Act">Only those for this: closure, handover, pass-on, proposal.</param>
    public sealed record Request(string? Act);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(request => request.Act).OneOf(Codes.All<ReasonAct>());
    }

    public sealed record Response(IReadOnlyList<ReasonView> Items);

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(
        [AsParameters] Request request,
        MatchingDb db,
        Language language,
        CancellationToken ct
    )
    {
        ReasonAct[] acts = request.Act is { } act ? [Codes.Parse<ReasonAct>(act)] : Enum.GetValues<ReasonAct>();
        var reasons = await db
            .CaseReasons.AsNoTracking()
            .Where(reason => acts.Contains(reason.Act))
            .OrderBy(reason => reason.Act)
            .ThenBy(reason => reason.Code)
            .ToListAsync(ct);
        return TypedResults.Ok(new Response(reasons.ConvertAll(reason => ReasonView.Of(reason, language))));
    }
}
