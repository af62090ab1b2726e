using System;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Matching.Interests;
using Matching.Proposals;
using Matching.Sealing;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Matching.Tests.Proposals;

/// <summary>Somebody who waits, as a test knows her.</summary>
public sealed record Waits(HttpClient Person, string Receipt, Guid Interest);

/// <summary>People who wait, and the rounds that place them.</summary>
public static class WaitingOfTests
{
    /// <summary>A form that is right, with members put over it.</summary>
    public static JsonObject Form(params (string Member, JsonNode? Value)[] changes)
    {
        var form = JsonNode
            .Parse(
                """
                {
                  "topics": ["grief"], "place": "municipality:3431", "travelKm": 30, "meeting": ["in-person"],
                  "languages": ["nb"], "times": ["weekday-evening"], "consent": "2026-11"
                }
                """
            )!
            .AsObject();
        foreach (var (member, value) in changes)
        {
            form[member] = value;
        }

        return form;
    }

    /// <summary>Somebody registers.</summary>
    public static async Task<Waits> RegisterAsync(this TestHost host, params (string Member, JsonNode? Value)[] changes)
    {
        var receipt = (await host.Anyone.PostJsonAsync("/v1/interests", Form(changes))).Text("receipt");
        Assert.True(Receipt.TryParse(receipt, out var read));
        var fingerprint = read.Fingerprint(host.Get<Secrets>());
        var id = await host.WithDbAsync(db =>
            db.Interests.Where(row => row.Receipt == fingerprint).Select(row => row.Id).SingleAsync()
        );
        return new(host.Person(receipt), receipt, id);
    }

    /// <summary>A round of the clock.</summary>
    public static async Task<int> PlaceWaitingAsync(this TestHost host)
    {
        await using var scope = host.Get<IServiceScopeFactory>().CreateAsyncScope();
        return await PlaceWaiting.RunAsync(scope.ServiceProvider, CancellationToken.None);
    }

    /// <summary>The midnight job of invitations.</summary>
    public static async Task<int> LapseInvitationsAsync(this TestHost host)
    {
        await using var scope = host.Get<IServiceScopeFactory>().CreateAsyncScope();
        return await LapseInvitations.RunAsync(scope.ServiceProvider, CancellationToken.None);
    }

    /// <summary>The live proposal that somebody stands in; null where in none.</summary>
    public static Task<Proposal?> ProposalOfAsync(this TestHost host, Waits one) =>
        host.WithDbAsync(db =>
            (
                from member in db.ProposalMembers
                join proposal in db.Proposals on member.Proposal equals proposal.Id
                where member.Interest == one.Interest && member.Live
                select proposal
            ).SingleOrDefaultAsync()
        );

    /// <summary>The open invitation of somebody, as her page shows it.</summary>
    public static async Task<JsonElement> InvitationAsync(this Waits one) =>
        Assert.Single(
            (await one.Person.GetJsonAsync("/v1/interest")).GetProperty("offers").EnumerateArray(),
            offer => offer.Text("kind") == "invitation" && offer.Text("state") == "open"
        );

    /// <summary>Answers the open invitation of somebody.</summary>
    public static async Task<JsonElement> AnswerAsync(this Waits one, string answer) =>
        await one.Person.PutJsonAsync($"/v1/interest/answers/{(await one.InvitationAsync()).Id()}", new { answer });

    /// <summary>Where somebody's interest stands.</summary>
    public static async Task<string> StateAsync(this Waits one) =>
        (await one.Person.GetJsonAsync("/v1/interest")).Text("state");
}
