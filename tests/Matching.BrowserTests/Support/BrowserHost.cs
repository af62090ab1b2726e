using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using Matching.Tests.Support;

namespace Matching.BrowserTests.Support;

/// <summary>
/// The service with a database of its own, at an address that it knows to be its own: pages of ours ask it as browsers
/// do, with an <c>Origin</c>.
/// </summary>
public class BrowserHost : TestHost
{
    private readonly string _url = $"http://127.0.0.1:{FreePort()}";

    protected override IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Urls"] = _url,
            ["PublicUrl"] = _url,
            ["Sites:AllowLoopback"] = "true",
        };

    /// <summary>The address of a page.</summary>
    public Uri At(string path) => new(Address, path);

    // Somebody might take it in between; then the start says so.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
