using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Npgsql;

namespace Matching.Topics;

/// <summary>
/// Loads <c>db/seed/topics.json</c>: the prevalence classes, and the topics with their names and what people type for
/// them.
/// </summary>
public static class SeedTopics
{
    public static async Task LoadAsync(NpgsqlConnection connection, string text, CancellationToken ct)
    {
        var seed = JsonSerializer.Deserialize<File>(text, JsonSerializerOptions.Web)!;
        var ids = seed.Topics.ToDictionary(topic => topic.Slug, topic => topic.Id);
        foreach (var known in seed.PrevalenceClasses)
        {
            await connection.ExecuteAsync(
                """
                insert into prevalence_classes (id, share, source) values ($1, $2, $3)
                on conflict (id) do update set (share, source) = (excluded.share, excluded.source)
                """,
                ct,
                known.Id,
                known.Share,
                known.Source
            );
        }

        // Parents come first in the file's tree, but not always in the file.
        foreach (var topic in seed.Topics.OrderBy(topic => topic.Parent is not null))
        {
            await connection.ExecuteAsync(
                """
                insert into topics (id, slug, parent, prevalence_class, prevalence_source) values ($1, $2, $3, $4, $5)
                on conflict (id) do update
                set (slug, parent, prevalence_class, prevalence_source) =
                    (excluded.slug, excluded.parent, excluded.prevalence_class, excluded.prevalence_source)
                """,
                ct,
                topic.Id,
                topic.Slug,
                topic.Parent is null ? System.DBNull.Value : ids[topic.Parent],
                topic.PrevalenceClass,
                topic.PrevalenceSource
            );
            await connection.ExecuteAsync("delete from topic_names where topic = $1", ct, topic.Id);
            await connection.ExecuteAsync("delete from topic_terms where topic = $1", ct, topic.Id);
            foreach (var (language, name) in topic.Names)
            {
                await connection.ExecuteAsync(
                    "insert into topic_names (topic, language, name) values ($1, $2, $3)",
                    ct,
                    topic.Id,
                    language,
                    name
                );
            }

            // A language may have words for a topic that has no name in it.
            foreach (var (language, synonyms) in topic.Synonyms)
            {
                IEnumerable<string> name = topic.Names.TryGetValue(language, out var one)
                    ? [one.ToLowerInvariant()]
                    : [];
                await connection.ExecuteAsync(
                    "insert into topic_terms (topic, language, term) select $1, $2, unnest($3)",
                    ct,
                    topic.Id,
                    language,
                    synonyms.Union(name).ToArray()
                );
            }
        }

        await connection.ExecuteAsync("analyze topic_terms", ct);
    }

    private sealed record File(IReadOnlyList<Prevalence> PrevalenceClasses, IReadOnlyList<SeededTopic> Topics);

    private sealed record Prevalence(string Id, double Share, string Source);

    private sealed record SeededTopic(
        short Id,
        string Slug,
        string? Parent,
        string PrevalenceClass,
        string PrevalenceSource,
        IReadOnlyDictionary<string, string> Names,
        IReadOnlyDictionary<string, string[]> Synonyms
    );
}
