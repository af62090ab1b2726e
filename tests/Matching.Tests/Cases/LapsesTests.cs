using System;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Matching.Interests;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Cases;

/// <summary>Offers that nobody answers, and places that are given back: neither is lost.</summary>
public sealed class LapsesTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Drammen = "contact-point-drammen";

    [Fact]
    public async Task An_offer_that_lapses_is_no_no_and_its_place_goes_to_the_next_until_the_second_in_a_row_parks()
    {
        var staff = await host.StaffAsync(Drammen);
        var start = host.Clock.GetUtcNow();
        var group = await staff.OpensAsync("cancer");
        var first = await host.WaitsAsync("cancer");
        try
        {
            await OfferAsync(first);
            var next = await host.WaitsAsync("cancer");
            await host.RunAloneAsync("match-groups");
            Assert.Equal([first.Interest], await host.MatchedWithAsync(group));

            host.Clock.Advance(TimeSpan.FromDays(8));
            Assert.Equal(1, await host.RunAloneAsync("lapse-offers"));
            Assert.True(await host.IsToMatchAsync(group));
            await host.RunAloneAsync("match-groups");

            Assert.Equal(2, (await host.MatchedWithAsync(group)).Count);
            Assert.Equal(InterestState.Matched, (await host.InterestAsync(next)).State);
            var interest = await host.InterestAsync(first);
            Assert.Equal((InterestState.Matched, 1, true), (interest.State, interest.Lapses, interest.ToPlace));
            Assert.False(await host.WithDbAsync(db => db.RememberedNoes.AnyAsync(no => no.Interest == first.Interest)));
            Assert.Equal("offer-lapsed", await LapsedAsync(first));
            Assert.Equal("offer-lapsed", await LapsedAsync(first));

            // The second in a row leaves her alone until she reads.
            await OfferAsync(first);
            host.Clock.Advance(TimeSpan.FromDays(8));
            await host.RunAloneAsync("lapse-offers");
            interest = await host.InterestAsync(first);
            Assert.True(interest.IsParkedUntilRead);
            await staff.GetJsonAsync($"/v1/desk/cases/{first.Case}");
            Assert.True((await host.InterestAsync(first)).IsParkedUntilRead);

            Assert.Equal("offers-lapsed", await LapsedAsync(first));
            interest = await host.InterestAsync(first);
            Assert.Equal((InterestState.Matched, 0, true), (interest.State, interest.Lapses, interest.ToPlace));
            Assert.Null(await LapsedAsync(first));
        }
        finally
        {
            host.Clock.Advance(start - host.Clock.GetUtcNow());
        }

        async Task OfferAsync(Rounds.One one) =>
            await staff.PostJsonAsync($"/v1/desk/cases/{one.Case}/offers", new { groupId = group });
    }

    [Fact]
    public async Task A_sign_of_the_person_begins_the_count_of_lapses_anew()
    {
        var staff = await host.StaffAsync(Drammen);
        var start = host.Clock.GetUtcNow();
        var group = await staff.OpensAsync("divorce");
        var one = await host.WaitsAsync("divorce");
        try
        {
            for (var i = 0; i < 3; i++)
            {
                await staff.PostJsonAsync($"/v1/desk/cases/{one.Case}/offers", new { groupId = group });
                host.Clock.Advance(TimeSpan.FromDays(8));
                await host.RunAloneAsync("lapse-offers");
                Assert.Equal(1, (await host.InterestAsync(one)).Lapses);
                await one.Person.PutJsonAsync("/v1/interest/extension", null);
            }

            Assert.Equal(0, (await host.InterestAsync(one)).Lapses);
        }
        finally
        {
            host.Clock.Advance(start - host.Clock.GetUtcNow());
        }
    }

    [Fact]
    public async Task Whoever_leaves_her_group_frees_the_place_looks_again_and_is_not_matched_with_it_again()
    {
        var staff = await host.StaffAsync(Drammen);
        var group = await staff.OpensAsync("bullying", contact: "gruppe@example.org");
        var one = await host.WaitsAsync("bullying");
        var offer = (await staff.PostJsonAsync($"/v1/desk/cases/{one.Case}/offers", new { groupId = group })).Id();
        var answer = $"/v1/interest/answers/{offer}";
        Assert.Equal("offer-closed", (await one.Person.DeleteJsonAsync(answer, HttpStatusCode.Conflict)).Code());
        await one.Person.PutJsonAsync(answer, new { answer = "yes" });
        await staff.PutJsonAsync(
            $"/v1/desk/cases/{one.Case}/closure",
            new { reason = "placed" },
            HttpStatusCode.NoContent
        );
        Assert.Equal("full", (await host.Anyone.GetJsonAsync($"/v1/groups/{group}")).Text("state"));
        var next = await host.WaitsAsync("bullying");
        await next.Person.DeleteJsonAsync(answer, HttpStatusCode.NotFound);
        await host.RunJobsAsync();

        await one.Person.DeleteJsonAsync(answer);
        await one.Person.DeleteJsonAsync(answer);

        var shown = await host.Anyone.GetJsonAsync($"/v1/groups/{group}");
        Assert.Equal(("open", 7), (shown.Text("state"), shown.GetProperty("members").GetInt32()));
        var left = await one.Person.GetJsonAsync("/v1/interest");
        Assert.Equal("waiting", left.Text("state"));
        Assert.Empty(left.GetProperty("offers").EnumerateArray());
        var @case = await staff.GetJsonAsync($"/v1/desk/cases/{one.Case}");
        Assert.Equal("told", @case.Text("state"));
        Assert.Equal(
            ["left", "reopened"],
            @case.GetProperty("history").EnumerateArray().Select(line => line.Text("act")).TakeLast(2)
        );
        var told = (await host.RunJobsAsync()).Select(job => job.Kind).ToList();
        Assert.Contains("tell-group-left", told);
        Assert.Contains("tell-body", told);

        await host.RunAloneAsync("match-groups");
        Assert.Equal([next.Interest], await host.MatchedWithAsync(group));
        Assert.True((await host.InterestAsync(one)).ToPlace);
    }

    private static async Task<string?> LapsedAsync(Rounds.One one)
    {
        var lapsed = (await one.Person.GetJsonAsync("/v1/interest")).GetProperty("lapsed");
        return lapsed.ValueKind == System.Text.Json.JsonValueKind.Null ? null : lapsed.Code();
    }
}
