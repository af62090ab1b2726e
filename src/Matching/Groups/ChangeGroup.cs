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

/// <summary>
/// A group written anew. Its state stays, but that a group with free places is open and one without is full.
/// </summary>
public static class ChangeGroup
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/groups/{id:guid}", ExecuteAsync)
            .WithName("ChangeGroup")
            .WithSummary("A group written anew; members and contact stay where they are left out")
            .Example(CreateGroup.Example)
            .Validates<GroupForm, GroupForm.Validator>()
            .Refuses([Problems.NotFound, .. GroupsModule.FormProblems])
            .Requires(Role.Coordinator);

    public static async Task<Results<Ok<GroupView>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        GroupForm request,
        IfMatch match,
        Caller caller,
        MatchingDb db,
        TopicNames topics,
        Secrets secrets,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (await LockedGroup.FindAsync(db, caller, id, ct) is not { } group)
        {
            return Problems.NotFound.Because();
        }

        if (match.Refusal(group) is { } refusal)
        {
            return refusal;
        }

        var body = request.Body ?? group.Body;
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

        var members = request.Members ?? group.Members;
        if (details.Overfull(members, await LiveOffersAsync(db, id, clock.Today(), ct)) is { } overfull)
        {
            return overfull;
        }

        details.Onto(group).Body = body;
        group.Count(details.Capacity, members);
        await details.SealContactAsync(group, db, secrets, ct);
        await db.SaveChangesAsync(ct);
        var view = await GroupView.ReadAsync(db, topics, clock, [new(id, null)], ct, caller);
        return TypedResults.Ok(view[0]);
    }

    // Offers belong to a module that knows groups, and not the other way round.
    private static Task<int> LiveOffersAsync(MatchingDb db, Guid id, DateOnly today, CancellationToken ct) =>
        db.Database.SqlQuery<int>($"select places_on_offer({id}, {today}) as \"Value\"").SingleAsync(ct);
}
