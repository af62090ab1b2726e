using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Npgsql;

namespace Matching.Places;

/// <summary>
/// Makes the partitions of what is known of the municipalities, and writes where they differ from what is stored.
/// Before the official figures are imported a municipality has the adults that are known of, and where no boundary is
/// known its neighbours are the nearest: each area is then only larger than it need be.
/// </summary>
internal static class SettleAreas
{
    private const int NearestNeighbours = 3;

    /// <summary>Settles them, in the caller's transaction.</summary>
    public static async Task RunAsync(NpgsqlConnection connection, PartitionRules rules, CancellationToken ct)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var municipalities = await MunicipalitiesAsync(connection, names, ct);
        var counties = (
            await connection.ReadAsync(
                "select county, name, coalesce(adults, 0) from places where kind = 'county'",
                row => (Number: row.GetString(0), Name: row.GetString(1), Adults: (long)row.GetInt32(2)),
                ct
            )
        ).ToDictionary(row => row.Number, StringComparer.Ordinal);
        var levels = Partition.Of(
            municipalities.Values,
            counties.ToDictionary(county => county.Key, county => county.Value.Adults),
            rules
        );
        var coded = levels
            .SelectMany(level => level.Areas.Select(area => (level.Need, Numbers: area, Code: Code(area))))
            .ToList();
        var rows = coded
            .SelectMany(area => area.Numbers.Select(number => (Number: number, area.Need, area.Code)))
            .GroupBy(row => (row.Number, row.Code), row => row.Need)
            .Select(row => new Row(row.Key.Number, row.Max(), row.Key.Code))
            .ToList();
        rows.AddRange(await GuestsAsync(connection, rules, rows, ct));
        await WriteAsync(
            connection,
            [.. coded.DistinctBy(area => area.Code).Select(area => Named(area.Code, area.Numbers))],
            rows,
            ct
        );

        string Code(IReadOnlyList<string> numbers) =>
            numbers is [var one] ? "municipality:" + one
            : numbers.Count == municipalities.Count ? Place.Norway
            : CountiesOf(numbers) is [var county] && IsWhole(numbers) ? "county:" + county
            : "cell:"
                + Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join(',', numbers))))[..16];

        bool IsWhole(IReadOnlyList<string> numbers) =>
            municipalities.Values.Count(one => CountiesOf(numbers).Contains(one.County)) == numbers.Count;

        List<string> CountiesOf(IReadOnlyList<string> numbers) =>
            [.. numbers.Select(number => municipalities[number].County).Distinct()];

        Area Named(string code, IReadOnlyList<string> numbers) =>
            IsWhole(numbers)
                ? new(
                    code,
                    numbers,
                    [
                        .. CountiesOf(numbers)
                            .Select(county => counties[county])
                            .OrderByDescending(county => county.Adults)
                            .Select(county => county.Name),
                    ],
                    null
                )
                : new(
                    code,
                    numbers,
                    [
                        .. numbers
                            .OrderByDescending(number => municipalities[number].Adults)
                            .Select(number => names[number]),
                    ],
                    counties[municipalities[numbers[0]].County].Name
                );
    }

    private sealed record Row(string Municipality, long Need, string Area);

    private sealed record Area(string Code, IReadOnlyList<string> Numbers, string[] Names, string? Within);

    private static async Task<Dictionary<string, Partition.Municipality>> MunicipalitiesAsync(
        NpgsqlConnection connection,
        Dictionary<string, string> names,
        CancellationToken ct
    )
    {
        var beside = (
            await connection.ReadAsync(
                $"""
                select a.municipality, b.municipality
                from municipality_boundaries a join municipality_boundaries b
                    on b.municipality <> a.municipality and st_intersects(a.area, b.area)
                union all
                select p.municipality, near.municipality
                from places p cross join lateral (
                    select o.municipality from places o
                    where o.kind = 'municipality' and not o.historical and o.county is not null and o.municipality <> p.municipality
                    order by st_distance(o.point, p.point), o.municipality
                    limit {NearestNeighbours}) near
                where p.kind = 'municipality' and not p.historical and p.county is not null
                  and not exists (select from municipality_boundaries b where b.municipality = p.municipality)
                """,
                row => (Of: row.GetString(0), Number: row.GetString(1)),
                ct
            )
        ).ToLookup(row => row.Of, row => row.Number, StringComparer.Ordinal);
        var rows = await connection.ReadAsync(
            """
            select municipality, county, coalesce(adults, 0), st_x(point), st_y(point), name
            from places
            where kind = 'municipality' and not historical and county is not null and point is not null
            """,
            row =>
            {
                names[row.GetString(0)] = row.GetString(5);
                return new Partition.Municipality(
                    row.GetString(0),
                    row.GetString(1),
                    row.GetInt32(2),
                    row.GetDouble(3),
                    row.GetDouble(4),
                    [.. beside[row.GetString(0)]]
                );
            },
            ct
        );
        return rows.ToDictionary(row => row.Number, StringComparer.Ordinal);
    }

    // What lies in no county is an area as long as it can be, and is then kept with another, which does not become less
    // for it: kept with the country it would be known by just that.
    private static async Task<List<Row>> GuestsAsync(
        NpgsqlConnection connection,
        PartitionRules rules,
        List<Row> rows,
        CancellationToken ct
    )
    {
        var guests = await connection.ReadAsync(
            "select municipality, coalesce(adults, 0) from places where kind = 'municipality' and not historical and county is null",
            row => (Number: row.GetString(0), Adults: row.GetInt32(1)),
            ct
        );
        return
        [
            .. guests.SelectMany(guest =>
            {
                var own = rules.Needs.Where(need => need <= guest.Adults).DefaultIfEmpty().Max();
                return rows.Where(row =>
                        row.Municipality == rules.KeptWith.GetValueOrDefault(guest.Number) && row.Need > own
                    )
                    .Select(row => row with { Municipality = guest.Number })
                    .Concat(own > 0 ? [new Row(guest.Number, own, "municipality:" + guest.Number)] : []);
            }),
        ];
    }

    private static async Task WriteAsync(
        NpgsqlConnection connection,
        IReadOnlyList<Area> areas,
        IReadOnlyList<Row> rows,
        CancellationToken ct
    )
    {
        var own = areas.Where(area => area.Code.StartsWith("cell:", StringComparison.Ordinal)).ToList();
        await connection.ExecuteAsync(
            """
            insert into areas (code, municipalities, names, within)
            select a.code, string_to_array(a.numbers, '|'), string_to_array(a.names, '|'), nullif(a.within, '')
            from unnest($1, $2, $3, $4) as a (code, numbers, names, within)
            on conflict (code) do update set (names, within) = (excluded.names, excluded.within)
            where (areas.names, areas.within) is distinct from (excluded.names, excluded.within)
            """,
            ct,
            own.Select(area => area.Code).ToArray(),
            own.Select(area => string.Join('|', area.Numbers)).ToArray(),
            own.Select(area => string.Join('|', area.Names)).ToArray(),
            own.Select(area => area.Within ?? "").ToArray()
        );
        await connection.ExecuteAsync(
            """
            insert into area_parts (area, municipality)
            select code, unnest(municipalities) from areas where municipalities is not null
            on conflict do nothing
            """,
            ct
        );
        string[] municipalities = [.. rows.Select(row => row.Municipality)];
        long[] needs = [.. rows.Select(row => row.Need)];
        string[] codes = [.. rows.Select(row => row.Area)];
        await connection.ExecuteAsync(
            """
            delete from municipality_areas
            where (municipality, need, area) not in (select * from unnest($1, $2, $3))
            """,
            ct,
            municipalities,
            needs,
            codes
        );
        await connection.ExecuteAsync(
            """
            insert into municipality_areas (municipality, need, area)
            select * from unnest($1, $2, $3) on conflict do nothing
            """,
            ct,
            municipalities,
            needs,
            codes
        );
        await connection.ExecuteAsync("analyze areas, area_parts, municipality_areas", ct);
    }
}
