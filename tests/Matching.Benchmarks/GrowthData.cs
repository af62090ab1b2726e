using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Npgsql;

namespace Matching.Benchmarks;

/// <summary>
/// Many groups and very many who wait, spread as the population is, by SQL: with topics, languages, forms, areas large
/// enough to hide in, cases and matches near them.
/// </summary>
internal static class GrowthData
{
    // One statement after the other; {0} groups, {1} interests.
    private static readonly string[] Statements =
    [
        "select setseed(0.5)",
        """
            create table bench_towns as
            select row_number() over (order by code)::integer as n, code, municipality, county, longitude, latitude,
                   coalesce(population, 2000) * 0.79 as adults,
                   sum(coalesce(population, 2000)) over (order by code)::double precision / sum(coalesce(population, 2000)) over () as upto
            from places where kind = 'municipality' and not historical and longitude is not null and county is not null
            """,
        """
            create table bench_bodies as
            select a.code, (select c.body from responsible_chain(municipalities_of(a.code), '{{}}', null, current_date) c
                            where c.passed_over is null order by c.link limit 1) as body
            from areas a
            """,
        """
            insert into groups (id, body, name, topics, state, capacity, members, joining, form, municipality, longitude, latitude,
                                public_longitude, public_latitude, visibility, rrule, starts_at, duration_minutes, weekday, times,
                                languages, gender, age_bands, confirmed_on)
            select gen_random_uuid(), b.body, 'Gruppe ' || d.i,
                   case when d.r1 < 0.45 then '{{}}'::smallint[] else array[(2 + floor(d.r2 * 34))::smallint] end,
                   case when d.members = 8 then 'full' else 'open' end, 8, d.members, 'direct',
                   case when d.r3 < 0.85 then 'in-person' when d.r3 < 0.9 then 'hybrid' when d.r3 < 0.98 then 'digital' else 'telephone' end,
                   t.municipality, t.longitude, t.latitude, t.longitude, t.latitude, 'area', 'FREQ=WEEKLY;BYDAY=TU', '2026-09-01 18:00',
                   120, 'tu', (array['weekday-day', 'weekday-evening', 'weekday-evening', 'weekend-day'])[1 + floor(d.r4 * 4)],
                   case when d.r5 < 0.95 then array['nb'] when d.r5 < 0.98 then array['nb', 'en'] else array['ar'] end,
                   case when d.r6 < 0.9 then 'any' when d.r6 < 0.96 then 'women' else 'men' end,
                   case when d.r7 < 0.85 then '{{}}'::text[] else array['18-25', '26-40'] end, current_date - (d.r8 * 200)::integer
            from (
                select i, random() as r0, random() as r1, random() as r2, random() as r3, random() as r4, random() as r5, random() as r6,
                       random() as r7, random() as r8, 3 + floor(random() * 6)::integer as members
                from generate_series(1, {0}) i offset 0) d,
                lateral (select w.* from bench_towns w where w.upto >= d.r0 order by w.upto limit 1) t
                join bench_bodies b on b.code = t.code
            """,
        "alter table interests disable trigger list_interest",
        """
            insert into interests (id, receipt, day, lot, state, topics, area, tell_local, travel_km, meeting, wish, languages, times,
                                   gender, age_band, consent, contact_language, kept_until)
            select gen_random_uuid(), decode(md5(d.i::text || d.r1), 'hex'), current_date - (d.r2 * 80)::integer, gen_random_uuid(),
                   'waiting', d.topics,
                   coalesce((select a.area from municipality_areas a
                             where a.municipality = d.municipality and a.need * d.share >= 20 order by a.need limit 1), 'country:no'),
                   false, (array[10, 20, 30, 30, 30, 30, 50, 60, 100, 200])[1 + floor(d.r3 * 10)],
                   case when d.r4 < 0.6 then array['in-person', 'digital', 'telephone'] when d.r4 < 0.9 then array['in-person']
                        else array['digital'] end,
                   'join', case when d.r5 < 0.94 then array['nb'] when d.r5 < 0.98 then array['nb', 'en'] else array['ar'] end,
                   case when d.r6 < 0.5 then '{{}}'::text[] else array['weekday-evening'] end,
                   d.gender, d.age_band, '2026-11', 'nb', current_date + 10 + (d.r7 * 80)::integer
            from (
                select c.*, t.municipality,
                       (case when c.topics = '{{}}' then 1
                            else (select min(p.share) from topics o join prevalence_classes p on p.id = o.prevalence_class
                                  where o.id = any (c.topics)) end)
                       * (case when c.gender = 'any' then 1 else 0.48 end) * (case when c.age_band is null then 1 else 0.2 end)
                       * (case when c.r5 < 0.94 then 1 when c.r5 < 0.98 then 0.05 else 0.002 end) as share
                from (
                    select i, random() as r0, random() as r1, random() as r2, random() as r3, random() as r4, random() as r5,
                           random() as r6, random() as r7,
                           case when random() < 0.25 then '{{}}'::smallint[] when random() < 0.8
                                then array[(2 + floor(random() * 34))::smallint]
                                else array[(2 + floor(random() * 17))::smallint, (19 + floor(random() * 17))::smallint] end as topics,
                           case when random() < 0.8 then 'any' when random() < 0.7 then 'women' else 'men' end as gender,
                           case when random() < 0.7 then null else (array['18-25', '26-40', '41-60', '61+'])[1 + floor(random() * 4)] end as age_band
                    from generate_series(1, {1}) i offset 0) c,
                    lateral (select w.* from bench_towns w where w.upto >= c.r0 order by w.upto limit 1) t offset 0) d
            """,
        """
            insert into interest_listings (interest, topic, language, area, reach, travel_km, day, lot)
            select i.id, t.topic, l.language, i.area, width_bucket(i.travel_km, array[31, 61, 101]), i.travel_km, i.day, i.lot
            from interests i
            cross join lateral (
                select 0::smallint as topic
                union all select unnest(i.topics)
                union all select (-1)::smallint where cardinality(i.topics) = 0) t
            cross join unnest(i.languages) as l (language)
            """,
        "alter table interests enable trigger list_interest",
        """
            insert into cases (id, interest, body, state, day, deadline, because)
            select gen_random_uuid(), i.id, b.body, 'acknowledged', i.day, i.day + 5, 'contact-point-covers'
            from interests i join bench_bodies b on b.code = i.area
            """,
        """
            create table bench_groups as
            select a.code, array_agg(g.id) as ids
            from areas a cross join lateral unnest(municipalities_of(a.code)) as part (municipality) join groups g using (municipality)
            where a.code <> 'country:no' and g.form in ('in-person', 'hybrid') and g.state = 'open'
            group by a.code
            """,
        // Matched with up to two groups of the area that it waits in.
        """
            insert into matches (interest, group_id, rank, score, km_from, km_to, reasons, day)
            select d.id, d.ids[1 + d.first % cardinality(d.ids)], 1, 0.8, 0, 0, array['topic-across', 'within-reach'], d.day
            from (select i.id, i.day, g.ids, floor(random() * 1000000)::integer as first
                  from interests i join bench_groups g on g.code = i.area where random() < 0.6 offset 0) d
            """,
        """
            insert into matches (interest, group_id, rank, score, km_from, km_to, reasons, day)
            select d.id, d.ids[1 + d.first % cardinality(d.ids)], 2, 0.7, 0, 0, array['topic-across', 'within-reach'], d.day
            from (select i.id, i.day, g.ids, floor(random() * 1000000)::integer as first
                  from interests i join bench_groups g on g.code = i.area join matches m on m.interest = i.id offset 0) d
            on conflict do nothing
            """,
        "insert into told_pairs (interest, group_id) select interest, group_id from matches",
        "update groups set to_match = false, to_review = false where to_match or to_review",
        "vacuum analyze",
    ];

    /// <summary>Fills a migrated database; whoever waits is matched and no work is left over.</summary>
    public static async Task FillAsync(string connectionString, int groups, int interests)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        foreach (var statement in Statements)
        {
            await using var command = new NpgsqlCommand(
                string.Format(CultureInfo.InvariantCulture, statement, groups, interests),
                connection
            )
            {
                CommandTimeout = 0,
            };
            await command.ExecuteNonQueryAsync();
        }

        await KeysAsync(connection, BenchServer.KeysOf(connectionString));
    }

    // Each has a key, though what was made up has nothing sealed.
    private static async Task KeysAsync(NpgsqlConnection main, string keyStore)
    {
        await using var keys = new NpgsqlConnection(keyStore);
        await keys.OpenAsync();
        using var shards = await main.BeginTextExportAsync(
            """
            copy (select gen_random_uuid(), id, decode(repeat('00', 32), 'hex'), ''::bytea, day from interests) to stdout
            """
        );
        await using var store = await keys.BeginTextImportAsync(
            "copy shards (id, record, shard, master, day) from stdin"
        );
        while (await shards.ReadLineAsync() is { } line)
        {
            await store.WriteAsync($"{line}\n");
        }
    }

    /// <summary>A group opens where people live: the row alone, as the round finds it.</summary>
    public static async Task OpenGroupAsync(string connectionString, Random random)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            insert into groups (id, body, name, topics, state, capacity, members, joining, form, municipality, longitude, latitude,
                                public_longitude, public_latitude, visibility, languages, gender, age_bands, confirmed_on, to_match,
                                to_review)
            select gen_random_uuid(), b.body, 'En ny gruppe', $2, 'open', 8, 4, 'direct', $3, t.municipality, t.longitude, t.latitude,
                   t.longitude, t.latitude, 'area', $4, 'any', array[]::text[], current_date, true, true
            from bench_towns t join bench_bodies b on b.code = t.code
            where t.upto >= $1 order by t.upto limit 1
            """,
            connection
        );
        short[] topics = random.NextDouble() < 0.45 ? [] : [(short)random.Next(2, 36)];
        command.Parameters.Add(new() { Value = random.NextDouble() });
        command.Parameters.Add(new() { Value = topics });
        command.Parameters.Add(new() { Value = random.NextDouble() < 0.9 ? "in-person" : "digital" });
        command.Parameters.Add(new() { Value = new[] { random.NextDouble() < 0.97 ? "nb" : "ar" } });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>How many the group that opened last was matched with.</summary>
    public static async Task<double> MatchedAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "select count(*) from matches where group_id = (select id from groups order by number desc limit 1)",
            connection
        );
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The numbers of municipalities, as often as people live there.</summary>
    public static async Task<string[]> TownsAsync(string connectionString, Random random, int count)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "select (select w.municipality from bench_towns w where w.upto >= u.u order by w.upto limit 1) from unnest($1) u (u)",
            connection
        );
        command.Parameters.Add(new() { Value = Enumerable.Range(0, count).Select(_ => random.NextDouble()).ToArray() });
        await using var reader = await command.ExecuteReaderAsync();
        var towns = new List<string>();
        while (await reader.ReadAsync())
        {
            towns.Add(reader.GetString(0));
        }

        return [.. towns];
    }
}
