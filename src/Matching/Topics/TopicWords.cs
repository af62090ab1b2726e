using System;
using System.Collections.Generic;
using System.Linq;

namespace Matching.Topics;

/// <summary>
/// All words of what topics are called, each with what it tells: one that many topics share tells less, one that people
/// type about anything next to nothing.
/// </summary>
internal sealed class TopicWords
{
    private const double OfOneThatSaysNothing = 0.05;
    private const double LessWhereAllShareIt = 0.5;
    private const double WholeWordGoesOn = 0.8;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<Word> _words = [];
    private readonly double[] _weights;
    private readonly HashSet<string> _stems;

    public TopicWords(IReadOnlyCollection<NamedTopic> topics)
    {
        var sharing = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var topic in topics)
        {
            var words = Calls(topic).SelectMany(call => Vocabulary.Words(call.Text)).Distinct().ToList();
            foreach (var word in words.Where(word => _numbers.TryAdd(word, _words.Count)))
            {
                _words.Add(Vocabulary.Of(word));
            }

            foreach (var stem in words.Select(word => _words[_numbers[word]].Stem).Distinct())
            {
                sharing[stem] = sharing.GetValueOrDefault(stem) + 1;
            }
        }

        _weights =
        [
            .. _words.Select(word =>
                word.SaysNothing
                    ? OfOneThatSaysNothing
                    : 1 - (LessWhereAllShareIt * Math.Log(sharing[word.Stem]) / Math.Log(Math.Max(2, topics.Count)))
            ),
        ];
        _stems = [.. sharing.Keys];
    }

    /// <summary>All that a topic is called, in every language.</summary>
    public static IEnumerable<(string Text, bool IsName)> Calls(NamedTopic topic) =>
        topic
            .Names.Values.Select(name => (name, true))
            .Concat(topic.Synonyms.Values.SelectMany(synonyms => synonyms).Select(synonym => (synonym, false)));

    /// <summary>How much a word tells: at most 1.</summary>
    public double Weight(int number) => _weights[number];

    /// <summary>Whether a word means a topic by itself.</summary>
    public bool Means(int number) => _words[number] is { SaysNothing: false, SaysLittle: false };

    /// <summary>Whether a word says something, if only beside another.</summary>
    public bool SaysSomething(int number) => !_words[number].SaysNothing;

    /// <summary>The numbers of the words of what a topic is called.</summary>
    public int[] Numbers(string call) => [.. Vocabulary.Words(call).Select(word => _numbers[word])];

    public bool Has(string folded) => _numbers.ContainsKey(folded);

    /// <summary>Whether it is one of these words in some form.</summary>
    public bool HasForm(Word word) => word.Kin > 0 || _stems.Contains(word.Stem);

    /// <summary>What a typed word may mean.</summary>
    /// <param name="isBeingTyped">Whether letters may follow.</param>
    public AskedWord Ask(string text, bool isBeingTyped)
    {
        var typed = Vocabulary.Of(text);
        if (typed.IsOfNoTopic)
        {
            return new(1, SaysNothing: false, new Dictionary<int, double>(), new HashSet<int>());
        }

        // A word that is known is neither misspelt nor a compound of others.
        var isKnown = typed.SaysNothing || HasForm(typed);
        var meant = isKnown ? [(Word: typed, Likeness: 1.0)] : Misspelt(typed);
        var alike = new Dictionary<int, double>();
        var onlyLooks = new HashSet<int>();
        foreach (var (number, known) in _words.Index())
        {
            var (sure, looks) = (0.0, 0.0);
            foreach (var one in meant)
            {
                var likeness = one.Likeness * Likeness.Form(one.Word, known);
                looks = Math.Max(looks, likeness);
                sure = isKnown || !Likeness.OnlyLooksLike(typed, one.Word) ? Math.Max(sure, likeness) : sure;
            }

            if (isBeingTyped)
            {
                sure = Math.Max(sure, (isKnown ? WholeWordGoesOn : 1) * Likeness.Beginning(typed, known));
            }

            if (!isKnown && !known.SaysNothing)
            {
                sure = Math.Max(sure, Likeness.Part(typed.Text, known.Text));
                looks = Math.Max(looks, Likeness.MisspeltPart(typed.Text, known.Text));
                looks = Math.Max(looks, isBeingTyped ? Likeness.MisspeltBeginning(typed.Text, known.Text) : 0);
            }

            if (Math.Max(sure, looks) is > 0 and var most)
            {
                alike.Add(number, most);
                _ = sure > 0 || onlyLooks.Add(number);
            }
        }

        var weight =
            typed.SaysNothing ? OfOneThatSaysNothing
            : alike.Count == 0 ? 1
            : alike.Max(word => (word.Value, _weights[word.Key])).Item2;
        return new(weight, weight <= OfOneThatSaysNothing, alike, onlyLooks);
    }

    private List<(Word Word, double Likeness)> Misspelt(Word typed) =>
        [
            .. from known in _words
            let likeness = Likeness.Misspelt(typed, known)
            where likeness > 0
            select (known, likeness),
        ];
}
