using System.Linq;
using System.Threading.Tasks;
using Matching.Places;
using Matching.Tests.Access;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Places;

/// <summary>Where people are kept on a fresh clone, which knows too few adults of every municipality.</summary>
public sealed class AreasBeforeImportTests(TestHost host, ITestOutputHelper output) : IClassFixture<TestHost>
{
    [Fact]
    public async Task Areas_are_nested_partitions_that_hide_everybody()
    {
        var areas = await AreasOf.ReadAsync(host);
        var people = await host.WithDbAsync(db =>
            db.Places.Where(place => place.Kind == PlaceKind.Municipality && place.County != null)
                .ToDictionaryAsync(place => place.Municipality!, place => (long)(place.Adults ?? 0))
        );
        areas.Print(output, people);

        areas.AreNestedPartitions();
        var (shares, places) = await areas.HideEverybodyAsync(host);

        output.WriteLine($"{shares} shares, {places} municipalities: all hidden among {Area.LeastAffected}.");
    }

    [Fact]
    public async Task By_the_official_figures_they_hide_everybody_too()
    {
        var people = (
            await System.IO.File.ReadAllLinesAsync(
                OfficialRegisters.File("kommuner-no-2025.csv"),
                TestContext.Current.CancellationToken
            )
        )
            .Skip(1)
            .Select(line => line.Split(','))
            .ToDictionary(
                row => row[0],
                row => long.Parse(row[6], System.Globalization.CultureInfo.InvariantCulture) * 79 / 100
            );

        var (shares, places) = await (await AreasOf.ReadAsync(host)).HideEverybodyAsync(host, people);

        output.WriteLine($"{shares} shares, {places} municipalities: all hidden by the figures of 357.");
        Assert.Equal(357, people.Count);
    }

    [Fact]
    public async Task Settling_them_again_writes_nothing()
    {
        var before = await VersionsAsync();
        await using var connection = await Raw.OwnerAsync(host);

        await SettleAreas.RunAsync(connection, PartitionRules.Current, TestContext.Current.CancellationToken);

        Assert.Equal(before, await VersionsAsync());
    }

    [Theory]
    [InlineData("2100", 1, "municipality:2100")] // Longyearbyen's own adults are enough for no topic
    [InlineData("2211", 1, "municipality:5601")]
    [InlineData("2100", 0.01, "municipality:5601")]
    public async Task Who_lies_in_no_county_is_kept_with_Alta_where_too_few_live(
        string number,
        double share,
        string area
    )
    {
        var kept = await host.WithDbAsync(db =>
            db.Database.SqlQuery<string>($"select area_to_keep({"municipality:" + number}, {share}) as \"Value\"")
                .SingleAsync()
        );

        Assert.Equal(area, kept);
    }

    private Task<string> VersionsAsync() =>
        host.WithDbAsync(db =>
            db.Database.SqlQuery<string>(
                    $"""
                    select md5(string_agg(x, ',' order by x)) as "Value"
                    from (select code || xmin::text as x from areas
                          union all select municipality || need || xmin::text from municipality_areas) v
                    """
                )
                .SingleAsync()
        );
}
