using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Cases;
using Matching.Database;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.ActionLinks;

/// <summary>Says by a button that the body takes care: <see cref="AcknowledgeCase"/>.</summary>
public static class AcknowledgeWaiting
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/{id:guid}/acknowledgement", ExecuteAsync)
            .WithName("AcknowledgeWaiting")
            .WithSummary("Say that the body takes care of a case");

    public static async Task<Results<SeeOther, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Caller caller,
        CaseWork work,
        MatchingDb db,
        CancellationToken ct
    ) =>
        (await AcknowledgeCase.ExecuteAsync(id, caller, work, db, ct)).Result is ProblemHttpResult problem
            ? problem
            : new SeeOther($"/waiting/{id}?done=acknowledged");
}
