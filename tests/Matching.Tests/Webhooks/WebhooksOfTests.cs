using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Tests.Support;

namespace Matching.Tests.Webhooks;

/// <summary>What the tests of webhooks have in common.</summary>
internal static class WebhooksOfTests
{
    public const string Drammen = "contact-point-drammen";

    public static Task<HttpClient> AdminAsync(this TestHost host, string body = Drammen) =>
        host.StaffAsync(body, Role.BodyAdmin);

    /// <summary>Adds a webhook to the receiver's path; its address and its secret.</summary>
    public static async Task<(string Path, string Secret)> AddWebhookAsync(
        this HttpClient admin,
        WebhookReceiver receiver,
        string path,
        params string[] events
    )
    {
        var made = await admin.PostJsonAsync(
            "/v1/webhooks",
            new { url = receiver.Url(path), events = events.Length == 0 ? ["desk.news.v1"] : events }
        );
        return ($"/v1/webhooks/{made.Id()}", made.Text("secret"));
    }

    /// <summary>Its deliveries, the newest first.</summary>
    public static async Task<JsonElement[]> DeliveriesAsync(this HttpClient admin, string webhook) =>
        [.. (await admin.GetJsonAsync($"{webhook}/deliveries")).GetProperty("items").EnumerateArray()];

    /// <summary>How the only delivery went: state, attempts, status and error.</summary>
    public static async Task<(string State, int Attempts, int? Status, string? Error)> OnlyDeliveryAsync(
        this HttpClient admin,
        string webhook
    )
    {
        var only = (await admin.DeliveriesAsync(webhook)).Single();
        var status = only.GetProperty("lastStatus");
        return (
            only.Text("state"),
            only.GetProperty("attempts").GetInt32(),
            status.ValueKind == JsonValueKind.Null ? null : status.GetInt32(),
            only.GetProperty("error").GetString()
        );
    }

    public static Task SendTestAsync(this HttpClient admin, string webhook) =>
        admin.PostJsonAsync($"{webhook}/test", null, HttpStatusCode.Created);
}
