using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Matching.Interests;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Fences;

/// <summary>
/// The live schema: what is kept of people knows days, not times, and no order but a lot. Every table says here which
/// side it is on, so that a new one is thought about.
/// </summary>
public sealed class CatalogueTests(TestHost host) : IClassFixture<TestHost>
{
    /// <summary>What is kept of somebody who seeks, or follows from it.</summary>
    private static readonly string[] Anonymous =
    [
        "case_history",
        "case_openings",
        "cases",
        "cohort_codes",
        "cohorts",
        "counters",
        "errands",
        "idempotent_answers",
        "interest_listings",
        "interests",
        "keys_to_erase",
        "matches",
        "messages",
        "offers",
        "proposal_members",
        "proposals",
        "proposals_to_review",
        "remembered_noes",
        "shards",
        "spent_proofs",
        "told_pairs",
        "waiting_listings",
    ];

    /// <summary>Those of them whose rows may lie as they came.</summary>
    private static readonly string[] InOrder =
    [
        // A body's, of no one person, and the body itself knows when it planned which.
        "cohorts",
        // Rows of figures, which were there before whoever is counted in them.
        "counters",
        // Emptied again, the one with the commit, the other by the next look of the clock.
        "keys_to_erase",
        "proposals_to_review",
        // The version before keeps its keys here; the key store itself is written anew by RewriteKeys.
        "shards",
        // Answers to riddles that were given to nobody in particular, for two days.
        "spent_proofs",
    ];

    /// <summary>Organisations, their people, and how the program works.</summary>
    private static readonly string[] Others =
    [
        "action_links",
        "api_keys",
        "applied_scripts",
        "area_parts",
        "areas",
        "audit",
        "bodies",
        "body_coverage",
        "case_reasons",
        "group_listings",
        "groups",
        "jobs",
        "link_sessions",
        "map_outlines",
        "municipality_areas",
        "municipality_boundaries",
        "municipality_successors",
        "network_members",
        "networks",
        "occasions",
        "place_names",
        "places",
        "prevalence_classes",
        "publications",
        "site_counts",
        "sites",
        "spatial_ref_sys",
        "starter_reasons",
        "starter_requests",
        "starters",
        "topic_names",
        "topic_terms",
        "topics",
        "webhook_deliveries",
        "webhooks",
    ];

    [Fact]
    public async Task Every_table_says_which_side_it_is_on() =>
        Assert.Equal(
            Anonymous.Concat(Others).Order(StringComparer.Ordinal),
            (await ColumnsAsync()).Select(column => column.Table).Distinct().Order(StringComparer.Ordinal)
        );

    [Fact]
    public async Task What_is_kept_of_people_is_laid_in_the_order_of_its_random_ids() =>
        Assert.Equal(
            Anonymous.Except(InOrder),
            (await host.WithDbAsync(db => ForgetOrder.TablesAsync(db, TestContext.Current.CancellationToken))).Order(
                StringComparer.Ordinal
            )
        );

    [Fact]
    public async Task What_is_kept_of_people_knows_no_time_of_day_no_address_and_no_order() =>
        Assert.DoesNotContain(
            (await ColumnsAsync()).Where(column => Anonymous.Contains(column.Table)),
            column =>
                column.IsNumbered
                || column.Type.StartsWith("time", StringComparison.Ordinal)
                || column.Type is "inet" or "cidr" or "macaddr" or "interval" or "json" or "jsonb" or "xml"
        );

    [Fact]
    public async Task An_id_is_random_whoever_gives_it() =>
        Assert.DoesNotContain(
            await ColumnsAsync(),
            column => column is { Type: "uuid", Default: not (null or "gen_random_uuid()") }
        );

    [Fact]
    public async Task Numbers_that_count_up_are_those_of_groups_and_starters() =>
        Assert.Equal(
            ["groups.number", "starters.number"],
            (await ColumnsAsync())
                .Where(column => column.IsNumbered)
                .Select(column => $"{column.Table}.{column.Name}")
                .Order(StringComparer.Ordinal)
        );

    private Task<List<Column>> ColumnsAsync() =>
        host.WithDbAsync(db =>
            db.Database.SqlQuery<Column>(
                    $"""
                    select c.relname as "Table", a.attname as "Name", format_type(a.atttypid, null) as "Type",
                           pg_get_expr(d.adbin, d.adrelid) as "Default",
                           a.attidentity <> '' or coalesce(pg_get_expr(d.adbin, d.adrelid) like '%nextval%', false)
                               as "IsNumbered"
                    from pg_class c
                    join pg_namespace n on n.oid = c.relnamespace
                    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum and a.attgenerated = ''
                    where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema')
                    """
                )
                .ToListAsync(TestContext.Current.CancellationToken)
        );

    private sealed record Column(string Table, string Name, string Type, string? Default, bool IsNumbered);
}
