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

namespace Matching.Starters;

/// <summary>
/// A starter is one no longer, and is forgotten: her row goes, and with the key of the record what older copies of it
/// say of who she was. Her number is given to nobody else.
/// </summary>
public static class EraseStarter
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete("/starters/{id:guid}", ExecuteAsync)
            .WithName("EraseStarter")
            .WithSummary("A starter is erased for good")
            .Refuses(Problems.NotFound)
            .Requires(Role.Coordinator);

    public static async Task<Results<NoContent, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Caller caller,
        MatchingDb db,
        CancellationToken ct
    )
    {
        if (await LockedStarter.FindAsync(db, caller, id, ct) is not { } starter)
        {
            return Problems.NotFound.Because();
        }

        db.Starters.Remove(starter);
        await db.SaveChangesAsync(ct);
        await RecordKey.EraseAsync(db, id, ct);
        return TypedResults.NoContent();
    }
}
