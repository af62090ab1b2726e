using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Database;
using Matching.Jobs;
using Matching.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Errands;

/// <summary>
/// A webhook to which nothing arrives is for its body to mend; mended or gone, that is done by itself.
/// </summary>
public static class TellOfWebhook
{
    public static async Task<JobOutcome> RunAsync(IServiceProvider services, ClaimedJob job, CancellationToken ct)
    {
        var db = services.GetRequiredService<MatchingDb>();
        var today = services.GetRequiredService<TimeProvider>().Today();
        var id = job.Subject!.Value;
        if (
            await db.Webhooks.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct) is
            { State: WebhookState.Disabled } webhook
        )
        {
            await Errand.AddAsync(db, webhook.Body, Errand.WebhookDisabled, id, today, ct);
        }
        else
        {
            await Errand.FinishAsync(db, id, [Errand.WebhookDisabled], today, ct);
        }

        return JobOutcome.Done;
    }
}
