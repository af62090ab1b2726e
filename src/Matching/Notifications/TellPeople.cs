using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
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
/// Tells every person who left an address and has something to read. The job names nobody: who is to be told stands with the
/// interest and is cleared when the mail has left. One address that refuses does not keep the others waiting.
/// </summary>
public static class TellPeople
{
    public static async Task<JobOutcome> RunAsync(IServiceProvider services, ClaimedJob job, CancellationToken ct)
    {
        var db = services.GetRequiredService<MatchingDb>();
        var waiting = await db.Interests.Where(interest => interest.ContactNews).OrderBy(interest => interest.Id).ToListAsync(ct);
        var weather = false;
        foreach (var interest in waiting)
        {
            var outcome = await TellAsync(services, db, interest, ct);
            if (outcome.Error is null || outcome.ForGood)
            {
                // A person's address that refuses for good is left alone: the receipt is the way that always works.
                interest.ContactTold();
                await db.SaveChangesAsync(ct);
            }
            else
            {
                weather = true;
            }
        }

        return weather ? JobOutcome.Failed("mail-not-sent") : JobOutcome.Done;
    }

    private static async Task<JobOutcome> TellAsync(IServiceProvider services, MatchingDb db, Interest interest, CancellationToken ct)
    {
        if (await RecordKey.OfAsync(db, services.GetRequiredService<Secrets>(), interest.Id, ct) is not { } key
            || !EmailAddress.TryParse(key.Open(interest.Contact!, Interest.ContactField), out var to))
        {
            return JobOutcome.Done;
        }

        var mail = NeutralMail.To("person", services.GetRequiredService<IOptions<MailLinks>>().Value.Receipt, interest.ContactLanguage);

        // Random: a Message-ID that came from the interest would tie its mails together.
        return await services.GetRequiredService<Mailer>().SendAsync(to, mail, RandomId.New(), ct);
    }
}
