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
        if (!Fingerprints().Is(out var receipt, out var problem))
        {
            return problem;
        }

        if (await Kept(db.Interests.AsNoTracking(), receipt).SingleOrDefaultAsync(ct) is not { } interest)
        {
            return Problems.ReceiptUnknown.Because();
        }

        Acquaintances.Meet(http.HttpContext!);
        var (was, wasNext) = (interest.Receipt, interest.NextReceipt);
        if (interest.CameWith(receipt))
        {
            var (now, next) = (interest.Receipt, interest.NextReceipt);
            await db.UnlessReadOnlyAsync(() =>
                db
                    .Interests.Where(row => row.Id == interest.Id && row.Receipt == was && row.NextReceipt == wasNext)
                    .ExecuteUpdateAsync(
                        row => row.SetProperty(r => r.Receipt, now).SetProperty(r => r.NextReceipt, next),
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
        if (!Fingerprints().Is(out var receipt, out var problem))
        {
            return problem;
        }

        var interest = await Kept(
                db.Interests.FromSql(
                    $"select * from interests where receipt = any ({receipt.All}) or next_receipt = any ({receipt.All}) for update"
                ),
                receipt
            )
            .SingleOrDefaultAsync(ct);
        if (interest is null)
        {
            return Problems.ReceiptUnknown.Because();
        }

        Acquaintances.Meet(http.HttpContext!);
        interest.CameWith(receipt);
        return interest;
    }

    /// <summary>The code of this request is on its way out: whoever comes with it is a stranger again.</summary>
    public void Part() => Acquaintances.Part(http.HttpContext!);

    // What is no code is looked up like one.
    private Outcome<Fingerprints> Fingerprints()
    {
        var header = http.HttpContext!.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return Problems.ReceiptMissing.Because();
        }

        return Receipt.TryParse(header[Scheme.Length..], out var receipt)
            ? receipt.Fingerprints(secrets)
            : Receipt.FingerprintsOfNone(secrets);
    }

    // By the query and not after it: what is past its day costs no more work than what never was.
    private IQueryable<Interest> Kept(IQueryable<Interest> interests, Fingerprints receipt)
    {
        var (all, today) = (receipt.All, clock.Today());
        return interests.Where(interest =>
            (all.Contains(interest.Receipt) || all.Contains(interest.NextReceipt)) && interest.KeptUntil >= today
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
