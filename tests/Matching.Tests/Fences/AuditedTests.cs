using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Tests.Access;
using Matching.Tests.Support;
using Matching.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Xunit;

namespace Matching.Tests.Fences;

/// <summary>
/// Each call by which those who administer change something is made, and what the audit has of it then is read.
/// </summary>
public sealed class AuditedTests(WebhookHost host) : IClassFixture<WebhookHost>
{
    // Whoever has one comes in by it.
    private const string Link = "POST /v1/desk/link";

    // Why the audit has nothing of them.
    private static readonly Dictionary<string, string> Unnoted = new(StringComparer.Ordinal)
    {
        ["POST /v1/desk/dead-letters/{id:guid}/replay"] = "what was to be done anyway is tried again",
        ["POST /v1/webhooks/{id:guid}/deliveries/{deliveryId:guid}/replay"] = "a receiver is told again what it was",
        ["POST /v1/webhooks/{id:guid}/test"] = "a receiver is told nothing",
    };

    private readonly SortedDictionary<string, string> _noted = new(StringComparer.Ordinal);
    private NpgsqlConnection _owner = null!;
    private HttpClient _national = null!;

    [Fact]
    public async Task What_those_who_administer_change_stands_in_the_audit()
    {
        await using var owner = _owner = await Raw.OwnerAsync(host);
        using var national = _national = await host.StaffAsync("national-office", Role.NationalAdmin);

        await ChangeBodiesAsync();
        await ChangeWebhooksAsync();
        await ChangeTheRestAsync();

        var routes =
            from endpoint in host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            where endpoint.Metadata.GetMetadata<SearchRoute>() is null
            let policy = endpoint
                .Metadata.GetOrderedMetadata<IAuthorizeData>()
                .Select(data => data.Policy)
                .LastOrDefault()
            where policy is nameof(Role.BodyAdmin) or nameof(Role.NationalAdmin)
            from method in endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
            where method is not ("GET" or "HEAD")
            select $"{method} {endpoint.RoutePattern.RawText}";
        Assert.Equal(routes.Append(Link).Order(StringComparer.Ordinal), _noted.Keys);
        Assert.All(
            _noted,
            call => Assert.Equal((call.Key, Unnoted.ContainsKey(call.Key)), (call.Key, call.Value == ""))
        );
        Committed.Equals(
            "tests/Matching.Tests/Fences/audited.txt",
            string.Join(
                '\n',
                _noted.Select(call =>
                    $"{call.Key, -70} {(call.Value == "" ? $"nothing: {Unnoted[call.Key]}" : call.Value)}"
                )
            )
        );
    }

    private async Task ChangeBodiesAsync()
    {
        var written = new
        {
            kind = "contact-point",
            name = "Vik",
            email = "vik@example.org",
            house = "municipality:3301",
        };
        var body = (await CallAsync("POST /v1/bodies", written)).Id();
        await CallAsync(
            "PUT /v1/bodies/{id:guid}",
            new
            {
                written.name,
                written.email,
                written.house,
            },
            body
        );
        await CallAsync(
            "PUT /v1/bodies/{id:guid}/coverage",
            new[] { new { municipality = "3301", from = "2026-11-21" } },
            body
        );
        await CallAsync("PUT /v1/bodies/{id:guid}/policy", new { offerDays = 5 }, body);
        await CallAsync("PUT /v1/bodies/{id:guid}/pause", null, body);
        await CallAsync("DELETE /v1/bodies/{id:guid}/pause", null, body);
        var network = new
        {
            name = "Vik",
            lead = body,
            members = new[] { body, await host.BodyAsync("contact-point-drammen") },
        };
        var made = (await CallAsync("POST /v1/networks", network)).Id();
        await CallAsync("PUT /v1/networks/{id:guid}", network, made);
        await CallAsync("DELETE /v1/networks/{id:guid}", null, made);
        await CallAsync("PUT /v1/bodies/{id:guid}/end", null, body);
    }

    private async Task ChangeWebhooksAsync()
    {
        var form = new { url = host.Receiver.Url("audited"), events = new[] { "desk.news.v1" } };
        var webhook = (await CallAsync("POST /v1/webhooks", form)).Id();
        await CallAsync("PUT /v1/webhooks/{id:guid}", form, webhook);
        await CallAsync("POST /v1/webhooks/{id:guid}/secret", null, webhook);
        var delivery = (await CallAsync("POST /v1/webhooks/{id:guid}/test", null, webhook)).Id();
        await _owner.ExecuteAsync(
            "update jobs set state = 'dead', finished_at = now() where subject = $1",
            default,
            delivery
        );
        var letters = await _national.GetJsonAsync("/v1/desk/dead-letters");
        await CallAsync(
            "POST /v1/desk/dead-letters/{id:guid}/replay",
            null,
            Assert.Single(letters.GetProperty("items").EnumerateArray()).Id()
        );
        await CallAsync("POST /v1/webhooks/{id:guid}/deliveries/{deliveryId:guid}/replay", null, webhook, delivery);
        await CallAsync("DELETE /v1/webhooks/{id:guid}", null, webhook);
    }

    private async Task ChangeTheRestAsync()
    {
        var form = new { name = "Vik", origins = new[] { "https://vik.example.org" } };
        var site = (await CallAsync("POST /v1/sites", form)).Id();
        await CallAsync("PUT /v1/sites/{id:guid}", form, site);
        await CallAsync("DELETE /v1/sites/{id:guid}", null, site);

        var key = await CallAsync(
            "POST /v1/keys",
            new
            {
                body = await host.BodyAsync("contact-point-drammen"),
                role = "coordinator",
                name = "Vik",
            }
        );
        await CallAsync("DELETE /v1/keys/{id:guid}", null, key.Id());
        await CallAsync(Link, null);
        var texts = new
        {
            nb = "Vent.",
            nn = "Vent.",
            en = "Wait.",
        };
        await CallAsync(
            "PUT /v1/desk/reasons/{code}",
            new
            {
                act = "closure",
                effect = "park",
                days = 60,
                texts,
            },
            "audited"
        );
    }

    // Makes a call, which must do something, and reads what it added.
    private async Task<JsonElement> CallAsync(string call, object? form, params object[] values)
    {
        var ct = TestContext.Current.CancellationToken;
        var before = await _owner.CountAsync("audit");
        var (left, route) = (new Queue<object>(values), call.Split(' '));
        using var answer = await _national.SendTextAsync(
            new HttpMethod(route[0]),
            string.Join('/', route[1].Split('/').Select(part => part.StartsWith('{') ? left.Dequeue() : part)),
            form is null ? "" : JsonSerializer.Serialize(form, JsonSerializerOptions.Web)
        );
        var text = await answer.Content.ReadAsStringAsync(ct);
        Assert.True(answer.IsSuccessStatusCode, $"{call}: {answer.StatusCode} {text}");
        var acts = await _owner.ReadAsync(
            "select act from audit where position > $1 order by position",
            row => row.GetString(0),
            ct,
            (long)before
        );
        _noted.Add(call, string.Join(' ', acts));
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }
}
