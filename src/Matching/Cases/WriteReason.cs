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

/// <summary>
/// Writes a reason, a new one or one that is there: from then on it is given, shown and followed by every body. What a
/// reason is given for stays, since cases that are closed or passed on show it; what is closed already does not change.
/// </summary>
public static class WriteReason
{
    private const int LongestCode = 50,
        LongestText = 300,
        MostDays = 365;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/desk/reasons/{code}", ExecuteAsync)
            .WithName("WriteReason")
            .WithSummary("Write a reason and what follows from it")
            .Validates<Request, Validator>()
            .Refuses(Problems.ReasonUnknown, Problems.ReasonOfAnotherAct)
            .Example(
                """{ "act": "closure", "effect": "park", "days": 60, "texts": { "nb": "Du ville vente til etter sommeren.", "nn": "Du ville vente til etter sommaren.", "en": "You wished to wait until after the summer." } }"""
            )
            .Requires(Role.NationalAdmin);

    /// <param name="Days">How long a no is remembered, or the usual time to be left alone; with no other
    /// effect.</param>
    /// <param name="NeedsPlace">Whether it is only for a person who has a place; with the effect <c>end</c>
    /// alone.</param>
    public sealed record Request(
        ReasonAct Act,
        ReasonEffect Effect,
        ReasonView.Words Texts,
        int? Days = null,
        bool NeedsPlace = false
    );

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(request => request.Act).IsInEnum();
            RuleFor(request => request.Effect)
                .IsInEnum()
                .Must(
                    (request, effect) =>
                        request.Act switch
                        {
                            ReasonAct.Closure => effect != ReasonEffect.PassOn,
                            ReasonAct.Proposal => effect == ReasonEffect.ReMatch,
                            _ => effect == ReasonEffect.PassOn,
                        }
                )
                .WithMessage("does not follow from this act");
            RuleFor(request => request.Days)
                .Must(
                    (request, days) =>
                        request.Effect is ReasonEffect.Remember or ReasonEffect.Park
                            ? days is >= 1 and <= MostDays
                            : days is null
                )
                .WithMessage($"from 1 to {MostDays} with remember and park, and with nothing else");
            RuleFor(request => request.NeedsPlace)
                .Must((request, needed) => !needed || request.Effect == ReasonEffect.End)
                .WithMessage("with end, and with nothing else");
            RuleFor(request => request.Texts.Nb).OneLine(LongestText);
            RuleFor(request => request.Texts.Nn).OneLine(LongestText);
            RuleFor(request => request.Texts.En).OneLine(LongestText);
        }
    }

    public static async Task<Results<Ok<ReasonView>, ProblemHttpResult>> ExecuteAsync(
        string code,
        Request request,
        Caller caller,
        MatchingDb db,
        Language language,
        CancellationToken ct
    )
    {
        if (code.Length > LongestCode || !char.IsAsciiLetterLower(code[0]) || !code.All(IsOfCode))
        {
            return Problems.Invalid.At("code", $"small letters, digits and hyphens, at most {LongestCode}");
        }

        // Cases pass on for reasons that the program gives: there are no others.
        if (request.Act == ReasonAct.PassOn && !await db.CaseReasons.AnyAsync(row => row.Code == code, ct))
        {
            return Problems.ReasonUnknown.At("act", "the reasons for passing on are given");
        }

        var (act, effect, texts) = (Codes.Of(request.Act), Codes.Of(request.Effect), request.Texts);
        var written = await db.Database.ExecuteSqlAsync(
            $"""
            insert into case_reasons (code, act, effect, days, needs_place, nb, nn, en)
            values ({code}, {act}, {effect}, {request.Days}, {request.NeedsPlace}, {texts.Nb}, {texts.Nn}, {texts.En})
            on conflict (code) do update
            set effect = excluded.effect, days = excluded.days, needs_place = excluded.needs_place,
                nb = excluded.nb, nn = excluded.nn, en = excluded.en
            where case_reasons.act = excluded.act
            """,
            ct
        );
        if (written == 0)
        {
            return Problems.ReasonOfAnotherAct.Because();
        }

        // A reason has no id.
        db.Note("reason-written", caller.Body);
        return TypedResults.Ok(
            ReasonView.Of(await db.CaseReasons.AsNoTracking().SingleAsync(reason => reason.Code == code, ct), language)
        );

        static bool IsOfCode(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-';
    }
}
