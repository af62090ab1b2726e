using System;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Claims;
using System.Threading.RateLimiting;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Matching.Web;

/// <summary>How much may be asked of one instance.</summary>
public sealed class LimitOptions
{
    /// <summary>Calls a second of everyone without a key together, over time.</summary>
    [Range(1, 1_000_000)]
    public int EveryonePerSecond { get; init; } = 300;

    /// <summary>Calls a second of one key, over time.</summary>
    [Range(1, 1_000_000)]
    public int PerKeyPerSecond { get; init; } = 50;

    /// <summary>Calls a second of one site's pages, over time.</summary>
    [Range(1, 1_000_000)]
    public int PerSitePerSecond { get; init; } = 100;

    /// <summary>The same of one that is only tried out.</summary>
    [Range(1, 1_000_000)]
    public int PerTestSitePerSecond { get; init; } = 10;

    /// <summary>How many seconds' worth may come at once.</summary>
    [Range(1, 600)]
    public int BurstSeconds { get; init; } = 5;

    /// <summary>Calls that work at the same time; 0: as many as there are connections for them.</summary>
    [Range(0, 10_000)]
    public int AtOnce { get; init; }

    /// <summary>Calls that may wait for one of these to end: so many with a key or a receipt, and so many
    /// without.</summary>
    [Range(0, 100_000)]
    public int Waiting { get; init; } = 200;

    /// <summary>Connections that may be open, whether they ask anything or not.</summary>
    [Range(1, 1_000_000)]
    public int Connections { get; init; } = 4000;
}

/// <summary>
/// Token buckets: one for all who are strangers, one for all whose receipt or link opened something lately, one for
/// each key, one for the pages of each registered site. No address is looked at or kept; the price is that a flood is
/// met for all at once.
/// </summary>
public sealed class RateLimits(IOptions<LimitOptions> options, Acquaintances acquaintances) : IDisposable
{
    private const string Everyone = "everyone",
        People = "people",
        OfSite = "site ",
        OfTestSite = "test site ";

    private static readonly object Site = new();
    private readonly PartitionedRateLimiter<string> _buckets = PartitionedRateLimiter.Create<string, string>(who =>
        RateLimitPartition.GetTokenBucketLimiter(
            who,
            _ => Bucket(PerSecond(options.Value, who), options.Value.BurstSeconds)
        )
    );

    /// <summary>This call comes from a page of a registered site, and is paid from that one's budget.</summary>
    public static void CountForSite(HttpContext http, Guid site, bool isTest) =>
        http.Items[Site] = $"{(isTest ? OfTestSite : OfSite)}{site:N}";

    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        // Who watches over the service must see it through a flood, or it would be restarted in the middle of one.
        if (http.Request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase))
        {
            await next(http);
            return;
        }

        var who =
            http.User.FindFirstValue(ClaimTypes.NameIdentifier)
            ?? http.Items[Site] as string
            ?? (acquaintances.Knows(http.Request) ? People : Everyone);
        using var lease = _buckets.AttemptAcquire(who);
        // Whether a receipt opened something lately is not told.
        var told = who is People ? Everyone : who;
        var perSecond = PerSecond(options.Value, told);
        var name =
            told is Everyone ? told
            : IsSite(told) ? "site"
            : "key";
        var left = _buckets.GetStatistics(told)?.CurrentAvailablePermits ?? 0;
        // At the last moment: what throws clears the headers that were set before.
        http.Response.OnStarting(() =>
        {
            http.Response.Headers["RateLimit-Policy"] = string.Create(
                CultureInfo.InvariantCulture,
                $"\"{name}\";q={perSecond * options.Value.BurstSeconds};w={options.Value.BurstSeconds}"
            );
            http.Response.Headers["RateLimit"] = string.Create(
                CultureInfo.InvariantCulture,
                $"\"{name}\";r={left};t=1"
            );
            return Task.CompletedTask;
        });
        if (lease.IsAcquired)
        {
            await next(http);
            return;
        }

        http.Response.Headers.RetryAfter = "1";
        await Problems.TooManyRequests.Because().ExecuteAsync(http);
    }

    public void Dispose() => _buckets.Dispose();

    private static int PerSecond(LimitOptions options, string who) =>
        who is Everyone or People ? options.EveryonePerSecond
        : who.StartsWith(OfTestSite, StringComparison.Ordinal) ? options.PerTestSitePerSecond
        : IsSite(who) ? options.PerSitePerSecond
        : options.PerKeyPerSecond;

    private static bool IsSite(string who) =>
        who.StartsWith(OfSite, StringComparison.Ordinal) || who.StartsWith(OfTestSite, StringComparison.Ordinal);

    private static TokenBucketRateLimiterOptions Bucket(int perSecond, int burstSeconds) =>
        new()
        {
            TokenLimit = perSecond * burstSeconds,
            TokensPerPeriod = Math.Max(1, perSecond / 10),
            ReplenishmentPeriod = TimeSpan.FromMilliseconds(perSecond >= 10 ? 100 : 1000.0 / perSecond),
            QueueLimit = 0,
            AutoReplenishment = true,
        };
}
