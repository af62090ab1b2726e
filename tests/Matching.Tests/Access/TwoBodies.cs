using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Database;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Access;

/// <summary>Whose something is, seen from who calls.</summary>
internal enum Whose
{
    Own,
    Anothers,

    /// <summary>It never existed.</summary>
    Nobodys,
}

/// <summary>
/// The caller's body and another one, which each have one of everything: made when it is first asked for, and kept
/// until something was changed.
/// </summary>
internal sealed class TwoBodies(TestHost host, IReadOnlyDictionary<string, MatrixEndpoint> endpoints, HttpClient client)
{
    /// <summary>So many days ago every key was made.</summary>
    public const int KeysAge = 10;

    /// <summary>For so many days a key usually opens something.</summary>
    public const int KeysDays = 365;

    private readonly Dictionary<(string What, Whose Whose), string> _made = [];

    public static string AddressOf(Guid body) => $"{body:N}@example.org";

    /// <summary>Two others from now on.</summary>
    public void Renew() => _made.Clear();

    /// <summary>What is made the first time that it is asked for.</summary>
    public async Task<string> OnceAsync(string what, Whose whose, Func<Task<string>> make) =>
        _made.TryGetValue((what, whose), out var made) ? made : _made[(what, whose)] = await make();

    /// <summary>The id of one of a kind, which is called as in an address.</summary>
    public async Task<string> IdAsync(string kind, Whose whose) =>
        whose == Whose.Nobodys ? RandomId.New().ToString() : await OnceAsync(kind, whose, () => MakeAsync(kind, whose));

    /// <summary>The receipt of a person whose case is the body's.</summary>
    public Task<string> ReceiptAsync(Whose whose) =>
        OnceAsync(
            "receipt",
            whose,
            async () =>
            {
                var form = endpoints["RegisterInterest"].Example;
                var receipt = (await host.Anyone.PostJsonAsync("/v1/interests", form)).Text("receipt");
                var (id, body) = (await host.CaseOfAsync(receipt), await BodyAsync(whose));
                await host.SqlAsync($"update cases set body = {body} where id = {id}");
                return receipt;
            }
        );

    /// <param name="scope">What it is narrowed to; empty: to nothing.</param>
    public Task<string> KeyAsync(
        Whose whose,
        Role role,
        string scope = "",
        int days = KeysDays,
        bool isRevoked = false
    ) =>
        OnceAsync(
            $"key {role} {scope} {days} {isRevoked}",
            whose,
            async () =>
            {
                var (body, today) = (await BodyAsync(whose), host.Clock.Today());
                string[] scopes = scope.Length == 0 ? [] : [scope];
                var made = today.AddDays(-KeysAge);
                var (key, secret) = ApiKey.Issue(body, role, "a test", made, days, scopes: scopes);
                if (isRevoked)
                {
                    key.Revoke(today);
                }

                await AddAsync(key);
                return secret;
            }
        );

    /// <summary>The number by which other bodies know a starter.</summary>
    public async Task<int> NumberAsync(Whose whose) =>
        (await SendAsync(whose, HttpMethod.Get, $"/v1/starters/{await IdAsync("starters", whose)}", null))
            .GetProperty("number")
            .GetInt32();

    /// <summary>A network that a body leads.</summary>
    /// <param name="member">Whose body is in it.</param>
    public async Task<JsonObject> NetworkAsync(Whose whose, Whose member = Whose.Own) =>
        new()
        {
            ["name"] = "Nettverket",
            ["lead"] = await IdAsync("bodies", whose),
            ["members"] = new JsonArray(await IdAsync("bodies", member)),
        };

    /// <summary>Does something in a body's name, as a national administration that works there.</summary>
    /// <param name="receipt">By which a person does it herself.</param>
    public async Task<JsonElement> SendAsync(
        Whose whose,
        HttpMethod method,
        string path,
        JsonNode? form,
        string? receipt = null
    )
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = form is null ? null : JsonContent.Create(form);
        request.Headers.Authorization = receipt is null
            ? new("Bearer", await KeyAsync(whose, Role.NationalAdmin))
            : new("Receipt", receipt);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path} to have something to ask for: {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    private async Task<Guid> BodyAsync(Whose whose) => Guid.Parse(await IdAsync("bodies", whose));

    private Task<int> AddAsync(object row) =>
        host.WithDbAsync(db =>
        {
            db.Add(row);
            return db.SaveChangesAsync();
        });

    private async Task<string> MakeAsync(string kind, Whose whose)
    {
        // Between two bodies: that one sees what the other one's starter is asked does not make it hers to answer.
        var other = whose == Whose.Own ? Whose.Anothers : Whose.Own;
        switch (kind)
        {
            case "cases" or "waiting":
                return (await host.CaseOfAsync(await ReceiptAsync(whose))).ToString();
            case "offers":
                var group = new JsonObject { ["groupId"] = await IdAsync("groups", whose) };
                return await PostAsync(whose, $"desk/cases/{await IdAsync("cases", whose)}/offers", group);
            case "deliveries":
                return await PostAsync(whose, $"webhooks/{await IdAsync("webhooks", whose)}/test", null);
            case "starter-requests":
                var starter = new JsonObject { ["number"] = await NumberAsync(whose) };
                return await PostAsync(other, $"groups/{await IdAsync("groups", other)}/starter-requests", starter);
            case "taken":
                var asked = $"/v1/desk/starter-requests/{await IdAsync("starter-requests", whose)}/answer";
                await SendAsync(whose, HttpMethod.Put, asked, new JsonObject { ["answer"] = "accept" });
                return await IdAsync("groups", other);
            case "links":
                var link = await SendAsync(whose, HttpMethod.Post, "/v1/desk/link", null);
                return link.Text("url").Split('/')[^1];
            case "audit":
                await IdAsync("keys", whose);
                return await IdAsync("bodies", whose);
            case "networks":
                return await PostAsync(whose, kind, await NetworkAsync(whose));
            case "bodies" or "tasks" or "dead-letters" or "proposals":
                return await StoreAsync(kind, whose);
            default:
                return await PostAsync(whose, kind, await FormAsync(kind, whose));
        }
    }

    // What no call makes, or makes of much else.
    private async Task<string> StoreAsync(string kind, Whose whose)
    {
        var (id, day, now) = (RandomId.New(), host.Clock.Today(), host.Clock.GetUtcNow());
        var body = kind == "bodies" ? id : await BodyAsync(whose);
        _ = kind switch
        {
            "bodies" => await AddAsync(
                new Body
                {
                    Id = id,
                    Kind = BodyKind.ContactPoint,
                    Name = $"Kontaktpunkt {whose}",
                    Email = AddressOf(id),
                    House = "municipality:3301",
                }
            ),
            "tasks" => await host.SqlAsync(
                $"insert into errands (id, body, kind, about, day) values ({id}, {body}, 'body-silent', {body}, {day})"
            ),
            "dead-letters" => await host.SqlAsync(
                $"insert into jobs (id, kind, run_at, state, finished_at) values ({id}, 'made-up', {now}, 'dead', {now})"
            ),
            _ => await host.SqlAsync(
                $"""
                insert into proposals (id, body, state, day, place, longitude, latitude, municipality, topics, languages, times, gender, age_bands)
                values ({id}, {body}, 'open', {day}, 'municipality:3301', 10.2, 59.7, '3301', array[]::smallint[], array['nb'], array[]::text[], 'any', array[]::text[])
                """
            ),
        };
        return id.ToString();
    }

    // As its own call shows it.
    private async Task<JsonObject> FormAsync(string kind, Whose whose)
    {
        var call = endpoints.Values.Single(call => (call.Method, call.Path) == ("POST", $"/v1/{kind}"));
        var form = (JsonObject)call.Example!.DeepClone();
        if (form.ContainsKey("body"))
        {
            form["body"] = await IdAsync("bodies", whose);
        }

        return form;
    }

    private async Task<string> PostAsync(Whose whose, string path, JsonNode? form) =>
        (await SendAsync(whose, HttpMethod.Post, $"/v1/{path}", form)).Id().ToString();
}
