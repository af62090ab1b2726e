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
    public async Task<Outcome<Interest>> ReadAsync(CancellationToken ct)
    {
        if (!Fingerprint().Is(out var fingerprint, out var problem))
        {
            return problem;
        }

        if (await Kept(db.Interests.AsNoTracking(), fingerprint).SingleOrDefaultAsync(ct) is not { } interest)
        {
            return Problems.ReceiptUnknown.Because();
        }

        Acquaintances.Meet(http.HttpContext!);
        if (interest.CameWith(fingerprint))
        {
            await db.UnlessReadOnlyAsync(() =>
                db
                    .Interests.Where(row => row.NextReceipt == fingerprint)
                    .ExecuteUpdateAsync(
                        row =>
                            row.SetProperty(r => r.Receipt, fingerprint).SetProperty(r => r.NextReceipt, (byte[]?)null),
                        ct
                    )
            );
        }

        return interest;
    }

    /// <summary>
    /// The interest of the request's receipt, locked until the transaction ends. An interest is always locked before a
    /// group, so that two calls never wait for each other.
    /// </summary>
    public async Task<Outcome<Interest>> LockAsync(CancellationToken ct)
    {
        if (!Fingerprint().Is(out var fingerprint, out var problem))
        {
            return problem;
        }

        var interest = await Kept(
                db.Interests.FromSql(
                    $"select * from interests where receipt = {fingerprint} or next_receipt = {fingerprint} for update"
                ),
                fingerprint
            )
            .SingleOrDefaultAsync(ct);
        if (interest is null)
        {
            return Problems.ReceiptUnknown.Because();
        }

        Acquaintances.Meet(http.HttpContext!);
        interest.CameWith(fingerprint);
        return interest;
    }

    // What is no code is looked up like one.
    private Outcome<byte[]> Fingerprint()
    {
        var header = http.HttpContext!.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return Problems.ReceiptMissing.Because();
        }

        return Receipt.TryParse(header[Scheme.Length..], out var receipt)
            ? receipt.Fingerprint(secrets)
            : Receipt.FingerprintOfNone(secrets);
    }

    // By the query and not after it: what is past its day costs no more work than what never was.
    private IQueryable<Interest> Kept(IQueryable<Interest> interests, byte[] fingerprint)
    {
        var today = clock.Today();
        return interests.Where(interest =>
            (interest.Receipt == fingerprint || interest.NextReceipt == fingerprint) && interest.KeptUntil >= today
        );
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
