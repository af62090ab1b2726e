using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Database;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Sites;

/// <summary>What is counted of a site's pages.</summary>
public enum SiteAct
{
    /// <summary>A search for groups, but for its further pages and for what is across topics beside it.</summary>
    Search,

    /// <summary>Somebody was sent to our form.</summary>
    Opening,
}

/// <summary>
/// How much is done on the pages of each site, by month. Gathered in memory and added to the table from time to time,
/// so that no row tells when anybody searched; what is gathered when a process is killed is lost.
/// </summary>
public sealed class SiteCounts(TimeProvider clock)
{
    /// <summary>How many months are kept.</summary>
    public const int MostMonths = 24;

    private readonly Lock _turn = new();
    private Dictionary<(Guid Site, DateOnly Month, SiteAct Act), int> _gathered = [];

    /// <summary>
    /// Counts for the site whose page sent this call, by its <c>Origin</c>; nothing where none did, or one that is only
    /// tried out. What cannot be counted is left out: it must not keep anybody from an answer.
    /// </summary>
    public static async Task CountAsync(HttpContext http, SiteAct act)
    {
        var services = http.RequestServices;
        var origin = http.Request.Headers.Origin.ToString();
        var db = services.GetRequiredService<MatchingDb>();
        // What staff see of the sites is not all of them.
        if (origin.Length is 0 or > SiteOrigin.Longest || db.IsStaffs)
        {
            return;
        }

        try
        {
            var known = services.GetRequiredService<KnownOrigins>();
            if (await known.SiteAsync(db, origin, http.RequestAborted) is { IsTest: false } site)
            {
                services.GetRequiredService<SiteCounts>().Add(site.Id, act, 1);
            }
        }
        catch (Exception failure) when (Failures.IsPassing(failure))
        {
            // Told by whoever needs the database more.
        }
    }

    /// <summary>The first day of a day's month.</summary>
    internal static DateOnly MonthOf(DateOnly day) => new(day.Year, day.Month, 1);

    /// <summary>Adds what was gathered to the table, and takes away what is older than is shown.</summary>
    public async Task WriteAsync(MatchingDb db, CancellationToken ct)
    {
        var gathered = Take();
        try
        {
            var oldest = MonthOf(clock.Today()).AddMonths(-MostMonths);
            var (sites, months, kinds, numbers) = (
                gathered.Select(one => one.Key.Site).ToArray(),
                gathered.Select(one => one.Key.Month).ToArray(),
                gathered.Select(one => Codes.Of(one.Key.Act)).ToArray(),
                gathered.Select(one => one.Value).ToArray()
            );
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into site_counts (site, month, kind, number)
                select g.site, g.month, g.kind, g.number
                from unnest({sites}, {months}, {kinds}, {numbers}) g (site, month, kind, number)
                join sites s on s.id = g.site
                order by g.site, g.month, g.kind
                on conflict (site, month, kind) do update set number = site_counts.number + excluded.number;
                delete from site_counts where month < {oldest}
                """,
                ct
            );
        }
        catch
        {
            // For the next time.
            foreach (var (one, number) in gathered)
            {
                Add(one, number);
            }

            throw;
        }
    }

    private void Add(Guid site, SiteAct act, int number) => Add((site, MonthOf(clock.Today()), act), number);

    private void Add((Guid Site, DateOnly Month, SiteAct Act) one, int number)
    {
        lock (_turn)
        {
            _gathered[one] = _gathered.GetValueOrDefault(one) + number;
        }
    }

    private Dictionary<(Guid Site, DateOnly Month, SiteAct Act), int> Take()
    {
        lock (_turn)
        {
            var gathered = _gathered;
            _gathered = [];
            return gathered;
        }
    }
}
