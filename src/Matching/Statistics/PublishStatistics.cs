using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Database;
using Matching.Topics;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Matching.Statistics;

/// <summary>
/// Publishes what has ended and is not published yet: each quarter, then each year. Once and for all: two at once
/// publish one, and nothing is ever published anew.
/// </summary>
public static class PublishStatistics
{
    /// <summary>Publishes, and returns how much.</summary>
    public static async Task<int> RunAsync(IServiceProvider services, CancellationToken ct)
    {
        var (db, today) = (
            services.GetRequiredService<MatchingDb>(),
            services.GetRequiredService<TimeProvider>().Today()
        );
        var names = services.GetRequiredService<TopicNames>();
        var json = services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var ended = await db
            .Database.SqlQuery<string>($"select period as \"Value\" from ended_quarters({today})")
            .ToListAsync(ct);
        List<Period> quarters = [.. ended.Select(Period.Parse)];
        var years = quarters
            .Select(quarter => new Period(quarter.Year, null))
            .Distinct()
            .Where(year => year.Year < today.Year);
        var before = await db.Publications.Select(publication => publication.Period).ToListAsync(ct);
        var published = 0;
        foreach (var period in quarters.Concat(years).Where(period => !before.Contains(period.ToString())))
        {
            var tables = await Tables.ReadAsync(db, names, json, period, quarters, today, ct);
            var view = await tables.PublishedAsync(db, today, ct);
            published += await AddAsync(db, view, json, ct);
        }

        return published;
    }

    private static Task<int> AddAsync(
        MatchingDb db,
        StatisticsView view,
        JsonSerializerOptions json,
        CancellationToken ct
    )
    {
        var (written, csv) = (JsonSerializer.SerializeToUtf8Bytes(view, json), SpreadSheet.Of(view));
        return db.Database.ExecuteSqlAsync(
            $"""
            insert into publications (period, published_on, json, csv)
            values ({view.Period}, {view.PublishedOn}, {written}, {csv})
            on conflict do nothing
            """,
            ct
        );
    }
}
