using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Groups;
using Matching.Jobs;
using Matching.Sealing;
using Matching.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Notifications;

/// <summary>Tells a group's contact that somebody is coming, or left; not who, not why.</summary>
public static class TellGroup
{
    public static Task<JobOutcome> OfComingAsync(IServiceProvider services, ClaimedJob job, CancellationToken ct) =>
        TellAsync("group", services, job, ct);

    public static Task<JobOutcome> OfLeavingAsync(IServiceProvider services, ClaimedJob job, CancellationToken ct) =>
        TellAsync("group-left", services, job, ct);

    private static async Task<JobOutcome> TellAsync(
        string what,
        IServiceProvider services,
        ClaimedJob job,
        CancellationToken ct
    )
    {
        var db = services.GetRequiredService<MatchingDb>();
        var group = await db.Groups.AsNoTracking().SingleAsync(row => row.Id == job.Subject, ct);
        if (
            group.Contact is null
            || await RecordKey.OfAsync(db, services.GetRequiredService<Secrets>(), group.Id, ct) is not { } key
        )
        {
            return JobOutcome.Done;
        }

        return EmailAddress.TryParse(key.Open(group.Contact, SelfHelpGroup.ContactField), out var to)
            ? await services.GetRequiredService<Mailer>().SendAsync(to, NeutralMail.To(what, "nb"), job.Id, ct)
            : JobOutcome.Refused("address-invalid");
    }
}
