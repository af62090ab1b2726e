using System;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Database;
using Matching.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Matching.Webhooks;

/// <summary>
/// Gives an event to each webhook that asks for it, once: its id comes from the job's, so that a job that runs twice
/// finds what it did.
/// </summary>
public static class FanOut
{
    /// <summary>What does the announcements of a type.</summary>
    public static JobHandler Of(string type) =>
        async (services, job, ct) =>
        {
            var clock = services.GetRequiredService<TimeProvider>();
            var now = clock.GetUtcNow();
            await services
                .GetRequiredService<MatchingDb>()
                .Database.SqlQuery<int>(
                    $"""
                    select fan_out({job.Id}, {type}, {job.Subject}, {OccurredAt(type, clock)}, {now}) as "Value"
                    """
                )
                .SingleAsync(ct);
            return JobOutcome.Done;
        };

    /// <summary>
    /// Something new at the desk of a body: told once for each of its mails, however often that is tried.
    /// </summary>
    /// <param name="mail">The job that sends the mail.</param>
    public static Task NewsAtDeskAsync(
        MatchingDb db,
        Guid body,
        ClaimedJob mail,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var job = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"desk.news/{mail.Id}")).AsSpan(0, 16));
        return db.AnnounceAsync([new(EventCatalogue.DeskNews, body, job)], clock.GetUtcNow(), ct);
    }

    // A time could tell when somebody registered.
    private static DateTimeOffset OccurredAt(string type, TimeProvider clock) =>
        type == EventCatalogue.DeskNews
            ? OsloTime.At(clock.OsloNow().Date.At(LocalTime.Midnight)).ToUniversalTime()
            : clock.GetUtcNow();
}
