using System;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Interests;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Cases;

/// <summary>Matching the other way round: what a group does finds those who wait.</summary>
public sealed class MatchGroupsTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Drammen = "contact-point-drammen";

    [Fact]
    public async Task A_group_that_opens_finds_who_waits_the_first_days_first_a_few_for_each_place()
    {
        var staff = await host.StaffAsync(Drammen);
        var waiting = new Rounds.One[5];
        for (var i = 0; i < waiting.Length; i++)
        {
            waiting[i] = await host.WaitsAsync("cancer");
            await host.SqlAsync(
                $"update interests set day = day - {i % 2}, to_place = false where id = {waiting[i].Interest}"
            );
        }

        // The listings keep the day of registration, which never changes but in this test.
        await host.SqlAsync($"update interest_listings l set day = i.day from interests i where i.id = l.interest");
        var turns = await host.WithDbAsync(db =>
            db.Interests.Where(row => waiting.Select(one => one.Interest).Contains(row.Id))
                .OrderBy(row => row.Day)
                .ThenBy(row => row.Lot)
                .Select(row => row.Id)
                .ToListAsync()
        );

        var group = await staff.OpensAsync("cancer");
        Assert.True(await host.IsToMatchAsync(group));
        await host.RunAloneAsync("match-groups");

        Assert.Equal(turns.Take(3).Order(), (await host.MatchedWithAsync(group)).Order());
        Assert.False(await host.IsToMatchAsync(group));
        foreach (var one in waiting)
        {
            var interest = await host.InterestAsync(one);
            var first = turns.IndexOf(one.Interest) < 3;
            Assert.Equal(
                (first ? InterestState.Matched : InterestState.Waiting, first, first ? 1 : 0),
                (interest.State, interest.ToPlace, interest.ContactNews)
            );
            Assert.Equal(
                first ? [group] : [],
                (await staff.GetJsonAsync($"/v1/desk/cases/{one.Case}"))
                    .GetProperty("matches")
                    .EnumerateArray()
                    .Select(match => match.GetProperty("group").Id())
            );
        }

        // What it does next reaches the next ones, and nobody is told of the same pair again.
        for (var again = 0; again < 2; again++)
        {
            await staff.PutJsonAsync($"/v1/groups/{group}/pause", null);
            await staff.DeleteJsonAsync($"/v1/groups/{group}/pause");
            await host.RunAloneAsync("match-groups");
            Assert.Equal(turns.Order(), (await host.MatchedWithAsync(group)).Order());
        }

        Assert.All(
            await Task.WhenAll(waiting.Select(host.InterestAsync)),
            interest => Assert.Equal(1, interest.ContactNews)
        );
    }

    [Fact]
    public async Task A_full_group_finds_nobody_until_it_gains_a_place()
    {
        var staff = await host.StaffAsync(Drammen);
        var group = await staff.OpensAsync("divorce", members: 8);
        var one = await host.WaitsAsync("divorce");
        await host.RunAloneAsync("match-groups");
        Assert.Empty(await host.MatchedWithAsync(group));

        await staff.PutJsonAsync($"/v1/groups/{group}", Rounds.Form("divorce", 8, 6, "3301"));
        await host.RunAloneAsync("match-groups");

        Assert.Equal([one.Interest], await host.MatchedWithAsync(group));
    }

    [Fact]
    public async Task A_group_that_moves_across_a_county_border_is_matched_by_travel_and_every_case_stays_where_coverage_says()
    {
        var staff = await host.StaffAsync("district-oslo");
        var far = await host.WaitsAsync("bullying", "municipality:3301", 40);
        var near = await host.WaitsAsync("bullying", "municipality:3301", 20);
        var beyond = await host.WaitsAsync("bullying", "municipality:3905", 30);
        var group = await staff.OpensAsync("bullying", members: 4);
        await host.RunAloneAsync("match-groups");
        Assert.Equal(new[] { far.Interest, near.Interest }.Order(), (await host.MatchedWithAsync(group)).Order());
        var bodies = await host.WithDbAsync(db => db.Cases.ToDictionaryAsync(row => row.Id, row => row.Body));

        // From Drammen in Buskerud to Holmestrand in Vestfold, 29 km south.
        await staff.PutJsonAsync($"/v1/groups/{group}", Rounds.Form("bullying", 8, 4, "3903"));
        await host.RunAloneAsync("match-groups");

        var matches = await host.WithDbAsync(db =>
            db.Matches.Where(row => row.GroupId == group).ToDictionaryAsync(row => row.Interest)
        );
        Assert.Equal(new[] { far.Interest, beyond.Interest }.Order(), matches.Keys.Order());
        Assert.InRange(matches[far.Interest].KmFrom!.Value, 28, 30);
        Assert.InRange(matches[beyond.Interest].KmFrom!.Value, 24, 26);
        Assert.Equal(InterestState.Waiting, (await host.InterestAsync(near)).State);
        Assert.True((await host.InterestAsync(near)).ToPlace);
        Assert.Equal(bodies, await host.WithDbAsync(db => db.Cases.ToDictionaryAsync(row => row.Id, row => row.Body)));
        Assert.Equal(await host.BodyAsync(Drammen), bodies[far.Case]);
        Assert.NotEqual(bodies[far.Case], bodies[beyond.Case]);

        await staff.PutJsonAsync($"/v1/groups/{group}/end", null);
        await host.RunAloneAsync("match-groups");
        Assert.Empty(await host.MatchedWithAsync(group));
        Assert.Equal(InterestState.Waiting, (await host.InterestAsync(far)).State);
    }

    [Fact]
    public async Task A_case_that_was_closed_since_there_was_no_group_is_open_again_when_there_is_one()
    {
        var staff = await host.StaffAsync(Drammen);
        var one = await host.WaitsAsync("gambling");
        await staff.PutJsonAsync(
            $"/v1/desk/cases/{one.Case}/closure",
            new { reason = "no-group-yet" },
            HttpStatusCode.NoContent
        );
        await staff.OpensAsync("gambling");
        await host.RunAloneAsync("match-groups");

        var opened = await staff.GetJsonAsync($"/v1/desk/cases/{one.Case}");
        Assert.Equal(("told", "matched"), (opened.Text("state"), opened.Text("interestState")));
    }

    [Fact]
    public async Task A_body_that_changes_its_policy_has_those_it_answers_looked_at_again()
    {
        var one = await host.WaitsAsync("parenting", "municipality:3201");
        var group = await (await host.StaffAsync("contact-point-baerum")).OpensAsync(
            "eating-disorders",
            municipality: "3201"
        );
        await host.SqlAsync($"update interests set to_place = false where id = {one.Interest}");
        await host.SqlAsync($"update groups set to_match = false where id = {group}");
        var body = await host.BodyAsync("contact-point-baerum");
        var admin = await host.StaffAsync(body, Role.BodyAdmin);

        await admin.PutJsonAsync($"/v1/bodies/{body}/policy", new { offers = "automatic" });
        await host.RunJobsAsync();

        Assert.True((await host.InterestAsync(one)).ToPlace);
        Assert.True(await host.IsToMatchAsync(group));
    }

    [Fact]
    public async Task Whoever_withdraws_with_a_place_on_offer_leaves_it_to_who_waits_next()
    {
        var staff = await host.StaffAsync(Drammen);
        var group = await staff.OpensAsync("violence-and-abuse");
        var first = await host.WaitsAsync("violence-and-abuse");
        await staff.PostJsonAsync($"/v1/desk/cases/{first.Case}/offers", new { groupId = group });
        var next = await host.WaitsAsync("violence-and-abuse");
        await host.RunAloneAsync("match-groups");
        Assert.Equal([first.Interest], await host.MatchedWithAsync(group));

        await first.Person.DeleteJsonAsync("/v1/interest");
        await host.RunAloneAsync("match-groups");

        Assert.Equal([next.Interest], await host.MatchedWithAsync(group));
    }
}
