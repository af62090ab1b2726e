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

namespace Matching.Webhooks;

/// <summary>
/// What was sent to a webhook in the last month, what is on its way, and what was given up; newest first.
/// </summary>
public static class ListDeliveries
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/webhooks/{id:guid}/deliveries", ExecuteAsync)
            .WithName("ListWebhookDeliveries")
            .WithSummary("The deliveries of a webhook, newest first")
            .Requires(Role.BodyAdmin)
            .Validates<Request, Validator>()
            .Refuses(Problems.NotFound, Problems.CursorInvalid);

    /// <param name="State">Only those that are waiting, delivered, dead or dropped.</param>
    /// <param name="Limit">How many at most.</param>
    /// <param name="Cursor">Where to go on: the <c>nextCursor</c> of the page before.</param>
    public sealed record Request(string? State, int? Limit, string? Cursor) : IPaged;

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(request => request.State).OneOf(Codes.All<DeliveryState>());
    }

    public sealed record Response(IReadOnlyList<DeliveryView> Items, string? NextCursor);

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        [AsParameters] Request request,
        Caller caller,
        MatchingDb db,
        CancellationToken ct
    )
    {
        if (!Cursor.TryRead<Position>(request, out var after))
        {
            return Cursor.Refused;
        }

        if (await WebhookOfCaller.FindAsync(db, caller, id, ct) is null)
        {
            return Problems.NotFound.Because();
        }

        DeliveryState? asked = request.State is { } code ? Codes.Parse<DeliveryState>(code) : null;
        var limit = Cursor.Limit(request.Limit);
        var (at, last) = (after?.At.ToUniversalTime(), after?.Id ?? Guid.Empty);
        var found = await db
            .WebhookDeliveries.AsNoTracking()
            .Where(row => row.Webhook == id)
            .Select(row => new
            {
                Delivery = row,
                row.Id,
                row.OccurredAt,
                // Its worker died with it, and could not say so.
                State = row.State == DeliveryState.Waiting
                && db.Jobs.Any(job => job.Kind == WebhookDelivery.Job && job.Subject == row.Id && job.State == "dead")
                    ? DeliveryState.Dead
                    : row.State,
            })
            .Where(row => asked == null || row.State == asked)
            .Where(row => at == null || row.OccurredAt < at || (row.OccurredAt == at && row.Id > last))
            .OrderByDescending(row => row.OccurredAt)
            .ThenBy(row => row.Id)
            .Take(limit + 1)
            .ToListAsync(ct);
        var (rows, next) = Cursor.Page(request, found, limit, row => new Position(row.OccurredAt, row.Id));
        return TypedResults.Ok(
            new Response([.. rows.Select(row => DeliveryView.Of(row.Delivery) with { State = row.State })], next)
        );
    }

    private sealed record Position(DateTimeOffset At, Guid Id);
}
