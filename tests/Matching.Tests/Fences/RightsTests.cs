using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Tests.Access;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Fences;

/// <summary>What the roles may do, read from the catalogue, so that a new table or function is not forgotten.</summary>
public sealed class RightsTests(TestHost host) : IClassFixture<TestHost>
{
    private static readonly string[] ReadAlone =
    [
        "applied_scripts",
        "area_parts",
        "audit",
        "map_outlines",
        "municipality_ancestors",
        "municipality_areas",
        "municipality_boundaries",
        "municipality_successors",
        "place_names",
        "places",
        "prevalence_classes",
        "starter_reasons",
        "topic_names",
        "topic_terms",
        "topics",
    ];

    // Public, or only what joins ids of which neither says anything by itself.
    private static readonly string[] SeenByAll =
    [
        "bodies",
        "body_coverage",
        "groups",
        "network_members",
        "networks",
        "occasions",
    ];

    [Fact]
    public async Task The_service_may_do_what_it_needs_with_every_table_and_no_more()
    {
        var rights = await ReadAsync(
            """
            select c.relname, concat_ws(' ', variadic array(
                       select p from unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) p
                       where has_table_privilege('matching_service', c.oid, p)))
            from pg_class c
            where c.relnamespace in ('public'::regnamespace, 'keys'::regnamespace) and c.relkind in ('r', 'p', 'm', 'v')
              and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
            """
        );

        Assert.NotEmpty(rights);
        Assert.All(
            rights,
            table =>
                Assert.Equal(
                    (
                        table.Key,
                        ReadAlone.Contains(table.Key) ? "select"
                        : table.Key == "publications" ? "select insert"
                        : table.Key == "counters" ? ""
                        : "select insert update delete"
                    ),
                    (table.Key, table.Value)
                )
        );
    }

    [Fact]
    public async Task The_services_role_owns_nothing_and_is_held_back()
    {
        var owned = await ReadAsync(
            """
            select 'relation ' || c.relname, '' from pg_class c where c.relowner = 'matching_service'::regrole
            union all select 'function ' || p.proname, '' from pg_proc p where p.proowner = 'matching_service'::regrole
            union all select 'schema ' || n.nspname, '' from pg_namespace n where n.nspowner = 'matching_service'::regrole
            union all select 'may create in ' || n.nspname, '' from pg_namespace n where has_schema_privilege('matching_service', n.oid, 'create')
            union all select 'database ' || d.datname, '' from pg_database d where d.datdba = 'matching_service'::regrole
            union all select 'member of ' || r.rolname, '' from pg_roles r where r.rolname <> 'matching_service' and pg_has_role('matching_service', r.oid, 'member')
            union all select 'superuser, bypasses or makes roles', '' from pg_roles r
                      where r.rolname = 'matching_service' and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb)
            """
        );

        Assert.Empty(owned.Keys);
    }

    [Fact]
    public async Task A_table_of_somebodys_is_held_back_from_others()
    {
        var open = await ReadAsync(
            """
            select c.relname, ''
            from pg_class c
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relrowsecurity
              and exists (
                  select from pg_attribute a
                  where a.attrelid = c.oid
                    and a.attname in ('body', 'lead', 'interest', 'case_id', 'starter', 'proposal', 'webhook', 'cohort', 'group_id', 'policy', 'site'))
              and c.relname not in ('group_listings', 'proposals_to_review')
            """
        );

        Assert.Equal(SeenByAll, open.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_looks_across_bodies_is_few_functions_with_a_path_of_their_own_for_the_service_alone()
    {
        var functions = await ReadAsync(
            """
            select p.proname,
                   concat_ws(' ', r.rolname, case when r.rolcanlogin then 'logs in' end, p.proconfig[1],
                             case when has_function_privilege('public', p.oid, 'execute') then 'for all' end,
                             case when has_function_privilege('matching_service', p.oid, 'execute') then 'for the service' end)
            from pg_proc p join pg_roles r on r.oid = p.proowner
            where p.prosecdef and p.pronamespace = 'public'::regnamespace
              and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
            """
        );

        Assert.Equal(
            [
                "add_errand",
                "append_audit",
                "cases_opened",
                "count_answer",
                "count_event",
                "count_move",
                "count_registration",
                "count_start",
                "ended_quarter",
                "ended_quarters",
                "finish_errands",
                "forget_order",
                "list_interest",
                "list_waiting",
                "next_starter",
                "places_on_offer",
                "review_proposal_without_member",
                "review_proposals_of_interest",
                "starter_km",
                "starter_requests_over",
                "starters_in_reach",
                "waiting_for_group",
                "waiting_neighbours",
                "webhooks_told",
            ],
            functions.Keys.Order(StringComparer.Ordinal)
        );
        // Nobody but the owner may rewrite a table.
        Assert.True(functions.Remove("forget_order", out var owners));
        Assert.EndsWith("search_path=public, pg_temp for the service", owners, StringComparison.Ordinal);
        Assert.All(
            functions.Values,
            told => Assert.Equal("matching_functions search_path=public, pg_temp for the service", told)
        );
    }

    private async Task<Dictionary<string, string>> ReadAsync(string sql)
    {
        await using var owner = await Raw.OwnerAsync(host);
        return (await owner.ReadAsync(sql, row => (row.GetString(0), row.GetString(1)), default)).ToDictionary(
            row => row.Item1,
            row => row.Item2,
            StringComparer.Ordinal
        );
    }
}
