using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Matching.Courses;
using Matching.Sealing;
using Matching.Starters;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Starters;

public sealed class DemonstrationStartersTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task They_are_120_the_same_every_time_spread_as_people_are_and_reach_nobody()
    {
        var first = await FreshAsync();
        Assert.Equal(
            0,
            await host.WithDbAsync(db => DemonstrationStarters.AddAsync(db, host.Get<Secrets>(), host.Clock, default))
        );
        var second = await FreshAsync();

        Assert.Equal(120, first.Count);
        Assert.Equal(first.Select(Line), second.Select(Line));
        var counties = await host.WithDbAsync(db =>
            db.Places.ToDictionaryAsync(place => place.Code, place => place.County)
        );
        var spread = first.GroupBy(starter => counties[starter.Home] ?? "21").ToDictionary(g => g.Key, g => g.Count());
        TestContext.Current.TestOutputHelper!.WriteLine(
            string.Join(", ", spread.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}: {pair.Value}"))
        );
        Assert.InRange(spread["56"], 1, 6);
        Assert.True(spread["03"] > 3 * spread["56"]);
        Assert.True(spread.Count >= 12);
        await host.WithDbAsync(async db =>
        {
            var keys = await RecordKey.OfAsync(db, host.Get<Secrets>(), [.. second.Select(s => s.Id)], default);
            Assert.All(
                second,
                starter =>
                {
                    var who = StarterView.Person.Of(starter, keys[starter.Id]);
                    Assert.EndsWith(" Eksempel", who.Name, StringComparison.Ordinal);
                    Assert.True(who.Email?.EndsWith("@example.org", StringComparison.Ordinal) ?? true);
                    Assert.True(who.Phone is null && starter.Demonstration);
                }
            );
            return 0;
        });
        Assert.InRange(first.Count(starter => starter.IsAvailable(new(2026, 11, 21), requests: 0)), 60, 118);
    }

    [Fact]
    public async Task Courses_and_meetings_are_twenty_in_the_months_to_come()
    {
        var occasions = await host.WithDbAsync(async db =>
        {
            await db.Occasions.ExecuteDeleteAsync();
            Assert.Equal(20, await DemonstrationOccasions.AddAsync(db, host.Clock, default));
            Assert.Equal(0, await DemonstrationOccasions.AddAsync(db, host.Clock, default));
            return await db.Occasions.AsNoTracking().ToListAsync();
        });

        Assert.Equal(20, occasions.Count);
        Assert.All(
            occasions,
            occasion =>
            {
                Assert.True(occasion.Demonstration);
                Assert.Equal("kurs@example.org", occasion.SignUpEmail);
                Assert.InRange(occasion.BeginsAt, new DateTime(2026, 11, 28), new DateTime(2027, 4, 1));
            }
        );
        Assert.InRange(occasions.Count(occasion => occasion.Sort == OccasionSort.StarterCourse), 6, 12);
        Assert.Single(occasions, occasion => occasion.Kind == OccasionKind.Students);

        // Somebody in Drammen who would start a group sees the course and the meeting there.
        var registered = await host.Anyone.PostJsonAsync(
            "/v1/interests",
            new
            {
                place = "town:drammen",
                wish = "start",
                consent = "2026-11",
            }
        );
        Assert.Equal(
            ["starter-course-near", "starter-course-digital", "information-meeting-near"],
            registered
                .GetProperty("nextSteps")
                .EnumerateArray()
                .Select(step => step.Code())
                .Where(code => code.Contains("course") || code.Contains("meeting"))
        );
    }

    private Task<List<Starter>> FreshAsync() =>
        host.WithDbAsync(async db =>
        {
            await db.Starters.ExecuteDeleteAsync();
            await DemonstrationStarters.AddAsync(db, host.Get<Secrets>(), host.Clock, default);
            return await db.Starters.AsNoTracking().OrderBy(starter => starter.Id).ToListAsync();
        });

    private static string Line(Starter starter) =>
        string.Join(
            '|',
            starter.Id,
            starter.Body,
            starter.Home,
            starter.RadiusKm,
            string.Join(',', starter.Topics),
            starter.GroupsAtATime,
            starter.CertifiedOn,
            starter.ConsentedOn,
            starter.PausedOn
        );
}
