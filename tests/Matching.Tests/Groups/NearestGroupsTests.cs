using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Threading.Tasks;
using Matching.Groups;
using Matching.Places;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Groups;

public sealed class NearestGroupsTests(TestHost host) : IClassFixture<TestHost>
{
    private static readonly GroupFilter Any = new([], 1, [GroupState.Open, GroupState.Forming], [], [], []);

    // Towns where many groups stand on one and the same point, as those do whose venue is not public.
    private static readonly (double, double)[] Towns =
    [
        (10.74609, 59.91273),
        (5.32415, 60.39299),
        (30.04578, 69.72706),
        (15.64689, 78.22334),
    ];

    [Theory]
    [InlineData(0, 10)]
    [InlineData(1, 10)]
    [InlineData(100, 60)]
    [InlineData(10_000, 40)]
    public async Task The_nearest_by_PostGIS_are_the_first_of_all_sorted_by_geodesic_distance(int groups, int questions)
    {
        var seed = (ulong)RandomNumberGenerator.GetInt32(int.MaxValue);
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var points = GroupsInBulk.Points(seed, groups + questions).ToList();
        var all = await host.FillAsync([
            .. points.Take(groups).Select((point, i) => i % 4 == 0 ? Towns[i % Towns.Length] : point),
        ]);

        foreach (var (question, (longitude, latitude)) in points.Skip(groups).Concat(Towns).Index())
        {
            var limit = new[] { 1, 5, 20, 50 }[question % 4];
            var found = await FindAsync(longitude, latitude, limit);
            var expected = all.Sorted(longitude, latitude).Take(limit).ToList();

            Assert.True(
                expected.Select(group => group.Id).SequenceEqual(found.Select(group => group.Id)),
                $"seed {seed}: not the nearest {limit} from {longitude} {latitude}"
            );
            Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First.Km, pair.Second.Km, 1e-6));
        }
    }

    [Fact]
    public async Task Page_after_page_gives_every_group_once_and_in_order()
    {
        var points = GroupsInBulk.Points(7, 300).Select((point, i) => i % 3 == 0 ? Towns[0] : point);
        var all = await host.FillAsync([.. points]);

        List<NearGroup> walked = [];
        NearGroup? after = null;
        do
        {
            var page = await FindAsync(10.7, 59.9, 17, after: after);
            walked.AddRange(page);
            after = page is [.., var last] ? last : null;
        } while (after is not null);

        Assert.Equal(all.Sorted(10.7, 59.9).Select(group => group.Id), walked.Select(group => group.Id));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(400)]
    [InlineData(2000)]
    public async Task A_radius_holds_what_is_within_it_and_nothing_else(double radius)
    {
        var all = await host.FillAsync([.. GroupsInBulk.Points(11, 500), .. Towns]);

        foreach (var (longitude, latitude) in Towns)
        {
            var found = await FindAsync(longitude, latitude, 1000, radius);
            var expected = all.Sorted(longitude, latitude)
                .TakeWhile(group => group.Km <= radius)
                .Select(group => group.Id);
            Assert.Equal(expected, found.Select(group => group.Id));
        }
    }

    [Fact]
    public async Task Filters_find_the_nearest_of_those_that_fit_however_far()
    {
        var all = await host.FillAsync([.. GroupsInBulk.Points(13, 600)]);
        var rare = all.Where((_, i) => i % 100 == 0).ToList();
        var rareIds = rare.Select(group => group.Id).ToArray();
        await host.SqlAsync(
            $"update groups set topics = array[11, 16], weekday = 'su', languages = array['se', 'nb'], form = 'hybrid' where id = any ({rareIds})"
        );
        GroupFilter[] filters =
        [
            Any with
            {
                Topics = [11],
            },
            Any with
            {
                Topics = [16, 11],
            },
            Any with
            {
                Weekdays = ["sa", "su"],
            },
            Any with
            {
                Languages = ["se"],
            },
            Any with
            {
                Forms = [MeetingForm.Hybrid, MeetingForm.Digital],
            },
        ];

        foreach (var filter in filters)
        {
            var found = await FindAsync(10.2, 59.74, 4, filter: filter);
            Assert.Equal(rare.Sorted(10.2, 59.74).Take(4).Select(group => group.Id), found.Select(group => group.Id));
        }

        var across = await FindAsync(10.2, 59.74, 1000, filter: Any with { Topics = [1] });
        Assert.Equal(594, across.Count);
    }

    [Fact]
    public async Task Groups_that_nobody_can_join_are_found_by_their_state_only()
    {
        var all = await host.FillAsync([.. GroupsInBulk.Points(17, 40)]);
        var full = all.Take(10).ToList();
        var fullIds = full.Select(group => group.Id).ToArray();
        await host.SqlAsync($"update groups set state = 'full' where id = any ({fullIds})");

        Assert.Equal(30, (await FindAsync(10.2, 59.74, 100)).Count);
        var found = await FindAsync(
            10.2,
            59.74,
            100,
            filter: Any with
            {
                States = [GroupState.Full, GroupState.Paused],
            }
        );
        Assert.Equal(full.Sorted(10.2, 59.74).Select(group => group.Id), found.Select(group => group.Id));
    }

    [Fact]
    public async Task The_independent_distance_agrees_with_PostGIS_to_a_millimetre()
    {
        var points = GroupsInBulk.Points(19, 400).ToList();
        foreach (var (from, to) in points.Take(200).Zip(points.Skip(200)))
        {
            var metres = await host.WithDbAsync(db =>
                db.Database.SqlQuery<double>(
                        $"""
                        select st_distance(st_makepoint({from.Longitude}, {from.Latitude})::geography,
                                           st_makepoint({to.Longitude}, {to.Latitude})::geography) as "Value"
                        """
                    )
                    .SingleAsync()
            );
            Assert.Equal(metres, Geodesic.Metres(from.Longitude, from.Latitude, to.Longitude, to.Latitude), 0.001);
        }
    }

    [Fact]
    public async Task A_group_at_the_very_point_is_at_distance_0()
    {
        await host.FillAsync([(10.2, 59.74), (10.21, 59.74)]);

        Assert.Equal(0, (await FindAsync(10.2, 59.74, 1))[0].Km);
    }

    [Fact]
    public async Task The_plan_asks_the_index_of_open_groups_in_order_and_scans_no_table()
    {
        await host.FillAsync([.. GroupsInBulk.Points(23, 5000)]);
        await host.SqlAsync($"analyze group_listings");
        var before = await ScansAsync();
        await FindAsync(10.2, 59.74, 20, filter: Any with { Topics = [1] });
        var after = await ScansAsync();

        Assert.Equal(before.Sequential, after.Sequential);
        Assert.True(after.Nearest > before.Nearest, "the index was not used");
    }

    private Task<List<NearGroup>> FindAsync(
        double longitude,
        double latitude,
        int limit,
        double? radius = null,
        NearGroup? after = null,
        GroupFilter? filter = null
    ) =>
        host.WithDbAsync(db =>
            NearestGroups
                .Of(db, Coordinates.Of(longitude, latitude), filter ?? Any, limit, radius, after)
                .OrderBy(group => group.Km)
                .ThenBy(group => group.Id)
                .ToListAsync()
        );

    private async Task<Scans> ScansAsync()
    {
        // A backend reports what it read when it is idle for a second, or when told to.
        await host.WithDbAsync(async db =>
        {
            await db.Database.OpenConnectionAsync();
            await db.Database.ExecuteSqlAsync($"select pg_stat_force_next_flush()");
            await db.Database.ExecuteSqlAsync($"select 1");
            return 0;
        });
        return await host.WithDbAsync(db =>
            db.Database.SqlQuery<Scans>(
                    $"""
                    select (select seq_scan from pg_stat_user_tables where relname = 'group_listings') as "Sequential",
                           (select idx_scan from pg_stat_user_indexes where indexrelname = 'group_listings_nearest') as "Nearest"
                    """
                )
                .SingleAsync()
        );
    }

    private sealed record Scans(long Sequential, long Nearest);
}
