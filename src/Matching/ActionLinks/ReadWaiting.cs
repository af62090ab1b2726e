using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Cases;
using Matching.Database;
using Matching.Sealing;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.ActionLinks;

/// <summary>One case of the waiting list, with what can be done about it. The opening is logged.</summary>
public static class ReadWaiting
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/{id:guid}", ExecuteAsync).WithName("ReadWaiting").WithSummary("A case of the waiting list");

    /// <param name="done">What was just done, by the name of the act.</param>
    public static async Task<Results<RazorComponentResult<WaitingCasePage>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        string? done,
        Caller caller,
        FormMark mark,
        CaseWork work,
        MatchingDb db,
        TopicNames topics,
        Secrets secrets,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    ) =>
        (await WaitingCase.ReadAsync(id, caller, work, db, topics, secrets, clock, language, ct)).Is(
            out var waiting,
            out var problem
        )
            ? new RazorComponentResult<WaitingCasePage>(
                new
                {
                    Language = language,
                    Mark = mark,
                    Waiting = waiting,
                    Done = done,
                }
            )
            : problem;
}
