using System;
using System.Threading.RateLimiting;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Matching.Web;

/// <summary>
/// As many calls work at once as there are connections for them, a bounded number waits, and the rest is refused at
/// once: under ten times of what it can do, the service does what it can do. Half of it is for those whose key, receipt
/// or session opened something lately, so that a flood keeps neither staff nor people from what is theirs, whatever it
/// makes up.
/// </summary>
public sealed class Admission : IDisposable
{
    // For jobs, the clock and whoever asks how it goes; a mail on its way holds no connection.
    private const int Spared = 16;

    private readonly ConcurrencyLimiter _known;
    private readonly ConcurrencyLimiter _anyone;

    private readonly Acquaintances _acquaintances;

    public Admission(IOptions<LimitOptions> options, Connections connections, Acquaintances acquaintances)
    {
        _acquaintances = acquaintances;
        var atOnce = options.Value.AtOnce is > 0 and var said ? said : Math.Max(2, connections.Most - Spared);
        _known = Lane(atOnce / 2, options.Value.Waiting);
        _anyone = Lane(atOnce - (atOnce / 2), options.Value.Waiting);
    }

    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase))
        {
            await next(http);
            return;
        }

        // Whoever sends slowly waits for herself, outside.
        if (!await HttpEdges.ReceiveAsync(http))
        {
            await Problems.TooSlow.Because().ExecuteAsync(http);
            return;
        }

        var lane = _acquaintances.Knows(http.Request) ? _known : _anyone;
        using var lease = await lane.AcquireAsync(1, http.RequestAborted);
        if (lease.IsAcquired)
        {
            await next(http);
            _acquaintances.Remember(http);
            return;
        }

        http.Response.Headers.RetryAfter = "1";
        await Problems.Overloaded.Because().ExecuteAsync(http);
    }

    public void Dispose()
    {
        _known.Dispose();
        _anyone.Dispose();
    }

    private static ConcurrencyLimiter Lane(int atOnce, int waiting) =>
        new(
            new ConcurrencyLimiterOptions
            {
                PermitLimit = Math.Max(1, atOnce),
                QueueLimit = waiting,
                QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            }
        );
}
