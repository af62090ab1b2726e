using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Matching.Webhooks;

namespace Matching.Tests.Support;

/// <summary>How a receiver behaves.</summary>
public enum ReceiverWeather
{
    Good,

    /// <summary>500.</summary>
    Failing,

    /// <summary>500, and the body that came.</summary>
    Echoing,

    /// <summary>Takes what comes and says nothing.</summary>
    Silent,

    /// <summary>302 to <c>/inside</c> on 127.0.0.1.</summary>
    Redirecting,

    /// <summary>Resets the connection.</summary>
    Resetting,

    /// <summary>200 and 10 MB.</summary>
    Huge,

    /// <summary>200, and then a byte a second for ever.</summary>
    Dripping,

    /// <summary>410.</summary>
    Gone,

    /// <summary>429, or 503, with what it asks for: <see cref="WebhookReceiver.AskToWait"/>.</summary>
    Busy,
}

/// <summary>What came to a receiver.</summary>
/// <param name="At">Since the receiver began.</param>
public sealed record Received(string Path, IReadOnlyDictionary<string, string> Headers, string Body, TimeSpan At)
{
    public string Id => Headers["webhook-id"];

    public DateTimeOffset Timestamp =>
        DateTimeOffset.FromUnixTimeSeconds(long.Parse(Headers["webhook-timestamp"], CultureInfo.InvariantCulture));

    public string[] Signatures => Headers["webhook-signature"].Split(' ');

    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    /// <summary>Whether one of the signatures is that of this secret, as a receiver would check it.</summary>
    public bool IsSignedWith(string secret) =>
        Signatures.Contains(WebhookSecret.Parse(secret).Sign(Id, Timestamp, Encoding.UTF8.GetBytes(Body)));
}

/// <summary>
/// A real server for webhooks, which does by path what a test tells it to. Raw sockets: no server of use can be brought
/// to answer so badly.
/// </summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    private const int Megabytes = 10;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<string, ReceiverWeather> _weather = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _busy = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Received> _seen = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Task _accepting;

    public WebhookReceiver()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Since it began: the clock of what came.</summary>
    public TimeSpan Now => _watch.Elapsed;

    public IReadOnlyList<Received> Seen => [.. _seen];

    /// <summary>Its address with this path.</summary>
    public string Url(string path) => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/{path}";

    /// <summary>How it behaves at a path from now on; good where nothing is said.</summary>
    public void Behave(string path, ReceiverWeather weather) => _weather[$"/{path}"] = weather;

    /// <summary>Has too much to do at a path from now on.</summary>
    /// <param name="retryAfter">The header: seconds, or a day and time.</param>
    public void AskToWait(string path, string retryAfter, string status = "429 Too Many Requests")
    {
        _busy[$"/{path}"] = $"{status}\r\nRetry-After: {retryAfter}";
        Behave(path, ReceiverWeather.Busy);
    }

    /// <summary>What came to a path.</summary>
    public Received[] To(string path) => [.. _seen.Where(received => received.Path == $"/{path}")];

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptSocketAsync(_end.Token));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It was told to end.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                await using var stream = new NetworkStream(socket);
                var (path, headers, body) = await ReadAsync(stream);
                var at = _watch.Elapsed;
                var weather = _weather.GetValueOrDefault(path);
                _seen.Enqueue(new(path, headers, body, at));
                await AnswerAsync(socket, stream, path, body, weather);
            }
            catch (Exception weather) when (weather is IOException or SocketException or OperationCanceledException)
            {
                // The other side left: it has its bounds.
            }
        }
    }

    private async Task AnswerAsync(
        Socket socket,
        NetworkStream stream,
        string path,
        string body,
        ReceiverWeather weather
    )
    {
        switch (weather)
        {
            case ReceiverWeather.Echoing:
                await WriteAsync(stream, $"500 {path[1..]}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}");
                await stream.WriteAsync(Encoding.UTF8.GetBytes(body), _end.Token);
                break;
            case ReceiverWeather.Silent:
                await Task.Delay(Timeout.Infinite, _end.Token);
                break;
            case ReceiverWeather.Resetting:
                socket.LingerState = new LingerOption(true, 0);
                break;
            case ReceiverWeather.Redirecting:
                await WriteAsync(stream, $"302 Found\r\nLocation: {Url("inside")}\r\nContent-Length: 0");
                break;
            case ReceiverWeather.Huge:
                await WriteAsync(stream, $"200 OK\r\nContent-Length: {Megabytes << 20}");
                for (var i = 0; i < Megabytes; i++)
                {
                    await stream.WriteAsync(new byte[1 << 20], _end.Token);
                }

                break;
            case ReceiverWeather.Dripping:
                await WriteAsync(stream, $"200 OK\r\nContent-Length: {Megabytes << 20}");
                while (true)
                {
                    await stream.WriteAsync(new byte[1], _end.Token);
                    await Task.Delay(TimeSpan.FromSeconds(1), _end.Token);
                }

            default:
                var status = weather switch
                {
                    ReceiverWeather.Failing => "500 Oh no",
                    ReceiverWeather.Gone => "410 Gone",
                    ReceiverWeather.Busy => _busy[path],
                    _ => "204 No Content",
                };
                await WriteAsync(stream, $"{status}\r\nContent-Length: 0");
                break;
        }
    }

    private Task WriteAsync(NetworkStream stream, string head) =>
        stream
            .WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {head}\r\nConnection: close\r\n\r\n"), _end.Token)
            .AsTask();

    private async Task<(string Path, Dictionary<string, string> Headers, string Body)> ReadAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        var path = (await reader.ReadLineAsync(_end.Token))?.Split(' ')[1] ?? "";
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync(_end.Token) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        var body = new char[int.Parse(headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture)];
        await reader.ReadBlockAsync(body.AsMemory(), _end.Token);
        return (path, headers, new string(body));
    }
}

/// <summary>The service with a receiver of webhooks beside it, on loopback.</summary>
public sealed class WebhookHost : TestHost
{
    public WebhookReceiver Receiver { get; } = new();

    protected override IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Webhooks:AllowLoopback"] = "true",
            ["Webhooks:TimeoutSeconds"] = "1",
        };

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        await Receiver.DisposeAsync();
    }
}
