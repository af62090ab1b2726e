using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Sites;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Seeking;

/// <summary>
/// The form, page by page: nothing of it is kept, and nobody is told, before it is sent. A site may send people here
/// with a topic and a place, in a form, so that neither stands in an address.
/// </summary>
public static class FillInForm
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/register", ExecuteAsync).WithName("OpenForm").WithSummary("The form, empty");
        routes
            .MapPost("/register", ExecuteAsync)
            .WithName("FillInForm")
            .WithSummary("The form, one page on or back")
            .WithMetadata(new SearchRoute(), new FromElsewhere());
    }

    public static async Task<RazorComponentResult<FormPage>> ExecuteAsync(
        Draft draft,
        HttpContext http,
        MatchingDb db,
        TopicNames names,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    )
    {
        if (draft.Step == 0)
        {
            await SiteCounts.CountAsync(http, SiteAct.Opening);
        }

        var understood = await UnderstoodDraft.OfAsync(draft, db, names, clock, language, ct);
        var next = draft switch
        {
            { Step: 0 } => 1,
            { Goes: "stay" } => draft.Step,
            { Goes: "back" } => Math.Max(1, draft.Step - 1),
            _ when draft.Step == 1 && understood.IsUnclear => 1,
            _ => Math.Min(Draft.Steps, draft.Step + 1),
        };
        var isWrong = draft is { Step: 1, Goes: not ("back" or "stay") } && next == 1;
        return Page(language, understood with { Draft = draft with { Step = next } }, isWrong ? ["place"] : []);
    }

    /// <summary>The form, open at the page of the draft.</summary>
    /// <param name="wrong">Fields that cannot be used as they are.</param>
    internal static RazorComponentResult<FormPage> Page(
        Language language,
        UnderstoodDraft understood,
        IReadOnlyCollection<string> wrong
    ) =>
        new(
            new
            {
                Language = language,
                Form = understood,
                Wrong = wrong,
            }
        )
        {
            StatusCode = wrong.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
        };
}
