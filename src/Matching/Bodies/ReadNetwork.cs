using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Bodies;

/// <summary>One network, for the staff of any body. One that has ended is not there.</summary>
public static class ReadNetwork
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/networks/{id:guid}", ExecuteAsync)
            .WithName("ReadNetwork")
            .WithSummary("One network")
            .Requires(Role.Coordinator)
            .Refuses(Problems.NotFound);

    public static async Task<Results<Ok<NetworkView>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        MatchingDb db,
        CancellationToken ct
    ) =>
        await db
            .Networks.AsNoTracking()
            .Where(Network.IsThere)
            .Include(network => network.Members)
            .SingleOrDefaultAsync(network => network.Id == id, ct)
            is { } found
            ? TypedResults.Ok(NetworkView.Of(found))
            : Problems.NotFound.Because();
}
