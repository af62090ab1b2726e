using System.Collections.Generic;
using System.Linq;

namespace Matching.Imports;

/// <summary>The words that people write for the codes of the contract; the first of each is the template's.</summary>
public sealed class CodeWords<T>
    where T : struct
{
    private readonly Dictionary<string, T> _known = [];
    private readonly Dictionary<T, string> _names = [];

    /// <param name="words">Each value with its code first, then the words for it.</param>
    public CodeWords(params (T Value, string[] Words)[] words)
    {
        foreach (var (value, all) in words)
        {
            _names[value] = all[0];
            foreach (var word in all)
            {
                _known[Folded.Of(word)] = value;
            }
        }

        Form =
            "write one of: "
            + string.Join(", ", words.Select(word => string.Join(" or ", word.Words.Take(2).Distinct())));
    }

    /// <summary>What can be written, for a reason or a help.</summary>
    public string Form { get; }

    /// <summary>What a word means.</summary>
    public T? Find(string word) => _known.TryGetValue(Folded.Of(word), out var value) ? value : null;

    /// <summary>The code of a value.</summary>
    public string Of(T value) => _names[value];
}
