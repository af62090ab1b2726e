using System.Net;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Bodies;

public sealed class FindResponsibleTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task The_answer_names_the_body_the_reason_and_the_chain()
    {
        var answer = await host.Anyone.GetJsonAsync("/v1/responsible?place=municipality:3301&topic=grief");

        var body = answer.GetProperty("responsible");
        Assert.Equal("Drammen kommune", body.Text("name"));
        Assert.Equal("contact-point", body.Text("kind"));
        Assert.Equal("active", body.Text("state"));
        Assert.Equal("3301", body.GetProperty("municipalities")[0].GetString());
        Assert.Equal("contact-point-covers", answer.GetProperty("because").Code());
        Assert.Equal(3, answer.GetProperty("chain").GetArrayLength());
    }

    [Theory]
    [InlineData("nb", "Kontaktpunktet svarer for dette stedet.")]
    [InlineData("nn", "Kontaktpunktet svarer for denne staden.")]
    [InlineData("en", "The contact point answers for this place.")]
    [InlineData("se", "Kontaktpunktet svarer for dette stedet.")]
    public async Task The_reason_is_said_in_the_language_of_the_reader(string language, string expected)
    {
        using var request = new System.Net.Http.HttpRequestMessage(
            System.Net.Http.HttpMethod.Get,
            "/v1/responsible?place=municipality:3301"
        );
        request.Headers.Add("Accept-Language", language);
        var answer = await Json.ReadAsync(
            await host.Anyone.SendAsync(request, TestContext.Current.CancellationToken),
            HttpStatusCode.OK
        );

        Assert.Equal(expected, answer.GetProperty("because").Text("text"));
    }

    [Fact]
    public async Task A_rare_topic_in_a_small_municipality_goes_to_a_body_large_enough_to_hide_in()
    {
        var answer = await host.Anyone.PostJsonAsync(
            "/v1/responsible/search",
            new { place = "municipality:3431", topic = new[] { "grief-after-suicide" } },
            HttpStatusCode.OK
        );

        Assert.Equal("too-few-people", answer.GetProperty("chain")[0].GetProperty("passedOver").Code());
        Assert.Equal("district-office", answer.GetProperty("responsible").Text("kind"));
    }

    [Theory]
    [InlineData("", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("place=municipality:3301&near=10.2,59.7", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("place=drammen", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("place=municipality:3301&radius=3", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("place=municipality:0000", HttpStatusCode.UnprocessableEntity, "place-unknown")]
    [InlineData("place=municipality:3301&topic=nothing", HttpStatusCode.UnprocessableEntity, "topic-unknown")]
    [InlineData("near=59.7,10.2", HttpStatusCode.UnprocessableEntity, "coordinates-swapped")]
    [InlineData("near=2.35,48.85", HttpStatusCode.UnprocessableEntity, "outside-norway")]
    public async Task What_cannot_be_used_is_refused_with_its_reason(string query, HttpStatusCode status, string code)
    {
        var problem = await host.Anyone.GetJsonAsync("/v1/responsible?" + query, status);

        Assert.Equal(code, problem.Code());
    }

    [Fact]
    public async Task Text_that_a_database_cannot_hold_is_the_senders_error()
    {
        var answer = await host.Anyone.SendTextAsync(
            System.Net.Http.HttpMethod.Post,
            "/v1/responsible/search",
            """{ "place": "town:\u0000" }"""
        );

        Assert.Equal("invalid", (await Json.ReadAsync(answer, HttpStatusCode.BadRequest)).Code());
    }
}
