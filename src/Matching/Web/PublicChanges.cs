using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Matching.Web;

/// <summary>
/// Hears from the database that something public changed, on whatever instance (db/functions/caching.sql), and throws
/// away what is kept of it here. As long as the database cannot be heard, nothing is kept.
/// </summary>
public sealed class PublicChanges(Connections connections, IOutputCacheStore store) : BackgroundService
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    // So often it is asked whether the other end is still there.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private long _number;
    private volatile bool _areHeard;

    /// <summary>Whether a change would be heard now.</summary>
    public bool AreHeard => _areHeard;

    /// <summary>How many changes were heard: what was made under an earlier number counts no more.</summary>
    public long Number => Interlocked.Read(ref _number);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await HearAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
                when (failure is NpgsqlException or TimeoutException or OperationCanceledException)
            {
                // Tried again below.
            }
            finally
            {
                _areHeard = false;
                Interlocked.Increment(ref _number);
            }

            await Task.Delay(Rest, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task HearAsync(CancellationToken ct)
    {
        await using var connection = await connections.Lasting.OpenConnectionAsync(ct);
        connection.Notification += (_, _) => Interlocked.Increment(ref _number);
        await connection.ExecuteAsync("listen public_change", ct);
        await store.EvictByTagAsync(SameForAll.Tag, ct);
        _areHeard = true;
        var cleared = Number;
        while (true)
        {
            if (!await connection.WaitAsync(Silence, ct))
            {
                await connection.ExecuteAsync("select 1", ct);
            }

            if (Number != cleared)
            {
                cleared = Number;
                await store.EvictByTagAsync(SameForAll.Tag, ct);
            }
        }
    }
}
