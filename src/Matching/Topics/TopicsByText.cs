using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Web;
using Microsoft.EntityFrameworkCore;

namespace Matching.Topics;

/// <summary>Topics as people write them in lists: by slug, by a name in any language, or by a synonym.</summary>
public sealed class TopicsByText
{
    private const int MostSuggestions = 100;

    private readonly Dictionary<string, string> _slugs;
    private readonly Dictionary<string, string> _alike;

    private TopicsByText(Dictionary<string, string> slugs, Dictionary<string, string> alike) =>
        (_slugs, _alike) = (slugs, alike);

    /// <summary>Finds what these texts can mean, all at once.</summary>
    public static async Task<TopicsByText> FindAsync(
        MatchingDb db,
        TopicNames names,
        IEnumerable<string> texts,
        CancellationToken ct
    )
    {
        var topics = await names.AllAsync(db, ct);
        var asked = texts.Distinct(StringComparer.Ordinal).ToArray();
        var terms = await db
            .Database.SqlQuery<Found>(
                $"""
                select asked.text as "Text", min(t.topic)::smallint as "Topic"
                from unnest({asked}) as asked (text) join topic_terms t on t.folded = fold(asked.text)
                group by asked.text
                having count(distinct t.topic) = 1
                """
            )
            .ToListAsync(ct);
        var slugs = terms.ToDictionary(row => row.Text, row => topics[row.Topic].Slug, StringComparer.Ordinal);
        foreach (var topic in topics.Values)
        {
            slugs[topic.Slug] = topic.Slug;
        }

        var unknown = asked.Where(text => !slugs.ContainsKey(text)).Take(MostSuggestions).ToArray();
        var alike = await db
            .Database.SqlQuery<Found>(
                $"""
                select asked.text as "Text", f.topic as "Topic"
                from unnest({unknown}) as asked (text)
                cross join lateral (
                    select topic from find_topics(asked.text) order by rank, alike desc, topic limit 1) f
                """
            )
            .ToDictionaryAsync(row => row.Text, row => topics[row.Topic].Name("nb"), StringComparer.Ordinal, ct);
        return new(slugs, alike);
    }

    /// <summary>The slugs of topics, in their order.</summary>
    public Outcome<string[]> Slugs(IReadOnlyList<string> texts, string field) =>
        texts.FirstOrDefault(text => !_slugs.ContainsKey(text)) is { } unknown
            ? Problems.TopicUnknown.At(
                field,
                "there is no such topic"
                    + (_alike.TryGetValue(unknown, out var alike) ? $"; did you mean \"{alike}\"?" : "")
            )
            : texts.Select(text => _slugs[text]).Distinct(StringComparer.Ordinal).ToArray();

    private sealed record Found(string Text, short Topic);
}
