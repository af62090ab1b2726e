using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.EntityFrameworkCore;

namespace Matching.Sites;

/// <summary>A site by what calls are told apart.</summary>
/// <param name="IsTest">Whether it is only tried out.</param>
public sealed record KnownSite(Guid Id, bool IsTest);

/// <summary>
/// The origins of all sites, in memory. Read anew when somebody asks and what is here is a second old, by one for all:
/// whatever instance a site was registered or taken away at, the others know it within seconds, and pages elsewhere
/// that ask without end cost one small query a second. Where the database is away, what was known counts on.
/// </summary>
public sealed class KnownOrigins : IDisposable
{
    // Real time, whatever clock is injected: a look too many does no harm.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _turn = new(1);
    private FrozenDictionary<string, KnownSite>? _known;
    private long _readAt;

    /// <summary>Whether a site has it, by what is known now.</summary>
    public bool Has(string origin) => _known?.ContainsKey(origin) == true;

    /// <summary>
    /// The site that has it, by what was true a second ago; of several always the same one, and one on trial last, so
    /// that nobody's trial holds back somebody's pages. Null: none.
    /// </summary>
    public async Task<KnownSite?> SiteAsync(MatchingDb db, string origin, CancellationToken ct)
    {
        if (!IsFresh())
        {
            await ReadAsync(db, ct);
        }

        return _known!.GetValueOrDefault(origin);
    }

    public void Dispose() => _turn.Dispose();

    private bool IsFresh() =>
        Volatile.Read(ref _known) is not null
        && Environment.TickCount64 - Volatile.Read(ref _readAt) < Fresh.TotalMilliseconds;

    private async Task ReadAsync(MatchingDb db, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            if (IsFresh())
            {
                return;
            }

            var sites = await db
                .Sites.AsNoTracking()
                .OrderBy(site => site.Test)
                .ThenBy(site => site.Id)
                .Select(site => new { Known = new KnownSite(site.Id, site.Test), site.Origins })
                .ToListAsync(ct);
            Volatile.Write(
                ref _known,
                sites
                    .SelectMany(site => site.Origins, (site, origin) => (site.Known, Origin: origin))
                    .DistinctBy(one => one.Origin)
                    .ToFrozenDictionary(one => one.Origin, one => one.Known, StringComparer.Ordinal)
            );
        }
        catch (Exception failure) when (_known is not null && Failures.IsPassing(failure))
        {
            // What was known counts on.
        }
        finally
        {
            Volatile.Write(ref _readAt, Environment.TickCount64);
            _turn.Release();
        }
    }
}
