using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using CsvHelper;
using Matching.Database;
using Xunit;

namespace Matching.Tests.Support;

/// <summary>
/// What no mail may hold: a word of any topic, the name of any place, a count, or anything that belongs to one
/// registration.
/// </summary>
public static class Neutral
{
    private static readonly IReadOnlyList<string> Forbidden =
    [
        .. Topics().Concat(Places()).Distinct(StringComparer.OrdinalIgnoreCase),
    ];

    // All there is of headers: what another one says must first be thought about.
    private static readonly string[] Headers =
    [
        "auto-submitted",
        "content-transfer-encoding",
        "content-type",
        "date",
        "from",
        "message-id",
        "mime-version",
        "subject",
        "to",
    ];

    /// <summary>Fails where a mail says more than that there is something new and where to read it.</summary>
    /// <param name="particulars">Receipt, ids and the like, which must not be found even as a part of
    /// something.</param>
    public static void Check(CaughtMail mail, params IEnumerable<string> particulars)
    {
        Assert.Equal(
            Headers,
            mail.Headers.Select(header => header[0].ToLowerInvariant()).Order(StringComparer.Ordinal)
        );
        Assert.DoesNotMatch(
            "[0-9]",
            string.Join(' ', mail.Text.Split().Where(word => !word.StartsWith("http", StringComparison.Ordinal)))
                + mail.Subject
        );
        var everything = string.Join('\n', [mail.Subject, mail.Text, .. mail.Headers.Select(header => header[1])]);
        Assert.All(
            particulars,
            one =>
            {
                Assert.DoesNotContain(one, everything, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain(
                    one.Replace("-", string.Empty, StringComparison.Ordinal),
                    everything,
                    StringComparison.OrdinalIgnoreCase
                );
            }
        );
        Assert.Equal([], Forbidden.Where(word => Holds(everything, word)));
    }

    /// <summary>Whether a text holds a word as a whole one.</summary>
    internal static bool Holds(string text, string word)
    {
        for (
            var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase);
            at >= 0;
            at = text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase)
        )
        {
            if (
                (at == 0 || !char.IsLetterOrDigit(text[at - 1]))
                && (at + word.Length == text.Length || !char.IsLetterOrDigit(text[at + word.Length]))
            )
            {
                return true;
            }
        }

        return false;
    }

    // Slugs, names and all that people type, in every language.
    private static IEnumerable<string> Topics()
    {
        using var seed = JsonDocument.Parse(Scripts.Read("seed/topics.json"));
        return
        [
            .. from topic in seed.RootElement.GetProperty("topics").EnumerateArray()
            from word in topic
                .GetProperty("names")
                .EnumerateObject()
                .Select(name => name.Value.GetString()!)
                .Concat(
                    topic
                        .GetProperty("synonyms")
                        .EnumerateObject()
                        .SelectMany(words => words.Value.EnumerateArray().Select(word => word.GetString()!))
                )
                .Append(topic.GetProperty("slug").GetString()!)
            select word,
        ];
    }

    // Names in every language, codes, and the numbers of municipalities. Other numbers are looked for as digits.
    private static IEnumerable<string> Places()
    {
        using var csv = CsvReader.FromText(Scripts.Read("seed/places.csv"), CsvReaderOptions.Default);
        while (csv.Read())
        {
            var code = csv.GetString("code");
            yield return code;
            if (code.StartsWith("municipality:", StringComparison.Ordinal))
            {
                yield return code["municipality:".Length..];
            }

            foreach (
                var name in csv.GetString("names")
                    .Split('|', StringSplitOptions.RemoveEmptyEntries)
                    .Append(csv.GetString("name"))
            )
            {
                yield return name;
            }
        }
    }
}
