using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Calendar;
using Matching.Database;
using Matching.Sealing;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Groups;

/// <summary>A new group, forming until it is opened. Its private contact is sealed and never shown again.</summary>
public static class CreateGroup
{
    /// <summary>A form with everything in it, for the document.</summary>
    public const string Example = """
        {
          "name": "Tirsdagsgruppa", "topics": ["grief"], "capacity": 8, "members": 3, "joining": "contact-first",
          "meeting": { "form": "in-person", "venue": "Frivilligsentralen", "municipality": "3301", "visibility": "area" },
          "schedule": {
            "rrule": "FREQ=WEEKLY;BYDAY=TU", "start": "2026-09-01T18:00:00", "durationMinutes": 120,
            "pauses": [{ "from": "06-21", "until": "08-15" }, { "from": "2026-12-21", "until": "2027-01-03" }]
          },
          "languages": ["nb"], "audience": { "gender": "any", "ageBands": [] }, "contact": "gruppe@example.org"
        }
        """;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/groups", ExecuteAsync)
            .WithName("CreateGroup")
            .WithSummary("A new group, which is forming until it is opened")
            .Example(Example)
            .Validates<GroupForm, GroupForm.Validator>()
            .Idempotent<GroupForm>()
            .Refuses(GroupsModule.FormProblems)
            .Requires(Role.Coordinator);

    public static async Task<Results<Created<GroupView>, ProblemHttpResult>> ExecuteAsync(
        GroupForm request,
        Caller caller,
        MatchingDb db,
        TopicNames topics,
        Secrets secrets,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var body = request.Body ?? caller.Body;
        if (!caller.MayActFor(body))
        {
            return Problems.Forbidden.Because();
        }

        if (!await db.Bodies.AnyAsync(known => known.Id == body, ct))
        {
            return Problems.BodyUnknown.At("body", "not known");
        }

        if (!(await GroupDetails.FindAsync(request, db, topics, clock, ct)).Is(out var details, out var problem))
        {
            return problem;
        }

        if (request.Members > details.Capacity)
        {
            return Problems.CapacityBelowMembers.At("capacity", "less than its members");
        }

        var group = details.Onto(
            new SelfHelpGroup
            {
                Id = RandomId.New(),
                Body = body,
                ConfirmedOn = clock.Today(),
            }
        );
        group.Count(details.Capacity, request.Members ?? 0);
        await details.SealContactAsync(group, db, secrets, ct);
        db.Groups.Add(group);
        await db.SaveChangesAsync(ct);
        var view = await GroupView.ReadAsync(db, topics, clock, [new(group.Id, null)], ct, caller);
        return TypedResults.Created($"/v1/groups/{group.Id}", view[0]);
    }
}
