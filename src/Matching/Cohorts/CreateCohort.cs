using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
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
using Microsoft.Extensions.Options;

namespace Matching.Cohorts;

/// <summary>
/// Tells of those who finish a coping course and want to go on: a code for each of them, shown once, with a sheet to
/// print and cut. What one makes of it is her own; neither staff nor the database can tell who did, or how many.
/// </summary>
public static class CreateCohort
{
    // An interest is kept for ninety days: one that is registered at once still has a month when they begin.
    private const int LatestBeginning = 60;
    private const int DaysOfCodes = 30;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/cohorts", ExecuteAsync)
            .WithName("CreateCohort")
            .WithSummary("Codes for those who finish a coping course and want to go on; they are shown once")
            .Example(CohortForm.Example)
            .Validates<CohortForm, CohortForm.Validator>()
            .Idempotent<CohortForm>(onlyUuid: true)
            .Refuses([Problems.TopicUnknown, .. ResolvePlace.Refusals, Problems.MunicipalityUnknown])
            .Requires(Role.Coordinator);

    /// <param name="Codes">One for each participant, used once; shown here and nowhere else.</param>
    /// <param name="Sheet">Plain text to print: a slip for each code.</param>
    public sealed record Response(Guid Id, IReadOnlyList<string> Codes, string Sheet);

    public static async Task<Results<Created<Response>, ProblemHttpResult>> ExecuteAsync(
        CohortForm form,
        Caller caller,
        MatchingDb db,
        TopicNames names,
        Secrets secrets,
        IOptions<OwnAddress> own,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    )
    {
        var (today, until) = (clock.Today(), form.FromDay.AddDays(DaysOfCodes));
        if (until < today)
        {
            return Problems.Invalid.At(form.From is null ? "finishesOn" : "from", "is too long ago");
        }

        if (form.FromDay > today.AddDays(LatestBeginning))
        {
            return Problems.Invalid.At(
                form.From is null ? "finishesOn" : "from",
                $"is more than {LatestBeginning} days ahead"
            );
        }

        var slugs = form.Topics ?? [CohortForm.UsualTopic];
        if (!(await names.ResolveAsync(db, slugs, "topics", ct)).Is(out var topics, out var problem))
        {
            return problem;
        }

        if (!(await ResolvePlace.ByCodeAsync(db, form.Place, "place", ct)).Is(out var where, out problem))
        {
            return problem;
        }

        var cohort = new Cohort
        {
            Id = RandomId.New(),
            Body = caller.Body,
            Place = where.Place.Code,
            Topics = topics,
            Participants = form.Participants,
            FinishesOn = form.FinishesOn,
            FromDay = form.FromDay,
            UntilDay = until,
            TravelKm = form.TravelKm,
            Meeting = [.. form.Meeting ?? []],
            Times = [.. form.Times ?? []],
            Languages = [.. form.Languages ?? []],
        };
        CohortCode[] codes = [.. Enumerable.Range(0, form.Participants).Select(_ => CohortCode.New())];
        db.Cohorts.Add(cohort);
        db.CohortCodes.AddRange(
            codes.Select(code => new UnusedCode { Fingerprint = code.Fingerprint(secrets), Cohort = cohort.Id })
        );
        await db.SaveChangesAsync(ct);
        string[] shown = [.. codes.Select(code => code.ToString())];
        var sheet = string.Join(
            Texts.Say("Cohorts", "cut-here", language),
            shown.Select(code => Texts.Say("Cohorts", "slip", language, own.Value.To(), code, language.Write(until)))
        );
        return TypedResults.Created($"/v1/cohorts/{cohort.Id}", new Response(cohort.Id, shown, sheet));
    }
}
