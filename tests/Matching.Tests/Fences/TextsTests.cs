using System.Linq;
using System.Text.RegularExpressions;
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

    [GeneratedRegex(@"\{\d\}", RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Gap();
}
