using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentValidation;
using Matching.Access;
using Matching.Calendar;
using Matching.Database;
using Matching.Jobs;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Groups;

/// <summary>
/// A forming group begins to meet: it is open, or full where no place is free. One that formed from a proposal needs to
/// know when it meets, and a starter, or somebody who says that it begins without.
/// </summary>
public static class OpenGroup
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/groups/{id:guid}/opening", ExecuteAsync)
            .WithName(nameof(OpenGroup))
            .WithTags(nameof(OpenGroup))
            .WithSummary("A forming group begins to meet")
            .Refuses(Problems.Invalid, Problems.NotFound, Problems.GroupMoveIllegal, Problems.ScheduleInvalid)
            .Example(
                """
                {
                  "schedule": { "rrule": "FREQ=WEEKLY;BYDAY=TU", "start": "2026-12-01T18:00:00", "durationMinutes": 120 },
                  "venue": "Frivilligsentralen"
                }
                """
            )
            .Requires(Role.Coordinator);

    /// <param name="Schedule">When it meets; what stood there before stays where nothing is said.</param>
    /// <param name="Venue">Where it meets, in words.</param>
    /// <param name="WithoutStarter">It begins though no starter has taken it.</param>
    public sealed record Request(GroupForm.When? Schedule = null, string? Venue = null, bool WithoutStarter = false);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(request => request.Venue).OneLine(200);
            RuleFor(request => request.Schedule!.Pauses)
                .Must(pauses => pauses is not { Count: > Schedule.MostPauses } && !(pauses?.Contains(null!) ?? false))
                .WithMessage("at most 10, none of them null")
                .When(request => request.Schedule is not null);
        }
    }

    public static async Task<Results<Ok<GroupView>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Request? request,
        Caller caller,
        MatchingDb db,
        TopicNames topics,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        // Not by a filter: a body may be left out here.
        var shape = new Validator().Validate(request ?? new());
        if (!shape.IsValid)
        {
            return Problems.Invalid.At(Camel(shape.Errors[0].PropertyName), shape.Errors[0].ErrorMessage);
        }

        if (await LockedGroup.FindAsync(db, caller, id, ct) is not { } group)
        {
            return Problems.NotFound.Because();
        }

        var today = clock.Today();
        if (request?.Schedule is { } when)
        {
            if (!Schedule.Read(when, today).Is(out var schedule, out var problem))
            {
                return problem;
            }

            group.MeetOn(schedule);
        }

        group.Venue = request?.Venue ?? group.Venue;
        var needs = Needs(group, request?.WithoutStarter ?? false).ToArray();
        if (needs.Length > 0 || !group.Open(today))
        {
            return Problems.GroupMoveIllegal.Because(
                null,
                ("state", group.State),
                ("allowed", group.LegalMoves()),
                ("needs", needs)
            );
        }

        group.AwaitsStarter = false;
        group.ToMatch = true;
        await db.SaveChangesAsync(ct);
        if (group.Proposed)
        {
            await db.EnqueueAsync(SelfHelpGroup.Opened, id, clock.GetUtcNow(), ct);
        }

        return TypedResults.Ok((await GroupView.ReadAsync(db, topics, clock, [new(id, null)], ct, caller))[0]);
    }

    private static IEnumerable<string> Needs(SelfHelpGroup group, bool withoutStarter)
    {
        if (group is { State: GroupState.Forming, Proposed: true, Schedule: null })
        {
            yield return "schedule";
        }

        if (group is { State: GroupState.Forming, AwaitsStarter: true } && !withoutStarter)
        {
            yield return "starter";
        }
    }

    private static string Camel(string member) =>
        string.Join('.', member.Split('.').Select(part => char.ToLowerInvariant(part[0]) + part[1..]));
}
