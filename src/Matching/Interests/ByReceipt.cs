using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Database;
using Matching.Sealing;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Interests;

/// <summary>
/// The way back to an interest: <c>Authorization: Receipt CODE</c>. Unknown, withdrawn, expired and mistyped codes get
/// the same answer after the same work.
/// </summary>
public sealed class ByReceipt(MatchingDb db, Secrets secrets, TimeProvider clock, IHttpContextAccessor http)
{
    private const string Scheme = "Receipt ";

    /// <summary>The interest of the request's receipt, to read.</summary>
    public Task<Outcome<Interest>> ReadAsync(CancellationToken ct) =>
        FindAsync(fingerprint =>
            db.Interests.AsNoTracking().SingleOrDefaultAsync(interest => interest.Receipt == fingerprint, ct)
        );

    /// <summary>
    /// The interest of the request's receipt, locked until the transaction ends. An interest is always locked before a
    /// group, so that two calls never wait for each other.
    /// </summary>
    public Task<Outcome<Interest>> LockAsync(CancellationToken ct) =>
        FindAsync(fingerprint =>
            db.Interests.FromSql($"select * from interests where receipt = {fingerprint} for update")
                .SingleOrDefaultAsync(ct)
        );

    private async Task<Outcome<Interest>> FindAsync(Func<byte[], Task<Interest?>> find)
    {
        var header = http.HttpContext!.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return Problems.ReceiptMissing.Because();
        }

        var known = Receipt.TryParse(header[Scheme.Length..], out var receipt);
        var interest = await find(known ? receipt!.Fingerprint(secrets) : Receipt.FingerprintOfNone(secrets));
        return interest is not null && interest.KeptUntil >= clock.Today()
            ? interest
            : Problems.ReceiptUnknown.Because();
    }
}

/// <summary>Declares routes that are called with a receipt.</summary>
public static class ReceiptRoutes
{
    /// <summary>Lets anyone in who has a receipt; the use case asks <see cref="ByReceipt"/>.</summary>
    public static RouteHandlerBuilder NeedsReceipt(this RouteHandlerBuilder route) =>
        route
            .AllowAnonymous()
            .WithMetadata(new ReceiptRoute())
            .Refuses(Problems.ReceiptMissing, Problems.ReceiptUnknown);

    /// <summary>
    /// Lets nobody through whose receipt is unknown. Must stand before <c>Idempotent</c>: what is kept for a repeat is
    /// told no longer than the interest is kept.
    /// </summary>
    public static RouteHandlerBuilder WhileKept(this RouteHandlerBuilder route) =>
        route.AddEndpointFilter(
            async (call, next) =>
                (
                    await call
                        .HttpContext.RequestServices.GetRequiredService<ByReceipt>()
                        .ReadAsync(call.HttpContext.RequestAborted)
                ).Is(out _, out var problem)
                    ? await next(call)
                    : problem
        );
}
