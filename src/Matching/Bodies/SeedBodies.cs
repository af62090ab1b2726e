using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Jobs;
using Npgsql;
using NpgsqlTypes;

namespace Matching.Bodies;

/// <summary>
/// Loads <c>db/seed/bodies.json</c>: the bodies and networks of Norway. A body that is there already is left as it is:
/// what staff changed counts, not the file.
/// </summary>
public static class SeedBodies
{
    // Before the first registration: coverage of the seed counts from the start.
    private static readonly DateOnly Begin = new(2024, 1, 1);

    public static async Task LoadAsync(
        NpgsqlConnection connection,
        string text,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var seed = JsonSerializer.Deserialize<File>(text, JsonSerializerOptions.Web)!;
        foreach (var body in seed.Bodies)
        {
            var id = RandomId.New();
            var added = await connection.ExecuteAsync(
                """
                insert into bodies (id, external_id, kind, name, phone, email, url, house, state, policy)
                values ($1, $2, $3, $4, $5, $6, $7, $8, 'active', $9)
                on conflict (external_id) do nothing
                """,
                ct,
                id,
                body.Key,
                body.Kind,
                body.Name,
                Nullable(body.Phone),
                body.Email,
                Nullable(body.Url),
                body.House,
                new NpgsqlParameter
                {
                    Value = JsonSerializer.Serialize(new Policy(), Policy.Json),
                    NpgsqlDbType = NpgsqlDbType.Jsonb,
                }
            );
            if (added > 0)
            {
                await connection.ExecuteAsync(
                    """
                    insert into body_coverage (body, municipality, from_day, priority)
                    select b.id, p.municipality, $2, $3
                    from bodies b join places p on p.kind = 'municipality' and not p.historical
                    where b.external_id = $1 and ($4 or p.municipality = any ($5) or p.county = any ($6))
                    """,
                    ct,
                    body.Key,
                    Begin,
                    body.Priority,
                    body.Coverage.Country ?? false,
                    body.Coverage.Municipalities ?? [],
                    body.Coverage.Counties ?? []
                );
                await connection.AnnounceAsync(Body.Changed, [id], clock.GetUtcNow(), ct);
            }
        }

        foreach (var network in seed.Networks)
        {
            await connection.ExecuteAsync(
                """
                with made as (
                    insert into networks (id, external_id, name, lead)
                    select $1, $2, $3, id from bodies where external_id = $4
                    on conflict (external_id) do nothing
                    returning id)
                insert into network_members (network, body)
                select made.id, b.id from made, bodies b where b.external_id = any ($5)
                """,
                ct,
                RandomId.New(),
                network.Key,
                network.Name,
                network.Lead,
                network.Members
            );
        }
    }

    private static object Nullable(string? text) => text is null ? DBNull.Value : text;

    private sealed record File(IReadOnlyList<SeededBody> Bodies, IReadOnlyList<SeededNetwork> Networks);

    private sealed record SeededBody(
        string Key,
        string Kind,
        string Name,
        string? Phone,
        string Email,
        string? Url,
        string House,
        SeededCoverage Coverage,
        int Priority
    );

    private sealed record SeededCoverage(bool? Country, string[]? Counties, string[]? Municipalities);

    private sealed record SeededNetwork(string Key, string Name, string Lead, string[] Members);
}
