using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Interests;

/// <summary>
/// Lays what is kept of people in the order of its random ids, so that neither the tables nor a dump tell who came
/// before whom within a day.
/// </summary>
public static class ForgetOrder
{
    /// <summary>
    /// Returns how many tables were rewritten, each in a transaction of its own; one that is in use waits for the next
    /// night. In an order by lot, so that where a night is too short for all it is not always the same ones that wait.
    /// </summary>
    /// <exception cref="InvalidOperationException">Some failed, and all others are done.</exception>
    public static async Task<int> RunAsync(IServiceProvider services, CancellationToken ct)
    {
        var db = services.GetRequiredService<MatchingDb>();
        db.Database.SetCommandTimeout(0);
        var tables = (await TablesAsync(db, ct)).ToArray();
        RandomNumberGenerator.Shuffle<string>(tables);
        var (rewritten, failures) = (0, new List<Exception>());
        foreach (var table in tables)
        {
            try
            {
                rewritten += await RewriteAsync(db, table, ct) ? 1 : 0;
            }
            catch (Exception failure) when (!ct.IsCancellationRequested && Failures.IsPassing(failure))
            {
                failures.Add(failure);
            }
        }

        return failures.Count == 0
            ? rewritten
            : throw new InvalidOperationException(
                $"{failures.Count} of {tables.Length} tables could not be laid anew.",
                failures[0]
            );
    }

    /// <summary>The tables that have the mark (<c>alter table … cluster on …</c>).</summary>
    internal static Task<List<string>> TablesAsync(MatchingDb db, CancellationToken ct) =>
        db
            .Database.SqlQuery<string>(
                $"""
                select c.relname::text as "Value"
                from pg_index i join pg_class c on c.oid = i.indrelid
                where i.indisclustered and c.relnamespace = 'public'::regnamespace
                """
            )
            .ToListAsync(ct);

    // It takes the time that it takes: as long as the job may.
    private static async Task<bool> RewriteAsync(MatchingDb db, string table, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"set local statement_timeout = 0", ct);
        var isRewritten = await db
            .Database.SqlQuery<bool>($"""select forget_order({table}) as "Value" """)
            .SingleAsync(ct);
        await transaction.CommitAsync(ct);
        return isRewritten;
    }
}
