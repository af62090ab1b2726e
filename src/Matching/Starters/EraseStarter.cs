using System;
using System.Linq;
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
using Microsoft.EntityFrameworkCore;

namespace Matching.Starters;

/// <summary>
/// A starter is one no longer, and is forgotten: her row goes, and with the key of the record what older copies of it
/// say of who she was. Her number is given to nobody else. The national administration does it too, for
/// whoever turns to it, and reads nothing in doing so.
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
        var erased = await db
            .Starters.Where(starter => starter.Id == id && (caller.IsNational || starter.Body == caller.Body))
            .ExecuteDeleteAsync(ct);
        if (erased == 0)
        {
            return Problems.NotFound.Because();
        }

        await RecordKey.EraseAsync(db, id, ct);
        await Idempotency.ForgetAsync(db, id, ct);
        return TypedResults.NoContent();
    }
}
