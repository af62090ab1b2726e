using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Matching.Places;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Bodies;

/// <summary>No place in Norway is a dead end: exactly one body answers, and says why.</summary>
public sealed class ResponsibleEverywhereTests(TestHost host, ITestOutputHelper output) : IClassFixture<TestHost>
{
    private static readonly DateOnly Today = new(2026, 11, 21);

    [Fact]
    public async Task For_a_point_in_every_municipality_with_any_topic_or_none_exactly_one_body_answers()
    {
        var places = await host.WithDbAsync(db =>
            db.Places.AsNoTracking().Where(place => place.Kind == PlaceKind.Municipality).ToListAsync()
        );
        var answers = new Dictionary<string, int>(StringComparer.Ordinal);
        var watch = Stopwatch.StartNew();
        foreach (var place in places)
        {
            foreach (
                var topic in new[]
                {
                    "",
                    "&topic=anxiety",
                    "&topic=next-of-kin-addiction",
                    "&topic=grief-after-suicide",
                }
            )
            {
                var answer = await host.Anyone.GetJsonAsync(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"/v1/responsible?near={place.Longitude},{place.Latitude}{topic}"
                    )
                );
                var because = answer.GetProperty("because");
                var chain = answer.GetProperty("chain").EnumerateArray().ToList();
                var first = chain.First(link =>
                    link.GetProperty("passedOver").ValueKind == System.Text.Json.JsonValueKind.Null
                );

                Assert.Equal(answer.GetProperty("responsible").Id(), first.GetProperty("body").Id());
                Assert.Equal(because.Code(), first.GetProperty("because").Code());
                Assert.NotEmpty(because.Text("text"));
                Assert.Equal("national-office", chain[^1].GetProperty("body").Text("kind"));
                Assert.Equal(chain.Count, chain.Select(link => link.GetProperty("body").Id()).Distinct().Count());
                var row = $"{(topic.Length == 0 ? "no topic" : topic[7..]), -25}{because.Code()}";
                answers[row] = answers.GetValueOrDefault(row) + 1;
            }
        }

        Assert.True(places.Count >= 357);
        output.WriteLine(
            $"{places.Count} municipalities, {watch.ElapsedMilliseconds / (places.Count * 4.0):F1} ms a call"
        );
        foreach (var (row, count) in answers.OrderBy(answer => answer.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"{row, -50}{count, 5}");
        }
    }

    [Fact]
    public async Task For_every_place_that_has_a_code_exactly_one_body_answers()
    {
        var rows = await host.WithDbAsync(db =>
            db.Database.SqlQuery<Row>(
                    $"""
                    select p.kind as "Kind", count(*)::integer as "Places",
                           (count(*) filter (where c.answers < 1 or c.last is distinct from 'national-office' or c.nationals <> 1))::integer as "Dead"
                    from places p, lateral (
                        select count(*) filter (where passed_over is null) as answers, count(*) filter (where kind = 'national-office') as nationals,
                               (array_agg(kind order by link desc))[1] as last
                        from responsible_chain(municipalities_of(p.code), array[]::smallint[], 1, {Today})) c
                    group by p.kind order by p.kind
                    """
                )
                .ToListAsync()
        );

        foreach (var row in rows)
        {
            output.WriteLine($"{row.Kind, -15}{row.Places, 6} places{row.Dead, 4} dead ends");
        }

        Assert.All(rows, row => Assert.Equal(0, row.Dead));
        Assert.True(rows.Single(row => row.Kind == "postal-code").Places > 5000);
    }

    [Theory]
    [InlineData("place=postal-code:9170", "district-alta")] // Longyearbyen
    [InlineData("place=municipality:2211", "district-alta")] // Jan Mayen
    [InlineData("near=15.65,78.22", "district-alta")]
    [InlineData("near=2.5,60.0", "national-office")] // the North Sea
    [InlineData("near=-5,68.5", "national-office")] // the Norwegian Sea
    [InlineData("near=33.5,75.5", "national-office")] // the Barents Sea
    [InlineData("place=country:no", "national-office")]
    [InlineData("place=county:46", "district-bergen")]
    [InlineData("place=county:39", "link-vestfold-og-telemark")]
    [InlineData("place=town:drammen", "contact-point-drammen")]
    public async Task The_edges_of_Norway_have_somebody_too(string where, string expected)
    {
        var answer = await host.Anyone.GetJsonAsync("/v1/responsible?" + where);

        Assert.Equal(await host.BodyAsync(expected), answer.GetProperty("responsible").Id());
    }

    [Fact]
    public async Task A_postal_code_without_a_known_municipality_goes_to_the_national_office_and_one_that_exists_nowhere_is_refused()
    {
        var code = await host.WithDbAsync(db =>
            db.Places.Where(place => place.Kind == PlaceKind.PostalCode && place.Municipality == null)
                .Select(place => place.Code)
                .FirstAsync()
        );

        var answer = await host.Anyone.GetJsonAsync("/v1/responsible?place=" + code);
        var refused = await host.Anyone.GetJsonAsync(
            "/v1/responsible?place=postal-code:9999",
            System.Net.HttpStatusCode.UnprocessableEntity
        );

        Assert.Equal("municipality-unknown", answer.GetProperty("because").Code());
        Assert.Equal("national-office", answer.GetProperty("responsible").Text("kind"));
        Assert.Equal("place-unknown", refused.Code());
    }

    private sealed record Row(string Kind, int Places, int Dead);
}
