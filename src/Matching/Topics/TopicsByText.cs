using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Web;

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
        var search = await names.SearchAsync(db, ct);
        var asked = texts.Distinct(StringComparer.Ordinal).ToArray();
        var slugs = topics.Values.ToDictionary(topic => topic.Slug, topic => topic.Slug, StringComparer.Ordinal);
        foreach (var text in asked)
        {
            if (search.Named(text).ToList() is [var only])
            {
                slugs.TryAdd(text, only.Slug);
            }
        }

        var alike = asked
            .Where(text => !slugs.ContainsKey(text))
            .Take(MostSuggestions)
            .SelectMany(text => search.Find(text).Take(1), (text, topic) => (Text: text, Topic: topic))
            .ToDictionary(found => found.Text, found => found.Topic.Name("nb"), StringComparer.Ordinal);
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
}
