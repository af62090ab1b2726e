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
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Matching.ActionLinks;

/// <summary>
/// Writes to the person: <see cref="AnswerPerson"/>. A text that cannot be sent is shown again, so that nobody writes
/// it twice.
/// </summary>
public static class AnswerWaiting
{
    private static readonly AnswerPerson.Validator Validator = new();

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/{id:guid}/messages", ExecuteAsync)
            .WithName("AnswerWaiting")
            .WithSummary("Write to the person")
            .DisableAntiforgery();

    public static async Task<Results<SeeOther, RazorComponentResult<WaitingCasePage>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        [FromForm(Name = Pages.TextField)] string? text,
        Caller caller,
        FormMark mark,
        CaseWork work,
        MatchingDb db,
        News news,
        TopicNames topics,
        Secrets secrets,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    )
    {
        // Browsers send two characters for a line break, and count one.
        var request = new AnswerPerson.Request((text ?? "").ReplaceLineEndings("\n"));
        if ((await Validator.ValidateAsync(request, ct)).IsValid)
        {
            return
                (await AnswerPerson.ExecuteAsync(id, request, caller, work, db, news, clock, ct)).Result
                    is ProblemHttpResult refusal
                ? refusal
                : new SeeOther($"/waiting/{id}?done=answered");
        }

        return (await WaitingCase.ReadAsync(id, caller, work, db, topics, secrets, clock, language, ct)).Is(
            out var waiting,
            out var problem
        )
            ? new RazorComponentResult<WaitingCasePage>(
                new
                {
                    Language = language,
                    Mark = mark,
                    Waiting = waiting,
                    Draft = request.Text,
                }
            )
            {
                StatusCode = StatusCodes.Status400BadRequest,
            }
            : problem;
    }
}
