using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Cases;

/// <summary>
/// What happens between groups and starters is told as all other news: neutrally, and at the usual hours.
/// </summary>
public static class TellOfStarters
{
    public static async Task<JobOutcome> StarterAsync(IServiceProvider services, ClaimedJob job, CancellationToken ct)
    {
        await services.GetRequiredService<News>().TellStarterAsync(job.Subject!.Value, ct);
        return JobOutcome.Done;
    }

    public static async Task<JobOutcome> BodyAsync(IServiceProvider services, ClaimedJob job, CancellationToken ct)
    {
        await services.GetRequiredService<News>().TellBodyAsync(job.Subject!.Value, ct);
        return JobOutcome.Done;
    }
}
