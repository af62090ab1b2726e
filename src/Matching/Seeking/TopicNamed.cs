using System.Collections.Generic;
using System.Linq;
using Matching.Topics;
using Matching.Web;

namespace Matching.Seeking;

/// <summary>Topics by name, for the reader.</summary>
public sealed class TopicNamed(IReadOnlyDictionary<short, NamedTopic> all, Language language)
{
    private readonly Dictionary<string, NamedTopic> _bySlug = all.Values.ToDictionary(topic => topic.Slug);

    /// <summary>The name of a topic.</summary>
    public string Name(string slug) => _bySlug[slug].Name(language.Tag);

    /// <summary>The topics of the first level, with those below them.</summary>
    public IEnumerable<(Choice Topic, IReadOnlyList<Choice> Below)> Tree() =>
        all
            .Values.Where(topic => topic.Parent is null)
            .OrderBy(topic => topic.Id)
            .Select(topic =>
                (
                    Of(topic),
                    (IReadOnlyList<Choice>)
                        [.. all.Values.Where(below => below.Parent == topic.Id).OrderBy(below => below.Id).Select(Of)]
                )
            );

    /// <summary>The topic with its narrower and wider ones. Null: all groups.</summary>
    internal string[]? WithRelatives(string? slug)
    {
        if (slug is null or Topics.Topic.Across)
        {
            return null;
        }

        var topic = _bySlug[slug];
        return
        [
            slug,
            .. all
                .Values.Where(other => other.Parent == topic.Id || other.Id == topic.Parent)
                .Select(other => other.Slug),
        ];
    }

    private Choice Of(NamedTopic topic) => new(topic.Slug, topic.Name(language.Tag));
}
