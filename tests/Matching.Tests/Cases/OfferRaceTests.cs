using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Json;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Matches;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Cases;

/// <summary>
/// Places are few, and several people act at once. Whatever the order, a place has one person and a loser is told so.
/// </summary>
[Trait("Category", "Long")]
public sealed class OfferRaceTests(TestHost host) : IClassFixture<TestHost>
{
    private static readonly int Rounds = Always.Usually(some: 32, all: 200);
    private readonly Dictionary<string, HttpClient> _staff = new(StringComparer.Ordinal);

    [Fact]
    public async Task Of_two_bodies_that_offer_the_last_place_at_once_one_holds_it_and_the_other_is_told()
    {
        var group = await GroupAsync("link-trondheim", capacity: 8, members: 7);
        var drammen = await RegisterAsync("municipality:3301", "contact-point-drammen");
        var baerum = await RegisterAsync("municipality:3201", "contact-point-baerum");
        var wins = new Dictionary<One, int> { [drammen] = 0, [baerum] = 0 };
        for (var round = 0; round < Rounds; round++)
        {
            One[] order = round % 2 == 0 ? [drammen, baerum] : [baerum, drammen];
            var answers = await Task.WhenAll(order.Select(one => OfferAsync(one, group)));

            Assert.Equal(
                [HttpStatusCode.Created, HttpStatusCode.Conflict],
                answers.Select(answer => answer.Status).Order()
            );
            Assert.Equal(
                "no-free-place",
                answers.Single(answer => answer.Status == HttpStatusCode.Conflict).Body.Code()
            );
            var winner = order[Array.FindIndex(answers, answer => answer.Status == HttpStatusCode.Created)];
            wins[winner]++;
            Assert.Equal(1, await LiveAsync(group));
            var offer = answers.Single(answer => answer.Status == HttpStatusCode.Created).Body.Id();
            await winner.Staff.DeleteJsonAsync($"{winner.Case}/offers/{offer}");
        }

        Say(
            $"{Rounds} rounds: one body held the place {wins[drammen]} times, the other {wins[baerum]} times, never both or neither"
        );
        Assert.Equal((7, 0), (await MembersAsync(group), await LiveAsync(group)));
    }

    [Fact]
    public async Task Of_a_yes_and_a_withdrawal_at_once_one_counts_and_the_other_is_told()
    {
        var random = Always.Random(Rounds);
        var (yeses, withdrawals) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var group = await GroupAsync("link-trondheim", capacity: 4, members: 3);
            var one = await RegisterAsync("municipality:3301", "contact-point-drammen");
            var offer = (await OfferAsync(one, group)).Body.Id();

            var yes = AfterAsync(random.Next(4), () => YesAsync(one, offer));
            var withdrawal = AfterAsync(
                random.Next(4),
                () => SendAsync(one.Staff, HttpMethod.Delete, $"{one.Case}/offers/{offer}")
            );
            var (said, withdrawn) = (await yes, await withdrawal);

            var counted = said.Status == HttpStatusCode.OK;
            Assert.Equal(counted ? HttpStatusCode.Conflict : HttpStatusCode.NoContent, withdrawn.Status);
            Assert.Equal("offer-closed", (counted ? withdrawn : said).Body.Code());
            Assert.Equal(counted ? HttpStatusCode.OK : HttpStatusCode.Conflict, said.Status);
            (yeses, withdrawals) = (yeses + (counted ? 1 : 0), withdrawals + (counted ? 0 : 1));

            Assert.Equal((counted ? 4 : 3, 0), (await MembersAsync(group), await LiveAsync(group)));
            Assert.Equal(counted ? "placed" : "matched", (await one.Person.GetJsonAsync("/v1/interest")).Text("state"));
            var state = await host.WithDbAsync(db =>
                db.Offers.Where(row => row.Id == offer).Select(row => row.State).SingleAsync()
            );
            Assert.Equal(counted ? OfferState.Accepted : OfferState.Withdrawn, state);
        }

        Say($"{Rounds} rounds: {yeses} yeses counted, {withdrawals} withdrawals, never both or neither");
    }

    [Fact]
    public async Task Two_who_say_yes_at_once_to_each_others_bodies_both_have_their_place()
    {
        // Each yes has news for both bodies; told in opposite orders, each would wait for the other.
        for (var round = 0; round < Rounds / 2; round++)
        {
            var inTrondheim = await GroupAsync("link-trondheim", capacity: 4, members: 3);
            var inBergen = await GroupAsync("link-bergen", capacity: 4, members: 3);
            var fromBergen = await RegisterAsync("municipality:4601", "link-bergen");
            var fromTrondheim = await RegisterAsync("municipality:5001", "link-trondheim");
            var first = (await OfferAsync(fromBergen, inTrondheim)).Body.Id();
            var second = (await OfferAsync(fromTrondheim, inBergen)).Body.Id();
            await host.RunJobsAsync();

            var answers = await Task.WhenAll(YesAsync(fromBergen, first), YesAsync(fromTrondheim, second));
            Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], answers.Select(answer => answer.Status));
        }

        Say($"{Rounds / 2} rounds, {Rounds} yeses, all of them counted");
    }

    [Fact]
    public async Task A_case_handed_over_and_a_place_offered_in_the_same_bodys_group_do_not_wait_for_each_other()
    {
        var group = await GroupAsync("district-oslo", capacity: 100, members: 0);
        for (var round = 0; round < Rounds / 4; round++)
        {
            var handed = await RegisterAsync("municipality:3301", "contact-point-drammen");
            var offered = await RegisterAsync("municipality:3201", "contact-point-baerum");
            await host.RunJobsAsync();
            var to = await host.BodyAsync("district-oslo");
            var answers = await Task.WhenAll(
                SendAsync(handed.Staff, HttpMethod.Put, $"{handed.Case}/handover", new { to, reason = "no-capacity" }),
                OfferAsync(offered, group)
            );
            Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.Created], answers.Select(answer => answer.Status));
        }

        Say($"{Rounds / 4} rounds, all of them done");
    }

    [Fact]
    public async Task Whoever_withdraws_while_her_case_is_being_worked_on_is_gone_and_nobody_sees_an_error()
    {
        var group = await GroupAsync("link-trondheim", capacity: 4, members: 3);
        var seen = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var round = 0; round < Rounds; round++)
        {
            var one = await RegisterAsync("municipality:3301", "contact-point-drammen");
            var gone = SendAsync(one.Person, HttpMethod.Delete, "/v1/interest");
            var opened = SendAsync(one.Staff, HttpMethod.Get, one.Case);
            var offered = OfferAsync(one, group);

            Assert.Equal(HttpStatusCode.NoContent, (await gone).Status);
            foreach (
                var (what, status) in new[] { ("opened", (await opened).Status), ("offered", (await offered).Status) }
            )
            {
                seen[$"{what} {(int)status}"] = seen.GetValueOrDefault($"{what} {(int)status}") + 1;
            }

            Assert.Equal(0, await LiveAsync(group));
        }

        Say(string.Join(", ", seen.Select(pair => $"{pair.Key}: {pair.Value}")));
        Assert.Equal([], seen.Keys.Except(["opened 200", "opened 404", "offered 201", "offered 404"]));
    }

    private static void Say(string text) => TestContext.Current.TestOutputHelper!.WriteLine(text);

    private static async Task<Answer> AfterAsync(int milliseconds, Func<Task<Answer>> send)
    {
        await Task.Delay(milliseconds, TestContext.Current.CancellationToken);
        return await send();
    }

    private static Task<Answer> OfferAsync(One one, Guid group) =>
        SendAsync(one.Staff, HttpMethod.Post, $"{one.Case}/offers", new { groupId = group });

    private static Task<Answer> YesAsync(One one, Guid offer) =>
        SendAsync(one.Person, HttpMethod.Put, $"/v1/interest/answers/{offer}", new { answer = "yes" });

    private static async Task<Answer> SendAsync(HttpClient client, HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = body is null ? null : JsonContent.Create(body),
        };
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)answer.StatusCode < 500, $"{method} {path}: {answer.StatusCode} {text}");
        return new(answer.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }

    private async Task<Guid> GroupAsync(string body, int capacity, int members) =>
        await TestHost.OpenGroupAsync(
            await StaffAsync(body),
            new
            {
                name = "Tirsdagsgruppa",
                capacity,
                members,
                meeting = new { form = "digital", municipality = "0301" },
            }
        );

    private async Task<One> RegisterAsync(string place, string body)
    {
        var receipt = (await host.Anyone.PostJsonAsync("/v1/interests", new { place, consent = "2026-11" })).Text(
            "receipt"
        );
        // With a key of its own, since one key opens only so many cases a day.
        return new(
            host.Person(receipt),
            await host.StaffAsync(body),
            $"/v1/desk/cases/{await host.CaseOfAsync(receipt)}"
        );
    }

    private async Task<HttpClient> StaffAsync(string body) =>
        _staff.TryGetValue(body, out var known) ? known : _staff[body] = await host.StaffAsync(body);

    private Task<int> MembersAsync(Guid group) =>
        host.WithDbAsync(db => db.Groups.Where(row => row.Id == group).Select(row => row.Members).SingleAsync());

    private Task<int> LiveAsync(Guid group) =>
        host.WithDbAsync(db => db.Offers.CountAsync(row => row.GroupId == group && row.State == OfferState.Open));

    /// <summary>A person, the staff that answer her, and her case.</summary>
    private sealed record One(HttpClient Person, HttpClient Staff, string Case);

    private sealed record Answer(HttpStatusCode Status, JsonElement Body);
}
