using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Matching.Tests.Groups;
using Matching.Tests.Support;

namespace Matching.Tests.Starters;

/// <summary>Groups that await a starter, and what starters are asked.</summary>
internal static class RequestsOfTests
{
    /// <summary>A group that has formed from a proposal and awaits its starters.</summary>
    public static async Task<JsonElement> AwaitingGroupAsync(
        this TestHost host,
        HttpClient staff,
        params (string Path, JsonNode? Value)[] changes
    )
    {
        var group = await staff.PostJsonAsync("/v1/groups", GroupsOfTests.Form(changes));
        await host.SqlAsync($"update groups set awaits_starter = true, proposed = true where id = {group.Id()}");
        return group;
    }

    /// <summary>Whom a group asked, and what came of it, by number.</summary>
    public static async Task<List<(int Number, string State)>> AskedAsync(this HttpClient staff, JsonElement group) =>
        [
            .. (await staff.GetJsonAsync($"{group.Path()}/starter-requests"))
                .GetProperty("items")
                .EnumerateArray()
                .Select(item => (item.GetProperty("starter").NumberOf(), item.Text("state")))
                .OrderBy(item => item.Item1),
        ];

    /// <summary>What a starter is asked for a group, as her own body sees it.</summary>
    public static async Task<JsonElement> RequestAsync(
        this HttpClient staff,
        JsonElement starter,
        JsonElement group,
        string state = "asked"
    ) =>
        (await staff.GetJsonAsync($"/v1/desk/starter-requests?limit=100&state={state}"))
            .GetProperty("items")
            .EnumerateArray()
            .Single(item =>
                item.GetProperty("starter").Id() == starter.Id() && item.GetProperty("group").Id() == group.Id()
            );

    /// <summary>Answers for a starter; without a reason it is a yes.</summary>
    public static async Task<JsonElement> AnswerAsync(
        this HttpClient staff,
        JsonElement starter,
        JsonElement group,
        string? reason = null,
        HttpStatusCode expected = HttpStatusCode.OK
    )
    {
        var request = await staff.RequestAsync(starter, group);
        return await staff.PutJsonAsync(
            $"/v1/desk/starter-requests/{request.Id()}/answer",
            new { answer = reason is null ? "accept" : "decline", reason },
            expected
        );
    }

    /// <summary>Whether the group still waits for a starter.</summary>
    public static Task<bool> AwaitsAsync(this TestHost host, JsonElement group)
    {
        var id = group.Id();
        return host.WithDbAsync(async db => (await db.Groups.FindAsync(id))!.AwaitsStarter);
    }
}
