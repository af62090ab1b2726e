using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.EntityFrameworkCore;

namespace Matching.Errands;

/// <summary>Something that a body has to do beside its cases: what kind, and the random id of what it is about.</summary>
public static class Errand
{
    /// <summary>Adds one; false where the same is still to be done.</summary>
    public static async Task<bool> AddAsync(
        MatchingDb db,
        Guid body,
        string kind,
        Guid about,
        DateOnly day,
        CancellationToken ct
    ) =>
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into errands (id, body, kind, about, day) values ({RandomId.New()}, {body}, {kind}, {about}, {day})
            on conflict (about, kind, body) where done_on is null do nothing
            """,
            ct
        ) > 0;

    /// <summary>What there was to do about something is done, whoever had to do it.</summary>
    public static Task<int> FinishAsync(
        MatchingDb db,
        Guid about,
        string[] kinds,
        DateOnly today,
        CancellationToken ct
    ) =>
        db.Database.ExecuteSqlAsync(
            $"update errands set done_on = {today} where about = {about} and kind = any ({kinds}) and done_on is null",
            ct
        );
}
