using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using FsCheck;
using FsCheck.Fluent;
using Matching.Database;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Matches;

/// <summary>The search from a group among those who wait, held against the same said in the plainest C#.</summary>
public sealed class WaitingForGroupTests(TestHost host) : IClassFixture<TestHost>
{
    private static readonly int Worlds = Always.Usually(some: 100, all: 300);
    private static readonly DateOnly Today = new(2026, 11, 21);
    private static readonly short[] Topics = [2, 3, 4, 5, 11, 12, 15, 16];
    private static readonly string[] Languages = ["nb", "nn", "no", "en", "ar"];
    private static readonly string[] Forms = ["in-person", "digital", "hybrid", "telephone"];
    private static readonly string[] Ages = ["18-25", "26-40", "41-60", "61+"];
    private static readonly string[] Genders = ["any", "women", "men"];
    private static readonly string[] Areas =
    [
        "municipality:3301",
        "municipality:3314",
        "municipality:3903",
        "municipality:0301",
        "municipality:4601",
        "municipality:5601",
        "county:33",
        "county:39",
        "county:56",
        "country:no",
    ];

    private static readonly Gen<Waiting> Someone =
        from topics in Gen.SubListOf(Topics)
        from area in Gen.Elements(Areas)
        from travel in Gen.Elements(1, 10, 30, 31, 60, 61, 100, 101, 200, 300)
        from languages in Gen.SubListOf(Languages)
        from meeting in Gen.SubListOf(Forms)
        from gender in Gen.Elements(Genders)
        from age in Gen.Elements([null, .. Ages])
        from state in Gen.Elements("waiting", "waiting", "matched", "declined", "offered", "placed", "parked")
        from ago in Gen.Choose(0, 4)
        from kept in Gen.Elements(-1, 0, 50)
        from no in Gen.Elements<int?>(null, null, null, -1, 0, 40)
        from matched in Gen.Elements(false, false, false, true)
        select new Waiting(
            RandomId.New(),
            Today.AddDays(-ago),
            RandomId.New(),
            state,
            [.. topics.Take(3)],
            area,
            travel,
            meeting.Count == 0 ? ["in-person", "digital", "telephone"] : [.. meeting],
            languages.Count == 0 ? ["nb"] : [.. languages],
            gender,
            age,
            Today.AddDays(kept),
            no is { } days ? Today.AddDays(days) : null,
            matched
        );

    private static readonly Gen<Wanting> Group =
        from topics in Gen.OneOf(Gen.Constant(new List<short>()), Gen.SubListOf(Topics))
        from at in Gen.Elements(Areas.Where(area => area.StartsWith('m')).ToArray())
        from form in Gen.Elements(Forms)
        from languages in Gen.SubListOf(Languages)
        from gender in Gen.Elements("any", "any", "women", "men")
        from ages in Gen.OneOf(Gen.Constant(new List<string>()), Gen.SubListOf(Ages))
        select new Wanting(
            [.. topics.Take(2)],
            at,
            form,
            languages.Count == 0 ? ["nb"] : [.. languages],
            gender,
            [.. ages]
        );

    private static readonly Gen<World> AnyWorld =
        from people in Someone.ListOf()
        from more in Someone.ListOf(25)
        from wanting in Group
        from limit in Gen.Choose(1, 9)
        select new World([.. people, .. more], wanting, limit);

    [Fact]
    public async Task Whoever_fits_a_group_is_found_the_oldest_day_first_then_by_lot_up_to_the_limit()
    {
        var points = await PointsAsync();
        var parents = await host.WithDbAsync(db =>
            db.Topics.ToDictionaryAsync(topic => topic.Id, topic => topic.Parent)
        );
        var (found, limited) = (0, 0);
        Always.Holds(
            AnyWorld,
            world =>
            {
                var expected = world
                    .People.Where(one => Fits(one, world.Group, points, parents))
                    .OrderBy(one => one.Day)
                    .ThenBy(one => one.Lot.ToString(), StringComparer.Ordinal)
                    .Take(world.Limit)
                    .Select(one => one.Id)
                    .ToList();

                var actual = Task.Run(() => AskAsync(world, points)).GetAwaiter().GetResult();

                Assert.Equal(expected, actual);
                (found, limited) = (found + actual.Count, limited + (actual.Count == world.Limit ? 1 : 0));
            },
            Worlds
        );

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Worlds} worlds: {found} found, the limit reached in {limited}"
        );
        Assert.True(found > Worlds);
    }

    // Every rule of the pair, said once more in the plainest way.
    private static bool Fits(
        Waiting one,
        Wanting group,
        Dictionary<string, List<(double Longitude, double Latitude)>> points,
        Dictionary<short, short?> parents
    )
    {
        var here = points[group.At][0];
        var km = points[one.Area]
            .Min(at => Geodesic.Metres(at.Longitude, at.Latitude, here.Longitude, here.Latitude) / 1000);
        var topic =
            one.Topics.Length == 0
            || group.Topics.Length == 0
            || group.Topics.Any(t => one.Topics.Any(own => own == t || parents[own] == t || parents[t] == own));
        var form =
            one.Meeting.Contains(group.Form)
            || (group.Form == "hybrid" && (one.Meeting.Contains("in-person") || one.Meeting.Contains("digital")));
        string[] norwegian = ["nb", "nn", "no"];
        var language =
            one.Languages.Intersect(group.Languages).Any()
            || (one.Languages.Intersect(norwegian).Any() && group.Languages.Intersect(norwegian).Any());
        return one.State is "waiting" or "matched" or "declined"
            && one.KeptUntil >= Today
            && !one.Matched
            && !(one.No >= Today)
            && topic
            && form
            && language
            && (group.Form is "digital" or "telephone" || km <= one.TravelKm)
            && (group.Gender == "any" || group.Gender == one.Gender)
            && (group.AgeBands.Length == 0 || group.AgeBands.Contains(one.AgeBand));
    }

    private Task<List<Guid>> AskAsync(
        World world,
        Dictionary<string, List<(double Longitude, double Latitude)>> points
    ) =>
        host.WithDbAsync(async db =>
        {
            var group = RandomId.New();
            var (longitude, latitude) = points[world.Group.At][0];
            var people = JsonSerializer.Serialize(world.People, JsonSerializerOptions.Web);
            var g = world.Group;
            await host.SqlAsync($"truncate interests, groups cascade");
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into groups (id, body, name, topics, state, capacity, members, joining, form, municipality, longitude, latitude,
                                    public_longitude, public_latitude, visibility, languages, gender, age_bands, confirmed_on)
                select {group}, b.id, 'A group', {g.Topics}, 'open', 8, 4, 'direct', {g.Form}, '0301', {longitude}, {latitude},
                       {longitude}, {latitude}, 'exact', {g.Languages}, {g.Gender}, {g.AgeBands}, '2026-11-01'
                from bodies b where b.kind = 'national-office'
                """
            );
            await db.Database.ExecuteSqlAsync(
                $"""
                with people as (
                    select * from jsonb_to_recordset({people}::jsonb) as p (
                        id uuid, day date, lot uuid, state text, topics smallint[], area text, "travelKm" integer, meeting text[],
                        languages text[], gender text, "ageBand" text, "keptUntil" date, no date, matched boolean)),
                added as (
                    insert into interests (id, receipt, day, lot, state, topics, area, tell_local, travel_km, meeting, wish, languages,
                                           times, gender, age_band, consent, contact_language, kept_until)
                    select id, decode(md5(id::text), 'hex'), day, lot, state, topics, area, false, "travelKm", meeting, 'join',
                           languages, array[]::text[], gender, "ageBand", '2026-11', 'nb', "keptUntil"
                    from people),
                noes as (
                    insert into remembered_noes (interest, group_id, until)
                    select id, {group}, no from people where no is not null)
                insert into matches (interest, group_id, rank, reasons, day)
                select id, {group}, 1, array[]::text[], day from people where matched
                """
            );
            return await db
                .Database.SqlQuery<Guid>(
                    $"""select interest as "Value" from waiting_for_group({group}, {Today}, {world.Limit}) order by day, lot"""
                )
                .ToListAsync();
        });

    private Task<Dictionary<string, List<(double Longitude, double Latitude)>>> PointsAsync() =>
        host.WithDbAsync(async db =>
        {
            var rows = await db
                .Database.SqlQuery<Point>(
                    $"""
                    select a.code as "Area", p.longitude as "Longitude", p.latitude as "Latitude"
                    from unnest({Areas}) as a (code), places p
                    where p.kind = 'municipality' and p.municipality = any (municipalities_of(a.code))
                    """
                )
                .ToListAsync();
            return rows.GroupBy(row => row.Area)
                .ToDictionary(area => area.Key, area => area.Select(at => (at.Longitude, at.Latitude)).ToList());
        });

    private sealed record Point(string Area, double Longitude, double Latitude);

    private sealed record World(Waiting[] People, Wanting Group, int Limit);

    private sealed record Wanting(
        short[] Topics,
        string At,
        string Form,
        string[] Languages,
        string Gender,
        string[] AgeBands
    );

    private sealed record Waiting(
        Guid Id,
        DateOnly Day,
        Guid Lot,
        string State,
        short[] Topics,
        string Area,
        int TravelKm,
        string[] Meeting,
        string[] Languages,
        string Gender,
        string? AgeBand,
        DateOnly KeptUntil,
        DateOnly? No,
        bool Matched
    );
}
