using System.Threading.Tasks;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Topics;

public sealed class FindTopicsTests(TestHost host) : IClassFixture<TestHost>
{
    [Theory]
    [InlineData("sorg", "grief")]
    [InlineData("SORG", "grief")]
    [InlineData("sorggruppe", "grief")]
    [InlineData("sorggrupe", "grief")]
    [InlineData("nedstemt", "depression")]
    [InlineData("alkoholiker i familien", "next-of-kin-addiction")]
    [InlineData("gruppe for utbrente", "burnout-and-stress")]
    [InlineData("mista mannen min", "loss-of-partner")]
    [InlineData("angst", "anxiety")]
    [InlineData("kreftgruppe", "cancer")]
    [InlineData("ensomhet", "loneliness")]
    [InlineData("skilsmisse", "divorce")]
    [InlineData("lonely", "loneliness")]
    public async Task A_topic_is_found_by_what_people_type(string typed, string expected)
    {
        var answer = await host.Anyone.GetJsonAsync($"/v1/topics?q={System.Uri.EscapeDataString(typed)}");

        Assert.Equal(expected, answer.GetProperty("items")[0].Text("topic"));
    }

    [Fact]
    public async Task Without_a_word_all_topics_come_as_a_tree()
    {
        var answer = await host.Anyone.GetJsonAsync("/v1/topics?lang=nn");

        Assert.Contains(
            answer.GetProperty("items").EnumerateArray(),
            topic => topic.GetProperty("children").GetArrayLength() > 0
        );
    }
}
