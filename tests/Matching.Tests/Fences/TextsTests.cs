using System;
using System.Linq;
using System.Text.RegularExpressions;
using Matching.Interests;
using Matching.Web;
using Xunit;

namespace Matching.Tests.Fences;

public sealed partial class TextsTests
{
    [Fact]
    public void Every_text_is_there_in_bokmål_nynorsk_and_English_with_the_same_gaps()
    {
        Assert.NotEmpty(Texts.Everything);
        Assert.All(
            Texts.Everything,
            text =>
            {
                Assert.All(
                    ["nb", "nn", "en"],
                    language =>
                        Assert.True(
                            text.Languages.ContainsKey(language),
                            $"{text.Module} {text.Code} has no {language}"
                        )
                );
                Assert.Single(
                    text.Languages.Values.Select(words =>
                            string.Join(',', Gap().Matches(words).Select(gap => gap.Value).Order())
                        )
                        .Distinct()
                );
            }
        );
    }

    [Fact]
    public void Nothing_of_some_length_was_left_untranslated()
    {
        Assert.Empty(
            from text in Texts.Everything
            let words = text.Languages
            where
                (Words(words["nb"]) > 9 && words["nb"] == words["nn"])
                || (Words(words["nb"]) > 4 && words["nb"] == words["en"])
            select $"{text.Module} {text.Code}: {words["nb"]}"
        );
    }

    [Fact]
    public void No_sentence_that_somebody_who_seeks_reads_has_more_than_twenty_words()
    {
        var read = Texts
            .Everything.Where(text => text.Module is "Seeking" or "Interests")
            .SelectMany(text => text.Languages.Values)
            .Concat(Consents.Execute().Value!.Texts.Values);
        var sentences = read.SelectMany(words => Sentence().Split(words)).ToList();
        Assert.True(sentences.Count > 500);
        Assert.DoesNotContain(sentences, sentence => Words(sentence) > 20);
    }

    private static int Words(string text) =>
        text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Count(word => word.Any(char.IsLetter));

    [GeneratedRegex(@"[.!?:]\s+|\n+", RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\{\d\}", RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Gap();
}
