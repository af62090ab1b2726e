using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Matching.Tests.Sweep;

/// <summary>
/// Whoever calls: from an address of her own, with all that a browser, a proxy or a tracker could send along, so that
/// each of these is a marker.
/// </summary>
internal sealed class Visitors(Uri address, Markers markers) : IDisposable
{
    private readonly List<HttpClient> _all = [];
    private readonly IPAddress _from = IPAddress.Parse(markers.NewAddress("source address"));
    private readonly (string Name, string Value)[] _headers = Headers(markers);
    private int _calls;

    /// <summary>How many calls were made.</summary>
    public int Calls => _calls;

    /// <summary>Somebody, with or without a key or a receipt.</summary>
    public HttpClient Come(AuthenticationHeaderValue? authorization = null)
    {
        var client = new HttpClient(new Counted(this, new SocketsHttpHandler { ConnectCallback = ConnectAsync }))
        {
            BaseAddress = address,
        };
        client.DefaultRequestHeaders.Authorization = authorization;
        Dress(client);
        lock (_all)
        {
            _all.Add(client);
        }

        return client;
    }

    /// <summary>Has a client of somebody else send the same headers.</summary>
    public void Dress(HttpClient client)
    {
        foreach (var (name, value) in _headers)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        }
    }

    public void Dispose()
    {
        foreach (var client in _all)
        {
            client.Dispose();
        }
    }

    private static (string Name, string Value)[] Headers(Markers markers)
    {
        var forwarded = markers.NewAddress("forwarded address");
        return
        [
            ("User-Agent", $"Mozilla/5.0 ({markers.New("user agent")})"),
            ("X-Forwarded-For", $"{forwarded}, 10.0.0.1"),
            ("X-Real-IP", forwarded),
            ("Forwarded", $"for={forwarded};by={markers.New("proxy")}"),
            ("Referer", $"https://www.example.org/{markers.New("referer")}"),
            ("Accept-Language", $"nb, {markers.New("accepted language")};q=0.5"),
            ("Cookie", $"visitor={markers.New("cookie")}"),
            ("tracestate", $"at={markers.New("state of a trace")}"),
            ("baggage", $"of={markers.New("baggage")}"),
            ("From", $"{markers.New("sender")}@example.org"),
            ($"X-{markers.New("name of a header")}", markers.New("value of a header")),
        ];
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(_from, 0));
            await socket.ConnectAsync(context.DnsEndPoint, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class Counted(Visitors visitors, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
        {
            Interlocked.Increment(ref visitors._calls);
            return base.SendAsync(request, ct);
        }
    }
}
