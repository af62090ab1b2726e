using System;
using System.Collections.Generic;
using System.Linq;

namespace Matching.Topics;

/// <summary>
/// Topics by what people type. Each word of it is compared with each word of what a topic is called; what counts is
/// how much of the question a name or synonym covers, how much of that name is covered, and how much its words tell.
/// The last word may not be typed to its end. All of it is in memory: there are some dozen topics, called by some
/// thousand names.
/// </summary>
internal sealed class TopicSearch
{
    private const double ForName = 1.05;
    private const double ForOtherSynonyms = 0.2;
    private const double LeastOfGuesses = 0.5;
    private const double LeastScore = 0.25;
    private const double LeastOfBest = 0.4;

    private readonly TopicWords _words;
    private readonly (NamedTopic Topic, Phrase[] Phrases)[] _topics;
    private readonly ILookup<string, NamedTopic> _named;

    /// <param name="topics">All that there are.</param>
    public TopicSearch(IReadOnlyCollection<NamedTopic> topics)
    {
        _words = new TopicWords(topics);
        _topics = [.. topics.Select(topic => (topic, Phrases(topic)))];
        _named = topics
            .SelectMany(topic => TopicWords.Calls(topic).Select(call => (Name: Folded(call.Text), topic)).Distinct())
            .ToLookup(call => call.Name, call => call.topic, StringComparer.Ordinal);
    }

    /// <summary>The topics that are called just so, but for case, accents and signs.</summary>
    public IEnumerable<NamedTopic> Named(string text) => _named[Folded(text)];

    /// <summary>The topics that a text may mean, best first; none where it means none.</summary>
    public IReadOnlyList<NamedTopic> Find(string text)
    {
        var readings = Reading.Of(text, _words);
        var found = _topics
            .Select(topic =>
                (topic.Topic, Score: readings.Select(reading => Score(reading, topic.Phrases)).DefaultIfEmpty().Max())
            )
            .Where(topic => topic.Score >= LeastScore)
            .OrderByDescending(topic => Math.Round(topic.Score, 6))
            .ThenByDescending(topic => topic.Topic.Prevalence)
            .ThenBy(topic => topic.Topic.Id)
            .ToList();
        return [.. found.TakeWhile(topic => topic.Score >= LeastOfBest * found[0].Score).Select(topic => topic.Topic)];
    }

    private static string Folded(string text) => string.Join(' ', Vocabulary.Words(text));

    private Phrase[] Phrases(NamedTopic topic) =>
        [
            .. from call in TopicWords.Calls(topic)
            let words = _words.Numbers(call.Text)
            where words.Length > 0
            select new Phrase(words, words.Sum(_words.Weight), call.IsName),
        ];

    private double Score(AskedWord[] asked, Phrase[] phrases)
    {
        var all = asked.Sum(word => word.Weight);
        var best = 0.0;
        var anywhere = new double[asked.Length];
        foreach (var phrase in phrases)
        {
            var (ofAsked, ofPhrase, taken) = (0.0, 0.0, 0L);
            for (var i = 0; i < asked.Length; i++)
            {
                var (likeness, place) = asked[i].In(phrase.Words, taken);
                if (likeness > 0)
                {
                    taken |= 1L << place;
                    ofAsked += asked[i].Weight * likeness;
                    ofPhrase += _words.Weight(phrase.Words[place]) * likeness;
                    anywhere[i] = Math.Max(anywhere[i], likeness);
                }
            }

            best = Math.Max(best, (phrase.IsName ? ForName : 1) * ofAsked / all * Math.Sqrt(ofPhrase / phrase.Weight));
        }

        // Whoever says much says it in words of several synonyms.
        var told = asked.Zip(anywhere, (word, likeness) => word.SaysNothing ? 0 : word.Weight * likeness).Sum();
        return anywhere.Max() < Likeness.LeastSure && told < LeastOfGuesses * all
            ? 0
            : best + (ForOtherSynonyms * told / all);
    }

    /// <summary>A name or synonym.</summary>
    /// <param name="Words">The numbers of its words.</param>
    /// <param name="Weight">How much they tell together.</param>
    private sealed record Phrase(int[] Words, double Weight, bool IsName);
}
