using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;

namespace Matching.Topics;

/// <summary>
/// Topics by what people type. Each word of it is compared with each word of what a topic is called; what counts is
/// how much of the question a name or synonym covers, how much of that name is covered, and how much its words tell. A
/// word that stands beside many others means nothing by itself, and to look like a word of a grave topic is not enough.
/// The last word may not be typed to its end. All of it is in memory: there are some dozen topics, called by some
/// thousand names.
/// </summary>
internal sealed class TopicSearch
{
    private const double ForName = 1.05;
    private const double ForOtherSynonyms = 0.2;
    private const double LeastOfGuesses = 0.5;
    private const double LeastTold = 0.5;
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
                (
                    topic.Topic,
                    Score: readings.Select(reading => Score(reading, topic.Topic, topic.Phrases)).DefaultIfEmpty().Max()
                )
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
            select new Phrase(
                words,
                words.Sum(_words.Weight),
                call.IsName,
                Places(words, _words.Means),
                Places(words, _words.SaysSomething) is > 0 and var saying ? saying : Places(words, _ => true)
            ),
        ];

    private static long Places(int[] words, Func<int, bool> those) =>
        words.Index().Where(word => those(word.Item)).Aggregate(0L, (places, word) => places | (1L << word.Index));

    private double Score(AskedWord[] asked, NamedTopic topic, Phrase[] phrases)
    {
        var all = asked.Sum(word => word.Weight);
        var anywhere = new double[asked.Length];
        var fits = Array.ConvertAll(phrases, phrase => Fit(asked, phrase, Vocabulary.IsGrave(topic.Slug), anywhere));
        // Whoever says much says it in words of several synonyms. Where most of what she says is not known here, only a
        // whole name or synonym tells what it is about.
        var told = asked.Zip(anywhere, (word, likeness) => word.SaysNothing ? 0 : word.Weight * likeness).Sum();
        var isTold = told > LeastTold * all || Array.TrueForAll(asked, word => word.SaysNothing);
        var best = fits.Where(fit => isTold || fit.IsSure).Select(fit => fit.Score).DefaultIfEmpty().Max();
        return best == 0 || (anywhere.Max() < Likeness.LeastSure && told < LeastOfGuesses * all)
            ? 0
            : (best + (ForOtherSynonyms * told)) / all;
    }

    // How well a phrase fits, and whether it surely is what is meant, whatever else is said. A common word fits nothing
    // by itself: what the phrase says must stand there, and more than half of it («leve» is not yet «vil ikke leve»).
    private (double Score, bool IsSure) Fit(AskedWord[] asked, Phrase phrase, bool isGrave, double[] anywhere)
    {
        var (ofAsked, ofPhrase, taken, sure) = (0.0, 0.0, 0L, 0L);
        for (var i = 0; i < asked.Length; i++)
        {
            var (likeness, place) = asked[i].In(phrase.Words, taken, isGrave);
            if (likeness > 0)
            {
                taken |= 1L << place;
                sure |= likeness >= Likeness.LeastSure ? 1L << place : 0;
                ofAsked += asked[i].Weight * likeness;
                ofPhrase += _words.Weight(phrase.Words[place]) * likeness;
                anywhere[i] = Math.Max(anywhere[i], likeness);
            }
        }

        var means = (taken & phrase.Meaning) != 0;
        var isMost = 2 * BitOperations.PopCount((ulong)taken) > phrase.Words.Length;
        return means || (isMost && (taken & phrase.Saying) == phrase.Saying)
            ? (
                (phrase.IsName ? ForName : 1) * ofAsked * Math.Sqrt(ofPhrase / phrase.Weight),
                means && (sure & phrase.Saying) == phrase.Saying
            )
            : default;
    }

    /// <summary>A name or synonym.</summary>
    /// <param name="Words">The numbers of its words.</param>
    /// <param name="Weight">How much they tell together.</param>
    /// <param name="Meaning">A bit for the place of each word that means the topic by itself.</param>
    /// <param name="Saying">A bit for the place of each word that says something; of all where none does.</param>
    private sealed record Phrase(int[] Words, double Weight, bool IsName, long Meaning, long Saying);
}
