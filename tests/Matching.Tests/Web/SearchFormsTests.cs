using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FsCheck;
using FsCheck.Fluent;
using Matching.Tests.Groups;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Web;

public sealed class SearchFormsTests(TestHost host) : IClassFixture<TestHost>
{
    // Also what is refused: the answers must be the same then too.
    private static readonly Dictionary<string, (string Name, bool IsList, JsonNode[] Values)[]> Members = new(
        StringComparer.Ordinal
    )
    {
        ["topics"] = [("q", false, ["sorg", "sorggruppe", "angts", "x"]), ("lang", false, ["nb", "se", "fr"])],
        ["places"] = [("q", false, ["drammen", "Bo", "3015", "æ", "nes"]), ("limit", false, [1, 3, 0, 1000])],
        ["responsible"] =
        [
            ("place", false, ["municipality:3301", "postal-code:1305", "municipality:9999"]),
            ("near", false, ["10.2,59.7", "59.7,10.2"]),
            ("topic", true, ["grief", "anxiety", "nothing"]),
        ],
        ["groups"] =
        [
            ("topic", true, ["grief", "across-topics", "nothing"]),
            ("place", false, ["municipality:3301", "county:56", "postal-code:1305"]),
            ("near", false, ["10.2,59.7", "30.05,69.73"]),
            ("radiusKm", false, [50, 2000, 0.5]),
            ("meeting", true, ["in-person", "hybrid", "digital", "nowhere"]),
            ("weekday", true, ["mo", "tu"]),
            ("language", true, ["nb", "se"]),
            ("state", true, ["open", "forming", "paused"]),
            ("limit", false, [1, 7, 100]),
        ],
        ["groups/map"] =
        [
            ("topic", true, ["grief", "across-topics", "nothing"]),
            ("place", false, ["municipality:3301", "county:56", "postal-code:1305"]),
            ("near", false, ["10.2,59.7", "30.05,69.73"]),
            ("radiusKm", false, [50, 2000, 0.5]),
            ("meeting", true, ["in-person", "hybrid", "digital", "nowhere"]),
            ("weekday", true, ["mo", "tu"]),
            ("state", true, ["open", "forming", "paused"]),
            ("zoom", false, [0, 1, 3, 6, 7]),
        ],
    };

    [Theory]
    [InlineData("topics")]
    [InlineData("places")]
    [InlineData("responsible")]
    [InlineData("groups")]
    [InlineData("groups/map")]
    public async Task What_is_asked_by_POST_is_answered_as_by_GET(string what)
    {
        await host.FillAsync(GroupsInBulk.Points(5, 60));
        await host.SqlAsync(
            $"""
            update groups set weekday = case when number % 2 = 0 then 'mo' else 'tu' end,
                   topics = case when number % 3 = 0 then array(select id from topics where slug = 'grief') else topics end,
                   form = case when number % 4 = 0 then 'digital' else form end
            """
        );
        var good = 0;

        Always.Holds(
            QuestionOf(what),
            question =>
            {
                // FsCheck knows no tasks.
                var (get, post) = AskAsync(what, question).GetAwaiter().GetResult();
                Assert.Equal(get.Status, post.Status);
                Assert.Equal(get.Text, post.Text);
                good += get.Status == HttpStatusCode.OK ? 1 : 0;
            },
            count: 150
        );

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{what}: {good} of 150 questions were answered, the others refused"
        );
        Assert.InRange(good, 10, 150);
    }

    [Fact]
    public async Task A_search_by_POST_goes_on_where_one_by_GET_ended()
    {
        await host.FillAsync(GroupsInBulk.Points(6, 5));
        var first = await host.Anyone.GetJsonAsync("/v1/groups?near=10.2,59.7&limit=3");

        var second = await host.Anyone.PostJsonAsync(
            "/v1/groups/search",
            new { near = "10.2,59.7", cursor = first.Text("nextCursor") },
            HttpStatusCode.OK
        );

        Assert.Equal(2, second.GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("topics")]
    [InlineData("places")]
    [InlineData("responsible")]
    [InlineData("groups")]
    [InlineData("groups/map")]
    public async Task What_is_asked_by_POST_is_kept_by_no_cache(string what)
    {
        using var answer = await host.Anyone.SendTextAsync(
            HttpMethod.Post,
            $"/v1/{what}/search",
            what == "places" ? """{"q":"nes"}"""
                : what == "topics" ? "{}"
                : """{"place":"municipality:3301"}"""
        );

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        Assert.Null(answer.Headers.ETag);
    }

    private static Gen<JsonObject> QuestionOf(string what) =>
        from chosen in Gen.SubListOf(Members[what])
        from values in Gen.CollectToList(
            chosen,
            member =>
                member.IsList
                    ? Gen.SubListOf(member.Values).Select(JsonNode? (some) => new JsonArray([.. some.Select(Copy)]))
                    : Gen.Elements(member.Values).Select(Copy)
        )
        select new JsonObject(chosen.Zip(values, (member, value) => KeyValuePair.Create(member.Name, Copy(value!))));

    private static JsonNode? Copy(JsonNode value) => value.DeepClone();

    private async Task<((HttpStatusCode Status, string Text) Get, (HttpStatusCode Status, string Text) Post)> AskAsync(
        string what,
        JsonObject question
    )
    {
        var query = question.SelectMany(member =>
            (member.Value as JsonArray ?? [Copy(member.Value!)]).Select(value =>
                $"{member.Key}={Uri.EscapeDataString(value!.ToString())}"
            )
        );
        var ct = TestContext.Current.CancellationToken;
        using var get = await host.Anyone.GetAsync($"/v1/{what}?{string.Join('&', query)}", ct);
        using var post = await host.Anyone.SendTextAsync(
            HttpMethod.Post,
            $"/v1/{what}/search",
            question.ToJsonString(new JsonSerializerOptions())
        );
        return (
            (get.StatusCode, await get.Content.ReadAsStringAsync(ct)),
            (post.StatusCode, await post.Content.ReadAsStringAsync(ct))
        );
    }
}
