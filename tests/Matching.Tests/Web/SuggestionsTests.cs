using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Web;

/// <summary>What people type for topics and places, on what a fresh clone knows.</summary>
public sealed class SuggestionsTests(TestHost host, ITestOutputHelper output) : IClassFixture<TestHost>
{
    private const int Fewest = 150;

    [Fact]
    public async Task What_is_meant_comes_first()
    {
        var wrong = new List<string>();
        var rows = Suggestion.All().ToList();
        foreach (var row in rows)
        {
            var found = Codes(row, await host.Anyone.GetJsonAsync(Address(row)));
            if (!row.IsMet(found is [var first, ..] ? first : null))
            {
                wrong.Add($"{row.Kind} «{row.Typed}»: not {row.Expected} but {string.Join(", ", found.Take(3))}");
            }
        }

        output.WriteLine($"{rows.Count - wrong.Count} of {rows.Count} are right.");
        Assert.True(rows.Count >= Fewest);
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task What_stands_in_no_address_is_answered_alike()
    {
        foreach (var row in Suggestion.All())
        {
            var read = await host.Anyone.GetJsonAsync(Address(row));
            var searched = await host.Anyone.PostJsonAsync(
                $"/v1/{row.Kind}s/search",
                new { q = row.Typed },
                HttpStatusCode.OK
            );

            Assert.Equal(Codes(row, read), Codes(row, searched));
        }
    }

    private static string Address(Suggestion row) => $"/v1/{row.Kind}s?q={Uri.EscapeDataString(row.Typed)}";

    private static IReadOnlyList<string> Codes(Suggestion row, JsonElement answer) =>
        [.. answer.GetProperty("items").EnumerateArray().Select(item => item.Text(row.Kind))];
}
