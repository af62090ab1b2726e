using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Tests.Support;
using Matching.Webhooks;
using Microsoft.Extensions.Options;
using Xunit;

namespace Matching.Tests.Webhooks;

/// <summary>
/// Addresses by which somebody who may add webhooks would reach what only this machine reaches. What can be told from
/// the address is refused when it is written; what a name stands for, when it is sent to. A listener inside sees
/// nobody.
/// </summary>
public sealed class ServerSideRequestsTests(TestHost host) : IClassFixture<TestHost>
{
    /// <summary>By what they try; PORT is where the listener is.</summary>
    private static readonly Dictionary<string, string> Written = new(StringComparer.Ordinal)
    {
        ["this machine"] = "https://127.0.0.1:PORT/",
        ["this machine by another number"] = "https://127.255.255.254:PORT/",
        ["this machine in short"] = "https://127.1:PORT/",
        ["this machine in decimal"] = "https://2130706433:PORT/",
        ["this machine in hexadecimal"] = "https://0x7f000001:PORT/",
        ["this machine in octal"] = "https://017700000001:PORT/",
        ["this machine in mixed numbers"] = "https://0x7f.0.0.01:PORT/",
        ["this machine by name"] = "https://localhost:PORT/",
        ["this machine by name with a dot"] = "https://LOCALHOST.:PORT/",
        ["this machine below its name"] = "https://body.localhost:PORT/",
        ["this machine in IPv6"] = "https://[::1]:PORT/",
        ["this machine in IPv6 at length"] = "https://[0:0:0:0:0:0:0:1]:PORT/",
        ["this machine mapped"] = "https://[::ffff:127.0.0.1]:PORT/",
        ["this machine mapped in hexadecimal"] = "https://[::ffff:7f00:1]:PORT/",
        ["this machine compatible"] = "https://[::127.0.0.1]:PORT/",
        ["this machine by NAT64"] = "https://[64:ff9b::127.0.0.1]:PORT/",
        ["this machine by a NAT64 of one's own"] = "https://[64:ff9b:1::7f00:1]:PORT/",
        ["this machine by 6to4"] = "https://[2002:7f00:1::]:PORT/",
        ["this machine by Teredo"] = "https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]:PORT/",
        ["nothing in particular"] = "https://0.0.0.0:PORT/",
        ["nothing in particular in IPv6"] = "https://[::]:PORT/",
        ["the network"] = "https://10.0.0.1:PORT/",
        ["the network of a carrier"] = "https://100.64.0.1:PORT/",
        ["the network in IPv6"] = "https://[fd12:3456::1]:PORT/",
        ["a link"] = "https://[fe80::1]:PORT/",
        ["a site in IPv6"] = "https://[fec0::1]:PORT/",
        ["the metadata of a cloud"] = "https://169.254.169.254/latest/meta-data/",
        ["the metadata in decimal"] = "https://2852039166/latest/meta-data/",
        ["the metadata by NAT64"] = "https://[64:ff9b::a9fe:a9fe]/",
        ["many"] = "https://224.0.0.1:PORT/",
        ["everybody"] = "https://255.255.255.255:PORT/",
        ["a documentation"] = "https://192.0.2.1:PORT/",
        ["a benchmark"] = "https://198.18.0.1:PORT/",
        ["a user before it"] = "https://body.example.org@127.0.0.1:PORT/",
        ["a backslash before it"] = "https://body.example.org\\@127.0.0.1:PORT/",
        ["without TLS"] = "http://127.0.0.1:PORT/",
        ["a file"] = "file:///etc/passwd",
        ["another protocol"] = "gopher://127.0.0.1:PORT/_GET",
        ["a port of mail"] = "https://body.example.org:25/",
        ["a line more"] = "https://body.example.org/\r\nHost: 127.0.0.1",
    };

    /// <summary>What names stand for, when they are looked up to send.</summary>
    private static readonly Dictionary<string, string[]> Named = new(StringComparer.Ordinal)
    {
        ["a name of this machine"] = ["127.0.0.1"],
        ["a name of this machine in IPv6"] = ["::1"],
        ["a name of this machine mapped"] = ["::ffff:127.0.0.1"],
        ["a name of this machine by NAT64"] = ["64:ff9b::7f00:1"],
        ["a name of the network"] = ["192.168.0.1"],
        ["a name of the metadata"] = ["169.254.169.254"],
        ["a name of both the internet and this machine"] = ["8.8.8.8", "127.0.0.1"],
        ["a name of nothing"] = [],
    };

    [Fact]
    public void There_are_more_than_thirty_of_them() => Assert.InRange(Written.Count + Named.Count, 30, 1000);

    [Fact]
    public async Task An_address_inside_is_refused_in_words_when_it_is_written_and_none_is_a_5xx()
    {
        await using var inside = new Listener();
        using var admin = await host.StaffAsync("contact-point-drammen", Role.BodyAdmin);
        foreach (var (what, address) in Written)
        {
            var url = address.Replace("PORT", $"{inside.Port}", StringComparison.Ordinal);
            var problem = await admin.PostJsonAsync(
                "/v1/webhooks",
                new { url, events = new[] { "desk.news.v1" } },
                HttpStatusCode.UnprocessableEntity
            );

            Assert.True(problem.Code() == "webhook-address-refused", what);
            Assert.True(problem.GetProperty("errors").TryGetProperty("url", out _), what);

            // One that was taken before, under other rules, is not sent to either.
            using var sender = Sender((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));
            Assert.True(await ErrorAsync(sender, url) == "webhook-address-refused", what);
        }

        Assert.Equal(0, inside.Connections);
    }

    [Fact]
    public async Task A_name_that_stands_for_one_is_not_connected_to()
    {
        await using var inside = new Listener();
        foreach (var (what, addresses) in Named)
        {
            using var sender = Sender((_, _) => Task.FromResult(Array.ConvertAll(addresses, IPAddress.Parse)));
            var error = await ErrorAsync(sender, $"https://body.example.org:{inside.Port}/");

            Assert.True(error == "webhook-address-refused", $"{what}: {error}");
        }

        Assert.Equal(0, inside.Connections);
    }

    [Fact]
    public async Task A_name_that_is_outside_when_it_is_checked_and_inside_when_it_is_connected_to_gains_nothing()
    {
        // «Outside» is another address of this machine, with somebody at the same port.
        await using var outside = new Listener(IPAddress.Parse("127.0.0.2"));
        await using var inside = new Listener(IPAddress.Loopback, outside.Port);
        var asked = 0;
        using var sender = Sender(
            (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(++asked == 1 ? "127.0.0.2" : "127.0.0.1")]),
            allowLoopback: true
        );
        await ErrorAsync(sender, $"http://rebind.localhost:{outside.Port}/");

        Assert.Equal((1, 1, 0), (asked, outside.Connections, inside.Connections));

        // And the next attempt asks anew.
        asked = 0;
        using var later = Sender(
            (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(++asked == 1 ? "127.0.0.2" : "10.0.0.1")]),
            allowLoopback: true
        );
        await ErrorAsync(later, $"http://rebind.localhost:{outside.Port}/");
        Assert.Equal("webhook-address-refused", await ErrorAsync(later, $"http://rebind.localhost:{outside.Port}/"));
        Assert.Equal((2, 2, 0), (asked, outside.Connections, inside.Connections));
    }

    [Fact]
    public async Task Whoever_answers_that_it_is_inside_is_not_followed()
    {
        await using var receiver = new WebhookReceiver();
        receiver.Behave("leads-inside", ReceiverWeather.Redirecting);
        using var sender = Sender((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]), allowLoopback: true);

        Assert.Equal("webhook-redirected", await ErrorAsync(sender, receiver.Url("leads-inside")));
        Assert.Empty(receiver.To("inside"));
    }

    private static async Task<string?> ErrorAsync(WebhookSender sender, string url) =>
        (
            await sender.SendAsync(
                url,
                "msg_1",
                "{}"u8.ToArray(),
                [WebhookSecret.New()],
                DateTimeOffset.UnixEpoch,
                TestContext.Current.CancellationToken
            )
        ).Error;

    private static WebhookSender Sender(LookUp lookUp, bool allowLoopback = false)
    {
        var options = Options.Create(new WebhookOptions { AllowLoopback = allowLoopback, TimeoutSeconds = 1 });
        return new(new GuardedConnections(options, lookUp), options);
    }

    /// <summary>What only this machine reaches, in IPv4 and IPv6.</summary>
    private sealed class Listener : IAsyncDisposable
    {
        private readonly TcpListener _listener;
        private readonly Task _accepting;
        private int _connections;

        public Listener(IPAddress? at = null, int port = 0)
        {
            _listener = at is null ? TcpListener.Create(port) : new TcpListener(at, port);
            _listener.Start();
            _accepting = AcceptAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public int Connections => Volatile.Read(ref _connections);

        public async ValueTask DisposeAsync()
        {
            _listener.Dispose();
            await _accepting;
        }

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    (await _listener.AcceptSocketAsync(TestContext.Current.CancellationToken)).Dispose();
                    Interlocked.Increment(ref _connections);
                }
            }
            catch (Exception end)
                when (end is SocketException or InvalidOperationException or OperationCanceledException)
            {
                // It was told to end.
            }
        }
    }
}
