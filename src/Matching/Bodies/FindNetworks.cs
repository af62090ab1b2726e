using System;
using System.Collections.Generic;
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

/// <summary>A network as staff see it.</summary>
/// <param name="Lead">The body that answers where no member does.</param>
public sealed record NetworkView(Guid Id, string Name, Guid Lead, IReadOnlyList<Guid> Members)
{
    internal static NetworkView Of(Network network) =>
        new(network.Id, network.Name, network.Lead, [.. network.Members.Select(member => member.Body).Order()]);
}

/// <summary>The networks of contact points, by name, for the staff of any body.</summary>
public static class FindNetworks
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/networks", ExecuteAsync)
            .WithName("FindNetworks")
            .WithSummary("Networks by name")
            .Requires(Role.Coordinator)
            .Refuses(Problems.CursorInvalid);

    /// <param name="Limit">How many at most.</param>
    /// <param name="Cursor">Where to go on: the <c>nextCursor</c> of the page before.</param>
    public sealed record Request(int? Limit, string? Cursor) : IPaged;

    public sealed record Response(IReadOnlyList<NetworkView> Items, string? NextCursor);

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(
        [AsParameters] Request request,
        MatchingDb db,
        CancellationToken ct
    )
    {
        if (!Cursor.TryRead<Position>(request, out var after))
        {
            return Cursor.Refused;
        }

        var networks = db.Networks.AsNoTracking().Where(Network.IsThere);
        if (after is not null)
        {
            networks = networks.Where(network =>
                EF.Functions.GreaterThan(
                    ValueTuple.Create(network.Name, network.Id),
                    ValueTuple.Create(after.Name, after.Id)
                )
            );
        }

        var limit = Cursor.Limit(request.Limit);
        var found = await networks
            .OrderBy(network => network.Name)
            .ThenBy(network => network.Id)
            .Take(limit + 1)
            .Include(network => network.Members)
            .ToListAsync(ct);
        var (items, next) = Cursor.Page(
            request,
            found.ConvertAll(NetworkView.Of),
            limit,
            network => new Position(network.Name, network.Id)
        );
        return TypedResults.Ok(new Response(items, next));
    }

    private sealed record Position(string Name, Guid Id);
}
