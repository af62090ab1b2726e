using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Places;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Matching.Courses;

/// <summary>What the calls for starter courses and those for information meetings have in common.</summary>
internal static class OccasionCalls
{
    /// <summary>What can be wrong with an occasion as staff write it.</summary>
    private static readonly Problem[] FormProblems =
    [
        .. ResolvePlace.Refusals,
        Problems.MunicipalityUnknown,
        Problems.BodyUnknown,
    ];

    /// <summary>The address of all of a sort.</summary>
    public static string Path(this OccasionSort sort) => $"/{Codes.Of(sort)}s";

    /// <summary>Names a call, say <c>AddStarterCourse</c>.</summary>
    public static RouteHandlerBuilder Named(this RouteHandlerBuilder route, string name) =>
        route.WithName(name).WithTags(name);

    /// <summary>What a call says of itself, with the sort in it.</summary>
    public static RouteHandlerBuilder Says(this RouteHandlerBuilder route, string summary, OccasionSort sort) =>
        route.WithSummary(string.Format(null, summary, Codes.Of(sort).Replace('-', ' ')));

    /// <summary>Takes a form, shown and checked as that of its sort.</summary>
    public static RouteHandlerBuilder TakesForm(this RouteHandlerBuilder route, OccasionSort sort) =>
        sort == OccasionSort.StarterCourse
            ? route
                .Example(OccasionForm.CourseExample)
                .Validates<OccasionForm, OccasionForm.Validator>()
                .Refuses(FormProblems)
            : route
                .Example(OccasionForm.MeetingExample)
                .Validates<OccasionForm, OccasionForm.MeetingValidator>()
                .Refuses(FormProblems);

    /// <summary>
    /// One of the caller's body to change, locked until the transaction ends; null where there is none.
    /// </summary>
    public static async Task<Occasion?> FindLockedAsync(
        MatchingDb db,
        Caller caller,
        OccasionSort sort,
        Guid id,
        CancellationToken ct
    ) =>
        await db.Occasions.FromSql($"select * from occasions where id = {id} for update").SingleOrDefaultAsync(ct)
            is { } occasion
        && occasion.Sort == sort
        && caller.MayActFor(occasion.Body)
            ? occasion
            : null;

    /// <summary>Writes a form onto an occasion; the problem where it names what is not there, else null.</summary>
    public static async Task<ProblemHttpResult?> WriteAsync(
        MatchingDb db,
        Caller caller,
        OccasionForm form,
        Occasion occasion,
        CancellationToken ct
    )
    {
        var body = form.Body ?? occasion.Body;
        if (!caller.MayActFor(body))
        {
            return Problems.Forbidden.Because();
        }

        if (!await db.Bodies.AnyAsync(known => known.Id == body, ct))
        {
            return Problems.BodyUnknown.At("body", "not known");
        }

        Whereabouts? at = null;
        if (
            form.Where is { } where
            && !(await ResolvePlace.ByCodeAsync(db, where.Place, "where.place", ct)).Is(out at, out var problem)
        )
        {
            return problem;
        }

        occasion.Body = body;
        occasion.Kind = form.Kind;
        occasion.Title = form.Title;
        (occasion.Place, occasion.Venue, occasion.Address) = (at?.Place.Code, form.Where?.Venue, form.Where?.Address);
        (occasion.Longitude, occasion.Latitude) = (at?.Point.Longitude, at?.Point.Latitude);
        occasion.HoldOn(form.Times);
        occasion.Participants = form.Participants;
        occasion.Languages = form.LanguagesOrUsual;
        (occasion.SignUpUrl, occasion.SignUpPhone, occasion.SignUpEmail) = form.SignUp ?? new();
        return null;
    }
}
