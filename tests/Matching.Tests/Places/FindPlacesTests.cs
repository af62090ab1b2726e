using System.Linq;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Places;

public sealed class FindPlacesTests(TestHost host) : IClassFixture<TestHost>
{
    [Theory]
    [InlineData("Drammen", "municipality:3301")]
    [InlineData("drammen", "municipality:3301")]
    [InlineData("Ålesund", "municipality:1508")]
    [InlineData("Aalesund", "municipality:1508")]
    [InlineData("Alesund", "municipality:1508")]
    [InlineData("tromso", "municipality:5501")]
    [InlineData("Tromsoe", "municipality:5501")]
    [InlineData("Kárášjohka", "municipality:5610")]
    [InlineData("Karasjohka", "municipality:5610")]
    [InlineData("Karasjok", "municipality:5610")]
    [InlineData("0150", "postal-code:0150")]
    [InlineData("Kristians", "municipality:4204")]
    [InlineData("Tronheim", "municipality:5001")]
    [InlineData("Nore og Uvdal", "municipality:3338")]
    public async Task A_place_is_found_however_it_is_spelt(string typed, string expected)
    {
        var answer = await host.Anyone.GetJsonAsync($"/v1/places?q={System.Uri.EscapeDataString(typed)}");

        Assert.Equal(expected, answer.GetProperty("items")[0].Text("place"));
    }

    [Fact]
    public async Task Of_two_places_with_one_name_the_larger_comes_first()
    {
        var answer = await host.Anyone.GetJsonAsync("/v1/places?q=Her%C3%B8y");
        var codes = answer.GetProperty("items").EnumerateArray().Select(item => item.Text("place")).Take(2);

        Assert.Equal(["municipality:1515", "municipality:1818"], codes);
    }

    [Fact]
    public async Task Svalbard_has_postal_codes_and_no_county()
    {
        var place = (await host.Anyone.GetJsonAsync("/v1/places?q=9170")).GetProperty("items")[0];

        Assert.Equal("2100", place.Text("municipality"));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, place.GetProperty("county").ValueKind);
    }
}
