using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Jobs;
using Matching.Sealing;
using Matching.Starters;
using Matching.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Notifications;

/// <summary>
/// Tells a starter who left an address that there is something new: she is asked for a group, or somebody is coming to
/// one of hers. It does not say which, nor that she is a starter.
/// </summary>
public static class TellStarter
{
    private static readonly string[] Written = ["nb", "nn", "en"];

    public static async Task<JobOutcome> RunAsync(IServiceProvider services, ClaimedJob job, CancellationToken ct)
    {
        var db = services.GetRequiredService<MatchingDb>();
        var starter = await db.Starters.AsNoTracking().SingleOrDefaultAsync(row => row.Id == job.Subject, ct);
        if (
            starter?.Email is null
            || await RecordKey.OfAsync(db, services.GetRequiredService<Secrets>(), starter.Id, ct) is not { } key
        )
        {
            return JobOutcome.Done;
        }

        var mail = NeutralMail.To("starter", Written.FirstOrDefault(starter.Languages.Contains, "nb"));
        return EmailAddress.TryParse(key.Open(starter.Email, Starter.EmailField), out var to)
            ? await services.GetRequiredService<Mailer>().SendAsync(to, mail, job.Id, ct)
            : JobOutcome.Refused("address-invalid");
    }
}
