using System;
using System.Net;
using System.Net.Http;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace Matching.Tests.Support;

/// <summary>Calls that a test makes as any program would: JSON out, JSON in, the status asserted.</summary>
public static class Json
{
    private static readonly (string Name, string Value)[] WhateverIsThere = [("If-Match", "*")];

    public static async Task<JsonElement> GetJsonAsync(
        this HttpClient client,
        string path,
        HttpStatusCode expected = HttpStatusCode.OK
    ) => await ReadAsync(await client.GetAsync(path, TestContext.Current.CancellationToken), expected);

    public static async Task<JsonElement> PostJsonAsync(
        this HttpClient client,
        string path,
        object? body,
        HttpStatusCode expected = HttpStatusCode.Created
    ) => await ReadAsync(await client.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken), expected);

    public static async Task<JsonElement> PutJsonAsync(
        this HttpClient client,
        string path,
        object? body,
        HttpStatusCode expected = HttpStatusCode.OK
    ) =>
        await ReadAsync(
            await client.SendTextAsync(HttpMethod.Put, path, JsonSerializer.Serialize(body, JsonSerializerOptions.Web)),
            expected
        );

    public static async Task<JsonElement> DeleteJsonAsync(
        this HttpClient client,
        string path,
        HttpStatusCode expected = HttpStatusCode.NoContent
    ) => await ReadAsync(await client.DeleteAsync(path, TestContext.Current.CancellationToken), expected);

    /// <summary>
    /// Sends text as it is, with a JSON content type. A PUT is meant for whatever is there; what is not is sent with
    /// its own header.
    /// </summary>
    public static Task<HttpResponseMessage> SendTextAsync(
        this HttpClient client,
        HttpMethod method,
        string path,
        string text,
        params (string Name, string Value)[] headers
    )
    {
        var request = new HttpRequestMessage(method, path)
        {
            Content = new StringContent(text, Encoding.UTF8, "application/json"),
        };
        foreach (var (name, value) in headers.Length == 0 && method == HttpMethod.Put ? WhateverIsThere : headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, HttpStatusCode expected)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == expected, $"expected {expected}, got {answer.StatusCode}: {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>The code of a problem.</summary>
    public static string Code(this JsonElement problem) => problem.GetProperty("code").GetString()!;

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static Guid Id(this JsonElement element, string name = "id") => element.GetProperty(name).GetGuid();
}
