using System;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Matching.Cases;
using Matching.Database;
using Matching.Interests;
using Matching.Jobs;
using Matching.Sealing;
using Matching.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Matching.Notifications;

/// <summary>
/// Tells every person who left an address and has something to read. The job names nobody: who is to be told stands
/// with the interest and is cleared when the mail has left. One address that fails does not keep the others waiting.
/// </summary>
public static class TellPeople
{
    // So many at once that one whose mail hangs keeps few waiting.
    private const int AtOnce = 8;

    /// <summary>Tells those whose last mail did not fail; who fails now is left to the job of the resting.</summary>
    public static async Task<JobOutcome> RunAsync(IServiceProvider services, ClaimedJob job, CancellationToken ct)
    {
        var failed = await TellAllAsync(services, job, resting: false, isLast: false, ct);
        if (failed > 0)
        {
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            await services
                .GetRequiredService<MatchingDb>()
                .EnqueueAsync(News.ForResting, null, now + RetryIntervals.Table[0], ct);
        }

        return JobOutcome.Done;
    }

    /// <summary>
    /// Tries again those whose mail failed, for as long as any job is tried; then they are left alone.
    /// </summary>
    public static async Task<JobOutcome> AgainAsync(IServiceProvider services, ClaimedJob job, CancellationToken ct)
    {
        var isLast = RetryIntervals.After(job.Attempts) is null;
        var failed = await TellAllAsync(services, job, resting: true, isLast, ct);

        // What came while they rested, and after this looked, found them resting.
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        await services.GetRequiredService<MatchingDb>().EnqueueAsync(News.ForPeople, null, now, ct);
        return failed > 0 ? JobOutcome.Failed("mail-not-sent") : JobOutcome.Done;
    }

    // How many are to be tried again.
    private static async Task<int> TellAllAsync(
        IServiceProvider services,
        ClaimedJob job,
        bool resting,
        bool isLast,
        CancellationToken ct
    )
    {
        var waiting = await services
            .GetRequiredService<MatchingDb>()
            .Interests.Where(interest => interest.ContactNews > 0 && interest.ContactMail != null == resting)
            .AsNoTracking()
            .OrderBy(interest => interest.Id)
            .ToListAsync(ct);
        var failed = 0;
        await Parallel.ForEachAsync(
            waiting,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct },
            async (interest, stop) =>
            {
                await using var scope = services.CreateAsyncScope();
                if (!await IsSettledAsync(scope.ServiceProvider, job, interest, isLast, stop))
                {
                    Interlocked.Increment(ref failed);
                }
            }
        );
        return failed;
    }

    // False where it is to be tried again.
    private static async Task<bool> IsSettledAsync(
        IServiceProvider services,
        ClaimedJob job,
        Interest interest,
        bool isLast,
        CancellationToken ct
    )
    {
        var db = services.GetRequiredService<MatchingDb>();
        var id = interest.ContactMail ?? MessageId(services.GetRequiredService<Secrets>(), job, interest);
        var outcome = await TryAsync(services, db, id, interest, ct);
        var hasFailed = outcome is { Error: not null, ForGood: false };
        if (hasFailed && !isLast)
        {
            await db
                .Interests.Where(row => row.Id == interest.Id && row.Contact == interest.Contact)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.ContactMail, id), ct);
            return false;
        }

        // A person's address that refuses for good is left alone: the receipt is the way that always works. What came
        // while the mail was on its way, or for another address, is still to be told.
        await db
            .Interests.Where(row =>
                row.Id == interest.Id && row.Contact == interest.Contact && row.ContactNews >= interest.ContactNews
            )
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(row => row.ContactNews, row => row.ContactNews - interest.ContactNews)
                        .SetProperty(row => row.ContactMail, (Guid?)null),
                ct
            );
        return !hasFailed;
    }

    // One person's trouble, say a contact that cannot be opened, is not another's.
    private static async Task<JobOutcome> TryAsync(
        IServiceProvider services,
        MatchingDb db,
        Guid id,
        Interest interest,
        CancellationToken ct
    )
    {
        try
        {
            return await TellAsync(services, db, id, interest, ct);
        }
        catch (CryptographicException)
        {
            return JobOutcome.Refused("contact-unreadable");
        }
    }

    private static async Task<JobOutcome> TellAsync(
        IServiceProvider services,
        MatchingDb db,
        Guid id,
        Interest interest,
        CancellationToken ct
    )
    {
        var secrets = services.GetRequiredService<Secrets>();
        if (
            await RecordKey.OfAsync(db, secrets, interest.Id, ct) is not { } key
            || !EmailAddress.TryParse(key.Open(interest.Contact!, Interest.ContactField), out var to)
        )
        {
            return JobOutcome.Done;
        }

        var mail = NeutralMail.To(
            "person",
            interest.ContactLanguage,
            services.GetRequiredService<IOptions<OwnAddress>>().Value.To("/v1/interest")
        );
        return await services.GetRequiredService<Mailer>().SendAsync(to, mail, id, ct);
    }

    // The same for every try of one job, so that a repeat is known as one. Another for the next job, and under the
    // pepper: a mailbox's Message-IDs neither hang together nor lead to the interest.
    private static Guid MessageId(Secrets secrets, ClaimedJob job, Interest interest) =>
        new(secrets.Fingerprint("message-id", [.. job.Id.ToByteArray(), .. interest.Id.ToByteArray()]).AsSpan(0, 16));
}
