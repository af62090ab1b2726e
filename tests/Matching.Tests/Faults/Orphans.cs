using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Npgsql;

namespace Matching.Tests.Faults;

/// <summary>What is there without what it belongs to.</summary>
internal static class Orphans
{
    /// <summary>
    /// Half registrations of any kind: an interest without its case, its key or the first line of its history; a case,
    /// message or match without its interest; a case of which its body never was and never will be told.
    /// </summary>
    public static async Task<int> CountAsync(NpgsqlDataSource database, string? store = null) =>
        (await WithoutKeyAsync(database, store)).Count
        + (int)
            await database.ScalarAsync<long>(
                """
                select sum(n)::bigint from (
                    select count(*) as n from interests i where not exists (select from cases c where c.interest = i.id)
                    union all
                    select count(*) from cases c where not exists (select from interests i where i.id = c.interest)
                    union all
                    select count(*) from cases c where not exists (
                        select from case_history h where h.case_id = c.id and h.position = 1 and h.act = 'registered')
                    union all
                    select count(*) from case_history h where not exists (select from cases c where c.id = h.case_id)
                    union all
                    select count(*) from messages m where not exists (select from interests i where i.id = m.interest)
                    union all
                    select count(*) from matches m where not exists (select from interests i where i.id = m.interest)
                    union all
                    select count(*) from cases c where c.state = 'told' and not exists (
                        select from jobs j where j.kind = 'tell-body' and j.subject = c.body)
                ) as counted
                """
            );

    /// <summary>The interests that have no key.</summary>
    public static async Task<IReadOnlyList<Guid>> WithoutKeyAsync(NpgsqlDataSource database, string? store = null)
    {
        await using var keys = NpgsqlDataSource.Create(
            (store ?? TestDatabase.KeysOf(database.ConnectionString)) + ";Pooling=false"
        );
        // In this order: a key is there before its interest.
        var interests = await database.ColumnAsync<Guid>("select id from interests");
        return [.. interests.Except(await keys.ColumnAsync<Guid>("select record from shards"))];
    }
}
