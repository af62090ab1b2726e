using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Npgsql;

namespace Matching.Places;

/// <summary>
/// Makes of what was read (<c>read_…</c>) what the places should be (<c>target</c>), and writes where that differs. All
/// of it is set-based, in the transaction of the import.
/// </summary>
internal static class MergePlaces
{
    private const int ExamplesOfEach = 5;

    /// <summary>Works out what every place should be.</summary>
    /// <param name="allCodes">Whether what was read are all postal codes that there are.</param>
    public static async Task PrepareAsync(NpgsqlConnection connection, bool allCodes, CancellationToken ct)
    {
        await connection.ExecuteAsync(Boundaries, ct);
        await connection.ExecuteAsync(Municipalities, ct);
        await connection.ExecuteAsync(Towns, ct);
        await connection.ExecuteAsync(Populations, ct);
        await connection.ExecuteAsync(PostalCodes, ct);
        if (allCodes)
        {
            await connection.ExecuteAsync(DroppedPostalCodes, ct);
        }

        await connection.ExecuteAsync(PointsOfPostalCodes, ct);
    }

    /// <summary>How many were in use, of each kind and of each county, and how many of these the files no longer
    /// have.</summary>
    public static Task<List<(string What, long Known, long Dropped)>> LossesAsync(
        NpgsqlConnection connection,
        CancellationToken ct
    ) =>
        connection.ReadAsync(
            """
            select case p.kind when 'municipality' then 'municipalities' else 'postal codes' end,
                   count(*), count(*) filter (where t.historical)
            from places p join target t using (code)
            where p.kind in ('municipality', 'postal-code') and not p.historical
            group by p.kind
            union all
            select 'municipalities of ' || c.name, count(*), count(*)
            from places p join places c on c.kind = 'county' and c.county = p.county
            where p.kind = 'municipality' and not p.historical
            group by c.county, c.name
            having not exists (
                select from target t where t.kind = 'municipality' and t.county = c.county and not t.historical)
            """,
            row => (row.GetString(0), row.GetInt64(1), row.GetInt64(2)),
            ct
        );

    /// <summary>What was written.</summary>
    /// <param name="Counts">How many of which kind were new, changed and so on.</param>
    /// <param name="Moved">Numbers of the municipalities whose point moved.</param>
    public sealed record Written(
        IReadOnlyList<(string Kind, string Change, long Count)> Counts,
        IReadOnlyList<string> Examples,
        string[] Moved
    );

    /// <summary>Writes where the target differs; rows that do not are left untouched.</summary>
    public static async Task<Written> WriteAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await connection.ExecuteAsync(Changes, ct);
        var counts = await connection.ReadAsync(
            "select kind, change, count(*) from changes group by kind, change order by kind, change",
            row => (row.GetString(0), row.GetString(1), row.GetInt64(2)),
            ct
        );
        var examples = await connection.ReadAsync(
            $"""
            select c.change || ': ' || c.code || coalesce(' (' || nullif(c.what, '') || ')', '')
            from (select *, row_number() over (partition by kind, change order by code) as number from changes) c
            where c.number <= {ExamplesOfEach} and c.change not in ('unchanged', 'confirmed')
            order by c.kind, c.change, c.code
            """,
            row => row.GetString(0),
            ct
        );
        var moved = await connection.ReadAsync(
            """
            select t.municipality from target t join places p using (code)
            where t.kind = 'municipality' and (t.longitude, t.latitude) is distinct from (p.longitude, p.latitude)
            """,
            row => row.GetString(0),
            ct
        );
        await connection.ExecuteAsync(Write, ct);
        return new Written(counts, examples, [.. moved]);
    }

    private const string Boundaries = """
        create temporary table boundaries on commit drop as
        select b.municipality, b.official, st_multi(st_geomfromwkb(b.wkb, 4326)) as area from read_boundaries b;
        insert into boundaries (municipality, area)
        select municipality, area from municipality_boundaries
        where municipality not in (select municipality from read_boundaries);
        create index on boundaries using gist (area);
        analyze boundaries;
        """;

    // Of several official names nobody can tell the language, so the shown one stays as long as it is one of them.
    private const string Municipalities = """
        create temporary table target on commit drop as
        select code, kind, name, parent, municipality, county, longitude, latitude, population, category, historical,
               registered, counted
        from places;
        alter table target add primary key (code);

        insert into target (code, kind, name, parent, municipality, county, historical, registered, counted)
        select 'municipality:' || municipality, 'municipality', split_part(official, ' - ', 1),
               'county:' || left(municipality, 2), municipality, left(municipality, 2), false, true, false
        from read_boundaries
        on conflict (code) do nothing;

        update target t
        set registered = true,
            name = case when t.name = any (string_to_array(b.official, ' - ')) then t.name else split_part(b.official, ' - ', 1) end
        from read_boundaries b
        where t.code = 'municipality:' || b.municipality;

        update target t
        set registered = true, counted = true, population = r.population, name = r.name
        from read_population r
        where t.code = 'municipality:' || r.municipality;

        update target
        set historical = municipality not in (select municipality from today)
        where kind = 'municipality';

        update target t
        set longitude = round(st_x(inside.at)::numeric, 5), latitude = round(st_y(inside.at)::numeric, 5)
        from boundaries b, lateral (select st_pointonsurface(b.area) as at) inside
        where t.code = 'municipality:' || b.municipality
          and (t.longitude is null or not st_covers(b.area, st_setsrid(st_makepoint(t.longitude, t.latitude), 4326)));
        """;

    // A town outlives its municipality: it is then where the boundaries say.
    private const string Towns = """
        update target t
        set municipality = m.municipality, county = m.county, parent = m.code, registered = true
        from target gone, boundaries b join target m on m.code = 'municipality:' || b.municipality and not m.historical
        where t.kind = 'town' and gone.code = 'municipality:' || t.municipality and gone.historical
          and st_covers(b.area, st_setsrid(st_makepoint(t.longitude, t.latitude), 4326));
        """;

    // A sum is exact when all of its parts are.
    private const string Populations = """
        update target t
        set counted = true, population = s.population
        from (select county, sum(population)::integer as population
              from target where kind = 'municipality' and not historical and county is not null
              group by county having bool_and(counted)) s
        where t.kind = 'county' and t.county = s.county;

        update target t
        set counted = true, population = s.population
        from (select sum(population)::integer as population from target where kind = 'county' having bool_and(counted)) s
        where t.kind = 'country';
        """;

    // The register writes in capitals: a name that is the same but for these keeps its letters.
    private const string PostalCodes = """
        insert into target (code, kind, name, historical, registered, counted)
        select 'postal-code:' || code, 'postal-code', name, false, true, false
        from read_codes
        on conflict (code) do nothing;

        update target t
        set registered = true, historical = false, category = c.category,
            name = case when upper(t.name) = upper(c.name) then t.name else c.name end,
            parent = m.code, municipality = m.municipality, county = m.county
        from read_codes c join target m on m.code = 'municipality:' || c.municipality
        where t.code = 'postal-code:' || c.code;
        """;

    private const string DroppedPostalCodes = """
        update target t
        set historical = true
        where t.kind = 'postal-code'
          and not exists (select from read_codes c where t.code = 'postal-code:' || c.code);
        """;

    // The register has no points: one that lies in its municipality stays, else the municipality's stands for it.
    private const string PointsOfPostalCodes = """
        update target t
        set longitude = m.longitude, latitude = m.latitude
        from target m left join boundaries b on b.municipality = m.municipality, places p
        where t.kind = 'postal-code' and t.registered and m.code = 'municipality:' || t.municipality
          and p.code = t.code
          and (t.longitude is null
               or case when b.area is null then p.municipality is distinct from t.municipality
                       else not st_covers(b.area, st_setsrid(st_makepoint(t.longitude, t.latitude), 4326)) end);

        update target t
        set longitude = m.longitude, latitude = m.latitude
        from target m
        where t.kind = 'postal-code' and t.longitude is null and m.code = 'municipality:' || t.municipality;
        """;

    // Confirmed: as it was, but now a register says so.
    private const string Changes = """
        create temporary table changes on commit drop as
        select t.kind, t.code,
               case when p.code is null then 'new'
                    when t.historical and not p.historical then 'historical'
                    when p.historical and not t.historical then 'back'
                    when (t.name, t.municipality, t.county, t.longitude, t.latitude, t.population)
                         is distinct from (p.name, p.municipality, p.county, p.longitude, p.latitude, p.population) then 'changed'
                    when (t.registered, t.counted, t.category) is distinct from (p.registered, p.counted, p.category) then 'confirmed'
                    else 'unchanged' end as change,
               case when p.code is null then t.name else concat_ws(', ',
                    case when t.name <> p.name then p.name || ' → ' || t.name end,
                    case when t.municipality is distinct from p.municipality
                         then 'municipality ' || coalesce(p.municipality, 'not known') || ' → ' || t.municipality end,
                    case when t.population is distinct from p.population
                         then 'population ' || coalesce(p.population::text, 'not known') || ' → ' || t.population end,
                    case when (t.longitude, t.latitude) is distinct from (p.longitude, p.latitude) then 'point' end) end as what
        from target t left join places p using (code)
        union all
        select 'boundary', 'boundary:' || b.municipality,
               case when k.municipality is null then 'new'
                    when t.historical and not p.historical then 'historical'
                    when p.historical and not t.historical then 'back'
                    when not (k.area = b.area) then 'changed'
                    else 'unchanged' end, ''
        from boundaries b left join municipality_boundaries k using (municipality)
             join target t on t.code = 'municipality:' || b.municipality left join places p on p.code = t.code;
        """;

    private const string Write = """
        insert into places (code, kind, name, parent, municipality, county, longitude, latitude, population, category,
                            historical, registered, counted)
        select code, kind, name, parent, municipality, county, longitude, latitude, population, category, historical,
               registered, counted
        from target
        where code in (select code from changes where change <> 'unchanged')
        on conflict (code) do update
        set (name, parent, municipality, county, longitude, latitude, population, category, historical, registered, counted) =
            (excluded.name, excluded.parent, excluded.municipality, excluded.county, excluded.longitude, excluded.latitude,
             excluded.population, excluded.category, excluded.historical, excluded.registered, excluded.counted);

        insert into place_names (place, name, official)
        select 'municipality:' || f.municipality, name, true
        from (select municipality, official from read_boundaries
              union select municipality, official from read_population
              union select municipality, name from read_population) f, string_to_table(f.official, ' - ') as name
        union
        select 'postal-code:' || code, code, true from read_codes
        on conflict (place, name) do update set official = true where not place_names.official;

        insert into municipality_boundaries (municipality, area)
        select municipality, area from boundaries
        on conflict (municipality) do update set area = excluded.area
        where not (municipality_boundaries.area = excluded.area);

        analyze places, place_names, municipality_boundaries;
        """;
}
