using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Sealing;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Proposals;

/// <summary>A group that could be: where, about what, what it costs each in km, and who could carry it.</summary>
public static class ReadProposal
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/desk/proposals/{id:guid}", ExecuteAsync)
            .WithName("ReadProposal")
            .WithSummary("A group that could be, with the starters in reach")
            .Refuses(Problems.NotFound)
            .Requires(Role.Coordinator);

    public static async Task<Results<Ok<ProposalView>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Caller caller,
        MatchingDb db,
        Secrets secrets,
        TopicNames names,
        TimeProvider clock,
        CancellationToken ct
    ) =>
        await db.Proposals.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct) is { } proposal
        && await caller.MayReadAsync(db, proposal, ct)
            ? TypedResults.Ok(await ProposalView.ReadAsync(db, secrets, names, clock, proposal, caller, ct))
            : Problems.NotFound.Because();
}
