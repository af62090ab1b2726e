using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Seeking;

/// <summary>What the search says of what was typed.</summary>
public sealed class SeekGroupsTests(TestHost host) : IClassFixture<TestHost>
{
    private const string InDanger = "Er du eller noen andre i fare?";

    [Theory]
    [InlineData(
        "hjerteinfarkt",
        "Nedre Eiker",
        "Vi søkte på Kronisk sykdom og smerte.",
        "Vi søkte fra Drammen kommune."
    )]
    [InlineData("utbrendt", "Lofoten", "Vi søkte på Utbrenthet og stress.", "Vi søkte fra Vågan kommune.")]
    public async Task What_was_taken_for_something_else_is_told_also_where_nothing_else_could_be_meant(
        string topic,
        string place,
        params string[] told
    )
    {
        var page = await SeekAsync(topic, place);

        Assert.All(told, sentence => Assert.Contains(sentence, page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Kronisk sykdom og smerte", "Nesbyen kommune")]
    [InlineData("kronisk sykdom og smerte", "nesbyen kommune")]
    [InlineData("chronic-illness-and-pain", "municipality:3322")]
    public async Task What_it_is_called_needs_no_telling(string topic, string place)
    {
        var page = await SeekAsync(topic, place);

        Assert.Contains("value=\"Nesbyen kommune\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Vi søkte", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("selvmordstanker")]
    [InlineData("orker ikke leve lenger")]
    [InlineData("mannen min slår meg")]
    [InlineData("jeg vil dø asdfgh")]
    public async Task Who_types_words_of_danger_is_shown_whom_to_call_before_what_was_found(string topic)
    {
        var page = await SeekAsync(topic, "Drammen kommune");

        var help = page.IndexOf(InDanger, StringComparison.Ordinal);
        Assert.InRange(help, 0, page.IndexOf("id=\"near\"", StringComparison.Ordinal));
        Assert.Contains("tel:113", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_types_no_such_words_is_not() =>
        Assert.DoesNotContain(InDanger, await SeekAsync("ensomhet", "Drammen kommune"), StringComparison.Ordinal);

    private async Task<string> SeekAsync(string topic, string place)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/")
        {
            Content = new FormUrlEncodedContent(
                new Dictionary<string, string> { ["topic"] = topic, ["place"] = place }
            ),
        };
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        using var answer = await host.Anyone.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
