using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matching.Sites;

/// <summary>Has what was counted written once a minute, and once more when the last call is answered.</summary>
public sealed class WriteSiteCounts(
    SiteCounts counts,
    IServiceScopeFactory scopes,
    DatabaseLook look,
    ILogger<WriteSiteCounts> log
) : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(2);

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(LongestGoodbye);
        await WriteAsync(bound.Token);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Real time, whatever clock is injected: a look too many does no harm.
        using var timer = new PeriodicTimer(Pause);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await WriteAsync(stoppingToken);
        }
    }

    private async Task WriteAsync(CancellationToken ct)
    {
        try
        {
            if (await look.AskAsync() == DatabaseState.Writable)
            {
                await using var scope = scopes.CreateAsyncScope();
                await counts.WriteAsync(scope.ServiceProvider.GetRequiredService<MatchingDb>(), ct);
            }
        }
        catch (Exception failure)
        {
            // The database went away, most likely: what was gathered waits for the next time.
            log.LogWarning("Writing what sites did failed with {Failure}", failure.GetType().Name);
        }
    }
}
