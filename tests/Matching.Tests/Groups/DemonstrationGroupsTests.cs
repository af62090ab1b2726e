using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Groups;
using Matching.Places;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using GroupSchedule = Matching.Groups.Schedule;

namespace Matching.Tests.Groups;

public sealed class DemonstrationGroupsTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task They_are_three_hundred_the_same_every_time_and_added_once()
    {
        var first = await FreshAsync();
        Assert.Equal(
            0,
            await host.WithDbAsync(db =>
                DemonstrationGroups.AddAsync(db, host.Clock, TestContext.Current.CancellationToken)
            )
        );
        var second = await FreshAsync();

        Assert.Equal(300, first.Count);
        Assert.Equal(first.Select(Line), second.Select(Line));
        Assert.Distinct(first.Select(group => group.Name));
        Assert.Equal(8, first.Count(group => group.Form is MeetingForm.Digital or MeetingForm.Telephone));
        Assert.All(first, group => Assert.True(group is { Demonstration: true, Contact: null, Address: null }));
        Assert.InRange(first.Count(group => group.Topics.Length == 0), 150, 220);
    }

    [Fact]
    public async Task They_are_of_every_kind()
    {
        var all = await FreshAsync();

        Assert.InRange(all.Count(group => group.State == GroupState.Open), 200, 270);
        Assert.All(
            [GroupState.Full, GroupState.Forming, GroupState.Paused],
            state => AtLeast(5, group => group.State == state)
        );
        AtLeast(100, group => group.Rrule!.StartsWith("FREQ=WEEKLY;BYDAY", StringComparison.Ordinal));
        AtLeast(50, group => group.Rrule!.StartsWith("FREQ=WEEKLY;INTERVAL=2", StringComparison.Ordinal));
        AtLeast(20, group => group.Rrule!.StartsWith("FREQ=MONTHLY;BYDAY", StringComparison.Ordinal));
        AtLeast(100, group => group.Pauses.Length == 2);
        AtLeast(20, group => group.Pauses.Length == 0);
        Assert.All(
            ["nb", "nn", "se", "en", "uk", "ar", "pl"],
            tag => AtLeast(1, group => group.Languages.Contains(tag))
        );
        Assert.All(Enum.GetValues<Gender>(), gender => AtLeast(10, group => group.Gender == gender));
        Assert.All(Enum.GetValues<Visibility>(), shown => AtLeast(1, group => group.Visibility == shown));
        Assert.All(
            all,
            group =>
            {
                var schedule = group.Schedule!;
                var start = schedule.StartText;
                Assert.True(
                    GroupSchedule
                        .Read(new(schedule.Rrule, start, schedule.DurationMinutes), host.Clock.Today())
                        .Is(out var read, out _),
                    $"{schedule.Rrule} from {start}"
                );
                Assert.Equal(group.Rrule, read.Rrule);
            }
        );

        void AtLeast(int count, Func<SelfHelpGroup, bool> such) => Assert.InRange(all.Count(such), count, all.Count);
    }

    [Fact]
    public async Task They_are_spread_as_people_are_and_thin_in_Finnmark()
    {
        var all = await FreshAsync();
        var counties = await host.WithDbAsync(db =>
            db.Places.AsNoTracking().Where(place => place.Kind == PlaceKind.County).ToListAsync()
        );

        var people = counties.Sum(county => county.Population!.Value);
        foreach (var county in counties.OrderByDescending(county => county.Population))
        {
            var share = 300.0 * county.Population!.Value / people;
            var groups = all.Count(group => group.Municipality.StartsWith(county.Code[^2..], StringComparison.Ordinal));
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"{county.Name}: {groups} groups, by population {share:0.0}"
            );
            Assert.InRange(groups, share - 5, share + 5);
        }

        Assert.InRange(all.Count(group => group.Municipality.StartsWith("56", StringComparison.Ordinal)), 3, 8);
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

    [Fact]
    public async Task It_is_the_first_that_somebody_in_Drammen_is_shown_and_a_digital_one_is_among_the_others()
    {
        await FreshAsync();

        var answer = await host.Anyone.PostJsonAsync(
            "/v1/interests",
            new
            {
                topics = new[] { "next-of-kin-addiction" },
                place = "municipality:3301",
                travelKm = 30,
                meeting = new[] { "in-person", "digital" },
                times = new[] { "weekday-evening" },
                consent = "2026-11",
            }
        );

        var groups = answer.GetProperty("groups").EnumerateArray().ToList();
        Assert.Equal("Pårørendegruppa i Hokksund", groups[0].Text("name"));
        Assert.Contains(groups, group => group.GetProperty("meeting").Text("form") == "digital");
    }

    private Task<List<SelfHelpGroup>> FreshAsync() =>
        host.WithDbAsync(async db =>
        {
            await host.SqlAsync($"truncate groups cascade");
            var began = Stopwatch.GetTimestamp();
            var added = await DemonstrationGroups.AddAsync(db, host.Clock, TestContext.Current.CancellationToken);
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"{added} groups added in {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms"
            );
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
            string.Join(',', group.Pauses),
            group.PublicLongitude,
            group.Visibility,
            string.Join(',', group.Topics)
        );
}
