using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Matching.Groups;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Groups;

public sealed class DemonstrationGroupsTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task They_are_sixty_the_same_every_time_and_added_once()
    {
        var first = await FreshAsync();
        Assert.Equal(
            0,
            await host.WithDbAsync(db =>
                DemonstrationGroups.AddAsync(db, host.Clock, TestContext.Current.CancellationToken)
            )
        );
        var second = await FreshAsync();

        Assert.Equal(60, first.Count);
        Assert.Equal(first.Select(Line), second.Select(Line));
        Assert.Equal(6, first.Count(group => group.Form is MeetingForm.Digital or MeetingForm.Telephone));
        Assert.All(first, group => Assert.True(group is { Demonstration: true, Contact: null, Address: null }));
        Assert.InRange(first.Count(group => group.State == GroupState.Open), 40, 58);
        Assert.InRange(first.Count(group => group.Topics.Length == 0), 25, 50);
    }

    [Fact]
    public async Task In_Hokksund_an_open_group_for_next_of_kin_has_two_places_18_km_from_Drammen()
    {
        await FreshAsync();

        var items = (
            await host.Anyone.GetJsonAsync("/v1/groups?topic=next-of-kin-addiction&place=municipality:3301&weekday=tu")
        ).GetProperty("items");
        var group = items.EnumerateArray().Single(group => group.Text("name") == "Pårørendegruppa i Hokksund");

        Assert.Equal(("open", 2), (group.Text("state"), group.GetProperty("freePlaces").GetInt32()));
        Assert.InRange(group.GetProperty("distanceKm").GetDouble(), 15, 20);
        Assert.Equal("3314", group.GetProperty("meeting").Text("municipality"));
    }

    private Task<List<SelfHelpGroup>> FreshAsync() =>
        host.WithDbAsync(async db =>
        {
            await db.Database.ExecuteSqlAsync($"delete from groups");
            await DemonstrationGroups.AddAsync(db, host.Clock, TestContext.Current.CancellationToken);
            return await db.Groups.AsNoTracking().OrderBy(group => group.Id).ToListAsync();
        });

    private static string Line(SelfHelpGroup group) =>
        string.Join(
            '|',
            group.Id,
            group.Name,
            group.Body,
            group.State,
            group.Capacity,
            group.Members,
            group.Rrule,
            group.StartsAt,
            group.PublicLongitude,
            group.Visibility,
            string.Join(',', group.Topics)
        );
}
