using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Options;

namespace Matching.Webhooks;

/// <summary>How one attempt ended.</summary>
/// <param name="Status">The status of the answer; null where none came.</param>
/// <param name="Error">A code; null where it arrived.</param>
/// <param name="Asked">How long a receiver that has too much to do asks us to stay away.</param>
public readonly record struct Attempt(int? Status, string? Error, TimeSpan? Asked = null);

/// <summary>
/// Sends one event once. The attempt is bounded as a whole, and of the answer only the status counts: what else comes
/// is read a little, so that a usual receiver can end, and thrown away. Neither the address nor an exception's message
/// is told to anybody.
/// </summary>
public sealed class WebhookSender(GuardedConnections connections, IOptions<WebhookOptions> options) : IDisposable
{
    /// <summary>The status by which a receiver says that it wants no more.</summary>
    public const int Gone = 410;

    private const int MostRead = 4096;

    private readonly HttpClient _client = new(connections.Handler())
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { UserAgent = { new ProductInfoHeaderValue("Matching", "1") } },
    };

    /// <param name="id">The header <c>webhook-id</c>: the same for each attempt.</param>
    /// <param name="secrets">Those that are valid now: each signs.</param>
    /// <param name="now">The header <c>webhook-timestamp</c>.</param>
    public async Task<Attempt> SendAsync(
        string url,
        string id,
        byte[] body,
        IEnumerable<WebhookSecret> secrets,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!WebhookAddress.TryParse(url, options.Value.AllowLoopback, out var address, out _))
        {
            return new(null, "webhook-address-refused");
        }

        using var message = new HttpRequestMessage(HttpMethod.Post, address.Uri)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } },
        };
        message.Headers.Add("webhook-id", id);
        message.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        message.Headers.TryAddWithoutValidation(
            "webhook-signature",
            string.Join(' ', secrets.Select(secret => secret.Sign(id, now, body)))
        );
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bounded.CancelAfter(TimeSpan.FromSeconds(options.Value.TimeoutSeconds));
        try
        {
            using var answer = await _client.SendAsync(
                message,
                HttpCompletionOption.ResponseHeadersRead,
                bounded.Token
            );
            await ReadALittleAsync(answer, bounded.Token);
            var status = (int)answer.StatusCode;
            return new(status, answer.IsSuccessStatusCode ? null : Code(status), Asked(answer, now));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(null, "webhook-timed-out");
        }
        catch (HttpRequestException weather)
        {
            return new(null, Code(weather));
        }
    }

    public void Dispose() => _client.Dispose();

    private static TimeSpan? Asked(HttpResponseMessage answer, DateTimeOffset now) =>
        answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable
            ? answer.Headers.RetryAfter?.Delta ?? answer.Headers.RetryAfter?.Date - now
            : null;

    private static string Code(int status) =>
        status is >= 300 and < 400 ? "webhook-redirected"
        : status == Gone ? "webhook-gone"
        : "webhook-not-taken";

    private static string Code(HttpRequestException weather) =>
        weather.InnerException is AddressRefusedException ? "webhook-address-refused"
        : weather.HttpRequestError == HttpRequestError.NameResolutionError ? "webhook-name-unknown"
        : weather.HttpRequestError == HttpRequestError.SecureConnectionError ? "webhook-not-secure"
        : "webhook-not-reached";

    private static async Task ReadALittleAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        try
        {
            await using var content = await answer.Content.ReadAsStreamAsync(ct);
            _ = await content.ReadAtLeastAsync(new byte[MostRead], MostRead, throwOnEndOfStream: false, ct);
        }
        catch (Exception weather) when (weather is IOException or HttpRequestException or OperationCanceledException)
        {
            // The status has come, and that is all that counts.
        }
    }
}
