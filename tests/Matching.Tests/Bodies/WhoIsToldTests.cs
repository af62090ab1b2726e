using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Places;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Bodies;

/// <summary>A case goes to the first body whose whole coverage holds the area that is kept and hides its
/// person.</summary>
public sealed class WhoIsToldTests(TestHost host, ITestOutputHelper output) : IClassFixture<TestHost>
{
    private static readonly DateOnly Today = new(2026, 11, 21);

    [Fact]
    public async Task For_every_municipality_and_class_of_topics_it_is_the_first_in_the_chain_that_holds_the_area_and_hides()
    {
        var told = new Dictionary<(double Share, string Because), int>();
        var matters = 0;
        await host.WithDbAsync(async db =>
        {
            var coverage = await CoverageAsync();
            var adults = await db
                .Places.Where(place => place.Kind == PlaceKind.Municipality)
                .ToDictionaryAsync(place => place.Municipality!, place => (long)(place.Adults ?? 0));
            var kinds = await db.Bodies.ToDictionaryAsync(body => body.Id, body => body.Kind);
            foreach (var place in await db.Places.Where(place => place.Kind == PlaceKind.Municipality).ToListAsync())
            foreach (var share in new[] { 1, 0.1, 0.03, 0.01, 0.002 })
            {
                var area = await Area.ToKeepAsync(db, place, share, tellLocal: false, default);
                var (route, nearest) = await Routing.FromPlaceAsync(
                    db,
                    place.Code,
                    area.Code,
                    [],
                    share,
                    Today,
                    default
                );
                var registered = await Routing.FindAsync(db, area.Code, [], share, Today, default);

                Assert.Equal(registered.Body, route.Body);
                Assert.Equal(route.Chain.First(link => link.PassedOver is null).Body, route.Body);
                foreach (
                    var link in route.Chain.Where(link => link.Because.EndsWith("-covers", StringComparison.Ordinal))
                )
                {
                    var covered = coverage[link.Body].ToHashSet();
                    var holds = area.Municipalities.All(covered.Contains);
                    var hides = await HidesAsync(db, covered, share);
                    Assert.Equal(holds && hides, link.PassedOver is null);
                    Assert.True(link.PassedOver is null or "too-few-people");
                }

                // Nobody who covers the place is left out of the chain.
                Assert.Empty(
                    coverage
                        .Where(body => body.Contains(place.Municipality!) && kinds[body.Key] != BodyKind.NationalOffice)
                        .Select(body => body.Key)
                        .Except(route.Chain.Select(link => link.Body))
                );
                told[(share, route.Because)] = told.GetValueOrDefault((share, route.Because)) + 1;
                matters += nearest == route.Body ? 0 : 1;
            }

            return 0;

            async Task<ILookup<Guid, string>> CoverageAsync() =>
                (await db.Coverage.InForce(Today).ToListAsync()).ToLookup(row => row.Body, row => row.Municipality);
        });

        foreach (var row in told.OrderByDescending(row => row.Key.Share).ThenBy(row => row.Key.Because))
        {
            output.WriteLine($"share {row.Key.Share, 6}  {row.Key.Because, -25}{row.Value, 5}");
        }

        output.WriteLine($"For {matters} of {told.Values.Sum()} it matters whether the nearest may know.");
    }

    [Fact]
    public async Task The_public_answer_says_what_is_kept_and_asks_only_where_another_body_would_be_told()
    {
        var rare = await host.Anyone.GetJsonAsync("/v1/responsible?place=municipality:3431&topic=grief-after-suicide");
        var none = await host.Anyone.GetJsonAsync("/v1/responsible?place=municipality:3301");
        var sea = await host.Anyone.GetJsonAsync("/v1/responsible?near=2.5,60.0");

        Assert.True(rare.GetProperty("tellLocal").GetProperty("matters").GetBoolean());
        Assert.Equal("Dombås frivilligsentral", rare.GetProperty("tellLocal").GetProperty("responsible").Text("name"));
        Assert.True(rare.GetProperty("area").GetProperty("municipalities").GetArrayLength() > 1);
        Assert.False(none.GetProperty("tellLocal").GetProperty("matters").GetBoolean());
        Assert.Equal("Drammen", none.GetProperty("area").Text("name"));
        Assert.False(sea.GetProperty("tellLocal").GetProperty("matters").GetBoolean());
    }

    [Theory]
    [InlineData("municipality:3431", "grief-after-suicide")]
    [InlineData("municipality:3431", "across-topics")]
    [InlineData("municipality:3328", "grief")]
    [InlineData("municipality:2100", "grief")]
    [InlineData("municipality:2211", "anxiety")]
    [InlineData("county:34", "gambling")]
    [InlineData("town:drammen", "next-of-kin-addiction")]
    public async Task The_public_answer_names_the_body_that_a_registration_gets(string place, string topic)
    {
        var answer = await host.Anyone.GetJsonAsync($"/v1/responsible?place={place}&topic={topic}");
        var topics = new[] { topic };
        var registered = await host.Anyone.PostJsonAsync(
            "/v1/interests",
            new
            {
                place,
                topics,
                consent = "2026-11",
            }
        );
        var local = await host.Anyone.PostJsonAsync(
            "/v1/interests",
            new
            {
                place,
                topics,
                tellLocal = true,
                consent = "2026-11",
            }
        );

        Assert.Equal(registered.GetProperty("responsible").Id(), answer.GetProperty("responsible").Id());
        Assert.Equal(registered.GetProperty("area").Text("name"), answer.GetProperty("area").Text("name"));
        var choice = answer.GetProperty("tellLocal");
        var matters = choice.GetProperty("matters").GetBoolean();
        Assert.Equal(
            local.GetProperty("responsible").Id(),
            (matters ? choice.GetProperty("responsible") : answer.GetProperty("responsible")).Id()
        );
    }

    private static Task<bool> HidesAsync(
        Matching.Database.MatchingDb db,
        HashSet<string> municipalities,
        double share
    ) =>
        db
            .Database.SqlQuery<bool>(
                $"select adults_of({municipalities.ToArray()}) * {share}::double precision >= 20 as \"Value\""
            )
            .SingleAsync();
}
