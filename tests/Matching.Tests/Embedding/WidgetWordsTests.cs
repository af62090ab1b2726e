using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using Matching.Embedding;
using Matching.Tests.Fences;
using Xunit;

namespace Matching.Tests.Embedding;

/// <summary>What the widget says, and what the page at <c>/embed</c> says of it, compared with its source.</summary>
public sealed partial class WidgetWordsTests
{
    private static readonly string Folder = Path.Combine(Committed.Root(), "src/Matching/Embedding");
    private static readonly string Source = string.Concat(
        Directory.EnumerateFiles(Folder, "*.js").Select(File.ReadAllText)
    );
    private static readonly string Style = File.ReadAllText(Path.Combine(Folder, "widget.css"));
    private static readonly Dictionary<string, Dictionary<string, string>> Words = JsonSerializer.Deserialize<
        Dictionary<string, Dictionary<string, string>>
    >(File.ReadAllText(Path.Combine(Folder, "words.json")))!;

    [Fact]
    public void Every_text_is_there_in_bokmål_nynorsk_and_English_with_the_same_gaps() =>
        Assert.All(
            Words,
            text =>
            {
                Assert.Empty(new[] { "nb", "nn", "en" }.Except(text.Value.Keys));
                Assert.Empty(text.Value.Keys.Except(["nb", "nn", "en", "se"]));
                Assert.Single(
                    text.Value.Values.Select(words =>
                            string.Join(',', Gap().Matches(words).Select(gap => gap.Value).Order())
                        )
                        .Distinct()
                );
                Assert.DoesNotContain("", text.Value.Values);
            }
        );

    [Fact]
    public void Every_text_that_is_said_is_there_and_no_other()
    {
        var named = Said().Matches(Source).Select(match => match.Groups["key"].Value);
        var counted = Counted()
            .Matches(Source)
            .SelectMany(match => match.Groups["key"].Captures)
            .SelectMany(key => new[] { $"{key.Value}-one", $"{key.Value}-many" });
        string[] together =
        [
            .. new[] { "in-person", "digital", "telephone" }.Select(code => $"meeting-{code}"),
            .. new[] { "digital", "hybrid", "telephone" }.Select(code => $"form-{code}"),
            .. new[] { "refused", "offline", "busy", "wrong" }.Select(code => $"failed-{code}"),
            .. new[] { "near", "beyond", "digital" },
            .. new[] { "forming", "full" },
            .. new[] { "told-first-one", "told-first-many", "told-one", "told-many" },
        ];

        Assert.Equal(
            Words.Keys.Order(StringComparer.Ordinal),
            named.Concat(counted).Concat(together).Distinct().Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void What_the_page_promises_is_what_the_widget_knows()
    {
        var attributes = Source[Source.IndexOf("attributes = [", StringComparison.Ordinal)..];
        Assert.Equal(EmbedPage.Attributes, Quoted().Matches(attributes[..attributes.IndexOf(']')]).Select(Text));
        Assert.Equal(
            EmbedPage.Parts.Order(StringComparer.Ordinal),
            Part().Matches(Source).Select(Text).Distinct().Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            EmbedPage.Events.Order(StringComparer.Ordinal),
            Event().Matches(Source).Select(Text).Distinct().Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            EmbedPage.Variables.Order(StringComparer.Ordinal),
            Variable()
                .Matches(Style)
                .Select(Text)
                .Select(name => name.EndsWith("-dark", StringComparison.Ordinal) ? name[..^5] : name)
                .Distinct()
                .Order(StringComparer.Ordinal)
        );

        static string Text(Match match) => match.Groups["text"].Value;
    }

    [GeneratedRegex(@"\{\d\}", RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Gap();

    [GeneratedRegex(
        @"\b(text|say)\('(?<key>[a-z-]+)'",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking,
        1000
    )]
    private static partial Regex Said();

    [GeneratedRegex(@"\bcount\('(?<key>[a-z-]+)'", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Counted();

    [GeneratedRegex("'(?<text>[a-z-]+)'", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\bpart: '(?<text>[a-z]+)'", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Part();

    [GeneratedRegex(@"#announce\('(?<text>[a-z]+)'", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Event();

    [GeneratedRegex("--selvhjelp-(?<text>[a-z-]+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Variable();
}
