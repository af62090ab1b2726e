using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Cases;
using Matching.Database;
using Matching.Sealing;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.ActionLinks;

/// <summary>
/// The waiting list: what <see cref="ListCases"/> lists for the body. What a case is about is read one by one, and
/// logged, here as there.
/// </summary>
public static class ListWaiting
{
    /// <summary>What is said of a form whose button was pressed twice.</summary>
    internal const string DoneBefore = "before";

    private const int OnOnePage = 100;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("", ExecuteAsync).WithName("ListWaiting").WithSummary("The waiting list of a body");

    /// <param name="cursor">Where to go on: of the page before.</param>
    /// <param name="done">What was just done, by the name of the act.</param>
    public static async Task<Results<RazorComponentResult<WaitingListPage>, ProblemHttpResult>> ExecuteAsync(
        string? cursor,
        string? done,
        Caller caller,
        FormMark mark,
        MatchingDb db,
        Secrets secrets,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    )
    {
        // A case of another body the national administration opens with a reason, and not here.
        Guid[]? bodies = caller.IsNational ? [caller.Body] : null;
        var request = new ListCases.Request(State: null, bodies, HeldBack: null, OnOnePage, cursor);
        var listed = await ListCases.ExecuteAsync(request, caller, db, secrets, clock, ct);
        if (listed.Result is not Ok<ListCases.Response> { Value: { } cases })
        {
            return (ProblemHttpResult)listed.Result;
        }

        var named = cases.Items.Select(item => item.Body).Append(caller.Body).ToHashSet();
        var names = await db
            .Bodies.Where(body => named.Contains(body.Id))
            .ToDictionaryAsync(body => body.Id, body => body.Name, ct);
        return new RazorComponentResult<WaitingListPage>(
            new
            {
                Language = language,
                Mark = mark,
                Cases = cases,
                Own = caller.Body,
                Names = names,
                Done = done is CaseEvent.HandedOver or DoneBefore ? done : null,
            }
        );
    }
}
