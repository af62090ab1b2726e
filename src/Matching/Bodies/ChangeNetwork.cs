using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Bodies;

/// <summary>A network's name, lead and members, all of it anew.</summary>
public static class ChangeNetwork
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/networks/{id:guid}", ExecuteAsync)
            .WithName("ChangeNetwork")
            .WithSummary("Name, lead and members of a network")
            .Example(AddNetwork.Example)
            .Requires(Role.NationalAdmin)
            .Validates<AddNetwork.Request, AddNetwork.Validator>()
            .Refuses(Problems.NotFound, Problems.BodyUnknown);

    public static async Task<Results<Ok<NetworkView>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        AddNetwork.Request request,
        MatchingDb db,
        CancellationToken ct
    )
    {
        if (await Network.LockAsync(db, id, ct) is not { } found)
        {
            return Problems.NotFound.Because();
        }

        if (await AddNetwork.UnknownAsync(request, db, ct) is { } problem)
        {
            return problem;
        }

        (found.Name, found.Lead) = (request.Name, request.Lead);
        found.Join(request.Members);
        db.Note("network-changed", id);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(NetworkView.Of(found));
    }
}
