using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Matching.Places;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Places;

/// <summary>What a fresh clone answers for postal codes, before any register is imported.</summary>
public sealed class BeforeImportTests(TestHost host, ITestOutputHelper output) : IClassFixture<TestHost>
{
    [Fact]
    public async Task Most_postal_codes_are_settled_and_the_others_are_told_as_not_known()
    {
        var codes = await host.WithDbAsync(db =>
            db.Places.AsNoTracking().Where(place => place.Kind == PlaceKind.PostalCode).ToListAsync()
        );
        var settled = codes.Where(place => place.Municipality is not null).ToList();
        var others = codes.Where(place => place.Municipality is null).ToList();
        output.WriteLine(
            $"{settled.Count} of {codes.Count} postal codes are settled: {100.0 * settled.Count / codes.Count:F1} %."
        );

        foreach (var place in others.Where((_, i) => i % 20 == 0))
        {
            var responsible = await host.Anyone.GetJsonAsync("/v1/responsible?place=" + place.Code);
            var search = await host.Anyone.GetJsonAsync(
                "/v1/groups?place=" + place.Code,
                HttpStatusCode.UnprocessableEntity
            );
            var registration = await host.Anyone.PostJsonAsync(
                "/v1/interests",
                new { place = place.Code, consent = "2026-11" },
                HttpStatusCode.UnprocessableEntity
            );

            Assert.Equal("national-office", responsible.GetProperty("responsible").Text("kind"));
            Assert.Equal("municipality-unknown", responsible.GetProperty("because").Code());
            Assert.Equal("municipality-unknown", search.Code());
            Assert.Equal("municipality-unknown", registration.Code());
            Assert.NotEmpty(registration.GetProperty("suggestions").EnumerateArray());
        }

        output.WriteLine(
            $"The other {others.Count}: the national office answers (municipality-unknown); search and registration say 422 with suggestions."
        );
        Assert.InRange(settled.Count, codes.Count * 6 / 10, codes.Count - 1);
    }

    [Fact]
    public async Task How_many_of_the_settled_ones_are_right_shows_against_the_register()
    {
        var lines = await System.IO.File.ReadAllLinesAsync(
            OfficialRegisters.File("postnummerregister-ansi.txt"),
            System.Text.Encoding.Latin1,
            TestContext.Current.CancellationToken
        );
        var seeded = await host.WithDbAsync(db =>
            db.Places.AsNoTracking()
                .Where(place => place.Kind == PlaceKind.PostalCode)
                .ToDictionaryAsync(place => place.Code["postal-code:".Length..], place => place.Municipality)
        );
        var register = lines.Select(line => line.Split('\t')).ToDictionary(row => row[0], row => row[2]);

        var settled = register.Where(row => seeded.GetValueOrDefault(row.Key) is not null).ToList();
        var right = settled.Count(row => seeded[row.Key] == row.Value);
        output.WriteLine(
            $"Of {register.Count} codes of the register {settled.Count} are settled ({100.0 * settled.Count / register.Count:F1} %), {right} of them rightly ({100.0 * right / settled.Count:F1} %); {register.Keys.Count(code => !seeded.ContainsKey(code))} are not known, and {seeded.Keys.Count(code => !register.ContainsKey(code))} that are known are no more."
        );
        Assert.True(right * 100 >= settled.Count * 99);
    }

    [Fact]
    public async Task A_coordinate_goes_to_the_nearest_town_and_says_so()
    {
        var where = (await host.Anyone.GetJsonAsync("/v1/responsible?near=10.20,59.74")).GetProperty("where");

        Assert.Equal(("3301", "nearest"), (where.Text("municipality"), where.Text("located")));
    }
}
