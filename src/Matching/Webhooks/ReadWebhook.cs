using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Sealing;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Webhooks;

/// <summary>One webhook of the caller's body, without its secret.</summary>
public static class ReadWebhook
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/webhooks/{id:guid}", ExecuteAsync)
            .WithName("ReadWebhook")
            .WithSummary("One webhook, without its secret")
            .Requires(Role.BodyAdmin)
            .Refuses(Problems.NotFound);

    public static async Task<Results<Ok<WebhookView>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Caller caller,
        MatchingDb db,
        Secrets secrets,
        Language language,
        TimeProvider clock,
        CancellationToken ct
    ) =>
        await WebhookOfCaller.FindAsync(db, caller, id, ct) is { } webhook
            ? TypedResults.Ok((await WebhookView.ReadAsync(db, secrets, language, clock.GetUtcNow(), [webhook], ct))[0])
            : Problems.NotFound.Because();
}
