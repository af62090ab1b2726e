using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Database;
using Matching.Jobs;
using Matching.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Matching.Notifications;

/// <summary>Tells a body that there is something new. An address that refuses for good makes the body unreachable: it is passed over from then on.</summary>
public static class TellBody
{
    public static async Task<JobOutcome> RunAsync(IServiceProvider services, ClaimedJob job, CancellationToken ct)
    {
        var db = services.GetRequiredService<MatchingDb>();
        var body = await db.Bodies.SingleAsync(row => row.Id == job.Subject, ct);
        if (body.State == BodyState.Ended)
        {
            return JobOutcome.Done;
        }

        if (!EmailAddress.TryParse(body.Email, out var to))
        {
            return JobOutcome.Refused("address-invalid");
        }

        var mail = NeutralMail.To("body", services.GetRequiredService<IOptions<MailLinks>>().Value.Desk, "nb");
        var outcome = await services.GetRequiredService<Mailer>().SendAsync(to, mail, job.Id, ct);
        if (outcome.Error is null)
        {
            body.MailArrives();
        }
        else if (outcome.ForGood)
        {
            body.MailRefused(services.GetRequiredService<TimeProvider>().Today());
        }

        await db.SaveChangesAsync(ct);
        return outcome;
    }
}
