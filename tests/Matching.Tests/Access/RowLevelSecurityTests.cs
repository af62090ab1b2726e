using System;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Tests.Support;
using Npgsql;
using Xunit;

namespace Matching.Tests.Access;

/// <summary>
/// What HTTP does not show of another body, tried in SQL as the very role that the service comes as: as staff of
/// another body, and as nobody. Each table holds rows of one body alone.
/// </summary>
public sealed class RowLevelSecurityTests(TestHost host) : IClassFixture<TestHost>, IAsyncLifetime
{
    private const string Mine = "contact-point-drammen";
    private const string Other = "link-bergen";

    // The search alone reads these, for nobody in particular.
    private static readonly string[] Nobodys = ["interest_listings", "waiting_listings"];

    private string[] _tables = [];
    private Guid _mine;
    private Guid _other;

    public async ValueTask InitializeAsync()
    {
        (_mine, _other) = (await host.BodyAsync(Mine), await host.BodyAsync(Other));
        await using var owner = await Raw.OwnerAsync(host);
        _tables =
        [
            .. await owner.ReadAsync(
                "select oid::regclass::text from pg_class where relrowsecurity order by 1",
                row => row.GetString(0),
                TestContext.Current.CancellationToken
            ),
        ];
        if ((await owner.ReadAsync("select exists (select from cases)", row => row.GetBoolean(0), default))[0])
        {
            return;
        }

        await host.Anyone.PostJsonAsync(
            "/v1/interests",
            new
            {
                place = "municipality:3301",
                consent = "2026-11",
                topics = new[] { "grief" },
                message = "Hei",
                tellLocal = true,
            }
        );
        await owner.ExecuteAsync(World(_mine), default);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Whoever_says_nothing_sees_nothing()
    {
        await using var raw = await Raw.ServiceAsync(host);

        Assert.NotEmpty(_tables);
        foreach (var table in _tables)
        {
            Assert.Equal((table, 0), (table, await raw.CountAsync(table)));
        }
    }

    [Theory]
    [InlineData(Role.Coordinator)]
    [InlineData(Role.BodyAdmin)]
    public async Task Staff_of_another_body_see_nothing_of_it_and_change_nothing(Role role)
    {
        await using var raw = await Raw.ServiceAsync(host);

        foreach (var table in _tables)
        {
            await using var call = await raw.BeginAsync(_other, role);
            Assert.Equal((table, 0), (table, await raw.CountAsync(table)));
            if (table != "audit")
            {
                Assert.Equal(
                    (table, 0),
                    (table, await raw.ExecuteAsync($"delete from {table}", TestContext.Current.CancellationToken))
                );
            }
        }
    }

    [Fact]
    public async Task Its_own_staff_see_what_is_there()
    {
        await using var raw = await Raw.ServiceAsync(host);
        await using var call = await raw.BeginAsync(_mine, Role.Coordinator);

        foreach (var table in _tables)
        {
            var seen = await raw.CountAsync(table);
            Assert.True(seen > 0 == !Nobodys.Contains(table), $"{table}: {seen}");
        }
    }

    [Fact]
    public async Task The_system_sees_all_of_it()
    {
        await using var raw = await Raw.ServiceAsync(host);
        await raw.ExecuteAsync("set matching.acting = 'system'", TestContext.Current.CancellationToken);

        foreach (var table in _tables)
        {
            Assert.True(await raw.CountAsync(table) > 0, table);
        }
    }

    [Fact]
    public async Task The_lead_of_a_network_sees_its_members_cases_and_not_their_starters_and_keys()
    {
        await using var owner = await Raw.OwnerAsync(host);
        await owner.ExecuteAsync(
            """
            insert into networks (id, name, lead) values ($1, 'A network', $2);
            """.Trim(),
            TestContext.Current.CancellationToken,
            _other,
            _other
        );
        await owner.ExecuteAsync(
            "insert into network_members (network, body) values ($1, $2)",
            TestContext.Current.CancellationToken,
            _other,
            _mine
        );
        try
        {
            await using var raw = await Raw.ServiceAsync(host);
            await using var call = await raw.BeginAsync(_other, Role.Coordinator);

            Assert.Equal(1, await raw.CountAsync("cases"));
            Assert.Equal(1, await raw.CountAsync("messages"));
            Assert.Equal(1, await raw.CountAsync("proposals"));
            Assert.Equal(1, await raw.CountAsync("offers"));
            foreach (
                var table in new[]
                {
                    "starters",
                    "starter_requests",
                    "api_keys",
                    "webhooks",
                    "sites",
                    "site_counts",
                    "errands",
                    "cohorts",
                }
            )
            {
                Assert.Equal((table, 0), (table, await raw.CountAsync(table)));
            }
        }
        finally
        {
            await owner.ExecuteAsync(
                "delete from networks where id = $1",
                TestContext.Current.CancellationToken,
                _other
            );
        }
    }

    [Fact]
    public async Task Without_its_policy_a_table_would_show_all_to_everybody()
    {
        await using var owner = await Raw.OwnerAsync(host);
        await using var raw = await Raw.ServiceAsync(host);
        foreach (var table in _tables)
        {
            await owner.ExecuteAsync(
                $"alter table {table} disable row level security",
                TestContext.Current.CancellationToken
            );
            try
            {
                await using var call = await raw.BeginAsync(_other, Role.Coordinator);
                Assert.True(await raw.CountAsync(table) > 0, table);
            }
            finally
            {
                await owner.ExecuteAsync(
                    $"alter table {table} enable row level security",
                    TestContext.Current.CancellationToken
                );
            }
        }
    }

    [Fact]
    public async Task A_place_that_another_body_holds_is_counted_though_its_offer_is_not_seen()
    {
        await using var raw = await Raw.ServiceAsync(host);
        await using var call = await raw.BeginAsync(_other, Role.Coordinator);

        var held = await raw.ReadAsync(
            $"select places_on_offer('{_mine}', '2026-11-21')",
            row => row.GetInt32(0),
            TestContext.Current.CancellationToken
        );

        Assert.Equal((1, 0), (held[0], await raw.CountAsync("offers")));
    }

    [Fact]
    public async Task Nobody_writes_in_another_bodys_name()
    {
        await using var raw = await Raw.ServiceAsync(host);
        await using var call = await raw.BeginAsync(_other, Role.BodyAdmin);

        var refused = await Assert.ThrowsAsync<PostgresException>(() =>
            raw.ExecuteAsync(
                "insert into cohort_codes (fingerprint, cohort) select '\\x02', id from (values ($1)) made (id)",
                TestContext.Current.CancellationToken,
                _mine
            )
        );

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task Nothing_of_a_call_is_left_on_its_connection()
    {
        var staff = await host.StaffAsync(Mine);
        await staff.GetJsonAsync("/v1/desk/cases");
        await staff.GetJsonAsync($"/v1/desk/cases/{RandomId.New()}", HttpStatusCode.NotFound);

        await using var connection = await host.Get<Connections>()
            .Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var left = await connection.ReadAsync(
            "select current_setting('matching.acting') || coalesce(current_setting('matching.body', true), '')",
            row => row.GetString(0),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(["system"], left);
    }

    // Ids of the body's own stand for whatever has no meaning here.
    private static string World(Guid body) =>
        $"""
            insert into groups (id, body, name, form, topics, capacity, members, joining, visibility, languages, gender, age_bands,
                                state, confirmed_on, municipality, longitude, latitude, public_longitude, public_latitude)
            values ('{body}', '{body}', 'A group', 'digital', '{"{}"}', 8, 1, 'direct', 'area', '{"{nb}"}', 'any', '{"{}"}',
                    'forming', '2026-11-01', '3301', 10.2, 59.7, 10.2, 59.7);
            insert into matches (interest, group_id, rank, reasons, day) select id, '{body}', 1, '{"{}"}', day from interests;
            insert into offers (id, interest, group_id, body, kind, state, day, until)
            select '{body}', id, '{body}', '{body}', 'place', 'open', day, day from interests;
            insert into remembered_noes (interest, group_id, until) select id, '{body}', day from interests;
            insert into told_pairs (interest, group_id) select id, '{body}' from interests;
            insert into case_openings (case_id, api_key, body, day) select id, '{body}', body, day from cases;
            insert into case_history (case_id, position, day, act, body) select id, 99, day, 'made-up', body from cases;
            update interests set without_place = true;
            insert into starters (id, body, name, topics, home, longitude, latitude, radius_km, languages, groups_at_a_time, groups_now)
            values ('{body}', '{body}', '\x01', '{"{}"}', 'municipality:3301', 10.2, 59.7, 30, '{"{nb}"}', 1, 0);
            insert into starter_requests (id, group_id, starter, body, state, day, until, km)
            values ('{body}', '{body}', '{body}', '{body}', 'asked', '2026-11-01', '2026-11-30', 1);
            insert into api_keys (id, prefix, hash, body, role, name, created_on, expires_on)
            values ('{body}', 'mk_', '\x01', '{body}', 'coordinator', 'a key', '2026-11-01', '2027-11-01');
            insert into action_links (hash, body, expires_at, key) values ('\x01', '{body}', now(), '{body}');
            insert into link_sessions (id, hash, body, began_at, seen_at, key) values ('{body}', '\x01', '{body}', now(), now(), '{body}');
            insert into sites (id, body, name, origins, created_on) values ('{body}', '{body}', 'x', '{"{https://example.org}"}', '2026-11-01');
            insert into site_counts (site, month, kind, number) values ('{body}', '2026-11-01', 'search', 1);
            insert into webhooks (id, body, events, url, secret, created_on) values ('{body}', '{body}', '{"{}"}', '\x01', '\x01', '2026-11-01');
            insert into webhook_deliveries (id, webhook, event, type, subject, occurred_at)
            values ('{body}', '{body}', '{body}', 'made-up', '{body}', now());
            insert into errands (id, body, kind, about, day) values ('{body}', '{body}', 'body-silent', '{body}', '2026-11-01');
            insert into cohorts (id, body, place, topics, participants, finishes_on, from_day, until_day, meeting, times, languages)
            values ('{body}', '{body}', 'municipality:3301', '{"{}"}', 2, '2026-11-01', '2026-11-01', '2026-12-01', '{"{}"}', '{"{}"}', '{"{}"}');
            insert into cohort_codes (fingerprint, cohort) values ('\x01', '{body}');
            insert into proposals (id, body, state, day, place, longitude, latitude, municipality, topics, languages, times, gender, age_bands)
            values ('{body}', '{body}', 'open', '2026-11-01', 'municipality:3301', 10.2, 59.7, '3301', '{"{}"}', '{"{nb}"}', '{"{}"}', 'any', '{"{}"}');
            insert into proposal_members (proposal, interest, number, km_from, km_to, would_start, live)
            select '{body}', id, 1, 0, 0, false, true from interests;
            select append_audit(array['made-up'], array[null]::bytea[], '{body}', '{body}', '2026-11-01');
            """;
}
