using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Options;

namespace Matching.Webhooks;

/// <summary>Looks a name up.</summary>
public delegate Task<IPAddress[]> LookUp(string name, CancellationToken ct);

/// <summary>
/// Connections to the outside that cannot be led inside: the name is looked up once, all that it stands for must be in
/// the public internet, and the connection goes to just these addresses. Looked up again and connected anew for each
/// attempt, so that a name that points elsewhere later gains nothing.
/// </summary>
public sealed class GuardedConnections(IOptions<WebhookOptions> options, LookUp lookUp)
{
    private const int LargestHeadersKb = 16;
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(5);

    /// <summary>No proxy, no redirects, no cookies, no trace, and nothing shared between attempts.</summary>
    public SocketsHttpHandler Handler() =>
        new()
        {
            ConnectCallback = ConnectAsync,
            ConnectTimeout = LongestConnect,
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = LargestHeadersKb,
            MaxResponseDrainSize = 0,
            PooledConnectionLifetime = TimeSpan.Zero,
            ActivityHeadersPropagator = null,
        };

    internal async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct) =>
        new NetworkStream(
            await ConnectAsync(context.InitialRequestMessage.RequestUri!.Scheme, context.DnsEndPoint, ct),
            ownsSocket: true
        );

    /// <exception cref="AddressRefusedException">The name stands for an address where nothing may be sent.</exception>
    internal async Task<Socket> ConnectAsync(string scheme, DnsEndPoint to, CancellationToken ct)
    {
        var addresses = await lookUp(to.Host, ct);
        if (
            addresses.Length == 0
            || !addresses.All(address => WebhookAddress.MayReach(address, scheme, options.Value.AllowLoopback))
        )
        {
            throw new AddressRefusedException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, to.Port, ct);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A name stands for an address where nothing may be sent. It does not say which.</summary>
public sealed class AddressRefusedException() : IOException("The address is not in the public internet.");
