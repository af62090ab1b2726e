using System;
using System.Buffers;
using System.IO;
using System.IO.Pipelines;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Matching.Web;

/// <summary>What HTTP asks of every server and the framework leaves to the program.</summary>
public static class HttpEdges
{
    /// <summary>The most that the address of a call may hold, in characters.</summary>
    public const int LongestAddress = 8 * 1024;

    /// <summary>The most that the headers of a call may hold, in characters.</summary>
    public const int LargestHeaders = 32 * 1024;

    /// <summary>How many headers a call may have.</summary>
    public const int MostHeaders = 100;

    /// <summary>The most that the body of a call may hold, in bytes.</summary>
    public const int LargestBody = 64 * 1024;

    /// <summary>How many levels a body of JSON may have.</summary>
    public const int DeepestBody = 16;

    /// <summary>
    /// How long a body may take to arrive, however it drips; the server itself cuts off what is slower than 240 bytes a
    /// second.
    /// </summary>
    internal static readonly TimeSpan LongestReceiving = TimeSpan.FromSeconds(30);

    /// <summary>How long the headers of a call may take to arrive.</summary>
    internal static readonly TimeSpan LongestHeaders = TimeSpan.FromSeconds(15);

    /// <summary>
    /// A HEAD is answered as the GET would be, without the body, which the server leaves out by itself.
    /// </summary>
    public static IApplicationBuilder UseHead(this IApplicationBuilder app) =>
        app.Use(
            (http, next) =>
            {
                if (HttpMethods.IsHead(http.Request.Method) && !IsPrivate(http.Request.Path))
                {
                    http.Request.Method = HttpMethods.Get;
                    http.Response.Body = Stream.Null;
                }

                return next(http);
            }
        );

    /// <summary>
    /// What people and the staff read. To look there leaves a trace: what was read counts as read. A look at nothing
    /// must not.
    /// </summary>
    internal static bool IsPrivate(PathString path) =>
        path.StartsWithSegments("/v1/interest", StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments("/v1/desk", StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments("/waiting", StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments("/status", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Refuses an address or headers that are too large in words: the server itself, whose own limits must be higher,
    /// would end the connection without any.
    /// </summary>
    public static IApplicationBuilder UseHeaderLimit(this IApplicationBuilder app) =>
        app.Use(
            (http, next) =>
                http.Request.Path.Value!.Length + http.Request.QueryString.Value!.Length > LongestAddress
                    ? Problems.AddressTooLong.Because().ExecuteAsync(http)
                // The server lets the chunks count, and a proxy before it perhaps the length: then they would not agree
                // where the next call begins.
                : http.Request.Headers.ContainsKey("X-Content-Length")
                && http.Request.Headers.TransferEncoding.Count > 0
                    ? EndAsync(http)
                : http.Request.Headers.Count > MostHeaders ? Problems.HeadersTooLarge.Because().ExecuteAsync(http)
                : http.Request.Headers.Sum(header => header.Key.Length + header.Value.Sum(value => value?.Length ?? 0))
                > LargestHeaders
                    ? Problems.HeadersTooLarge.Because().ExecuteAsync(http)
                : next(http)
        );

    private static Task EndAsync(HttpContext http)
    {
        http.Response.Headers.Connection = "close";
        return Problems.Invalid.Because("A length and chunks do not go together.").ExecuteAsync(http);
    }

    /// <summary>
    /// Refuses a body that is too large before anything else reads it; must stand last. The server has no limit of its
    /// own, which would end the connection under a sender who is still sending, so that she never read why: it takes in
    /// the rest for five seconds at most and throws it away.
    /// </summary>
    public static IApplicationBuilder UseBodyLimit(this IApplicationBuilder app) =>
        app.Use(
            async (http, next) =>
            {
                var isTooLarge = http.Request.ContentLength is { } length
                    ? length > LargestBody
                    : await IsTooLargeAsync(http.Request.BodyReader, http.RequestAborted);
                await (isTooLarge ? Problems.TooLarge.Because().ExecuteAsync(http) : next(http));
            }
        );

    /// <summary>
    /// Waits until the body is here, as far as anybody will read it, and leaves it to be read from its beginning.
    /// </summary>
    /// <returns>False where it took too long.</returns>
    internal static async Task<bool> ReceiveAsync(HttpContext http)
    {
        var length = http.Request.ContentLength;
        if (length is null ? http.Request.Headers.TransferEncoding.Count == 0 : length is 0 or > LargestBody)
        {
            return true;
        }

        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        bounded.CancelAfter(LongestReceiving);
        try
        {
            await IsTooLargeAsync(http.Request.BodyReader, bounded.Token);
            return true;
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            return false;
        }
        catch (IOException notHttp) when (notHttp is not BadHttpRequestException)
        {
            // The server says so of a chunk whose size is no number of its own.
            throw new BadHttpRequestException("The body is not as HTTP has it.", notHttp);
        }
    }

    /// <summary>
    /// Refuses JSON that is nested too deep, whatever else is wrong with it; must stand after the limit of the body.
    /// </summary>
    public static IApplicationBuilder UseDepthLimit(this IApplicationBuilder app) =>
        app.Use(
            async (http, next) =>
                await (
                    http.Request.HasJsonContentType()
                    && await IsTooDeepAsync(http.Request.BodyReader, http.RequestAborted)
                        ? Problems.TooDeep.Because().ExecuteAsync(http)
                        : next(http)
                )
        );

    // One that does not say how large it is, is looked at as far as the limit and left to be read from its beginning.
    private static async Task<bool> IsTooLargeAsync(PipeReader body, CancellationToken ct)
    {
        var seen = (await body.ReadAtLeastAsync(LargestBody + 1, ct)).Buffer;
        var isTooLarge = seen.Length > LargestBody;
        body.AdvanceTo(seen.Start);
        return isTooLarge;
    }

    private static async Task<bool> IsTooDeepAsync(PipeReader body, CancellationToken ct)
    {
        var seen = (await body.ReadAtLeastAsync(LargestBody + 1, ct)).Buffer;
        var isTooDeep = IsTooDeep(seen);
        body.AdvanceTo(seen.Start);
        return isTooDeep;
    }

    // Counted here, because the reader of forms meets an unknown member or another kind of value before the depth.
    private static bool IsTooDeep(ReadOnlySequence<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
            {
                if (
                    reader.CurrentDepth >= DeepestBody
                    && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray
                )
                {
                    return true;
                }
            }
        }
        catch (JsonException)
        {
            // Told by whoever reads it as a form.
        }

        return false;
    }
}
