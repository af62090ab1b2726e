using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Matching.Webhooks;
using Microsoft.Extensions.Options;
using Xunit;

namespace Matching.Tests.Webhooks;

/// <summary>Where nothing may be sent, whatever a web address says or its name resolves to.</summary>
public sealed class PublicAddressTests
{
    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("1.1.1.1", true)]
    [InlineData("9.255.255.255", true)]
    [InlineData("11.0.0.0", true)]
    [InlineData("100.63.255.255", true)]
    [InlineData("100.128.0.0", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.32.0.0", true)]
    [InlineData("193.156.1.1", true)]
    [InlineData("223.255.255.255", true)]
    [InlineData("2001:4860:4860::8888", true)]
    [InlineData("2a02:c0::1", true)]
    [InlineData("64:ff9b::8.8.8.8", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("0.1.2.3", false)]
    [InlineData("10.0.0.0", false)]
    [InlineData("10.255.255.255", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("100.127.255.255", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.255.255.254", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.0.0.192", false)]
    [InlineData("192.0.2.1", false)]
    [InlineData("192.88.99.1", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("198.18.0.1", false)]
    [InlineData("198.19.255.255", false)]
    [InlineData("198.51.100.7", false)]
    [InlineData("203.0.113.9", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("239.255.255.255", false)]
    [InlineData("240.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", false)]
    [InlineData("64:ff9b::127.0.0.1", false)]
    [InlineData("64:ff9b::10.0.0.1", false)]
    [InlineData("64:ff9b::169.254.169.254", false)]
    [InlineData("64:ff9b:1::a00:1", false)]
    [InlineData("100::1", false)]
    [InlineData("2001::1", false)]
    [InlineData("2001:0:4136:e378:8000:63bf:3fff:fdd2", false)]
    [InlineData("2001:2::1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2002:a00:1::", false)]
    [InlineData("3fff::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fd12:3456::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fe80::1%1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("ff02::1", false)]
    public async Task Only_the_public_internet_is_reached(string address, bool isPublic)
    {
        Assert.Equal(isPublic, PublicAddress.Is(IPAddress.Parse(address)));

        if (!isPublic)
        {
            // Not even beside one that is public.
            await RefusedAsync([IPAddress.Parse("8.8.8.8"), IPAddress.Parse(address)]);
        }
    }

    [Theory]
    [InlineData("https://body.example.org/hooks?token=1", true)]
    [InlineData("https://body.example.org:8443/", true)]
    [InlineData("https://8.8.8.8/", true)]
    [InlineData("https://[2a02:c0::1]/", true)]
    [InlineData("http://body.example.org/", false)]
    [InlineData("ftp://body.example.org/", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("//body.example.org/", false)]
    [InlineData("body.example.org", false)]
    [InlineData("https://user@body.example.org/", false)]
    [InlineData("https://user:password@body.example.org/", false)]
    [InlineData("https://body.example.org/#part", false)]
    [InlineData("https://body.example.org:22/", false)]
    [InlineData("https://body.example.org:80/", false)]
    [InlineData("https://body.example.org:1023/", false)]
    [InlineData("https://localhost/", false)]
    [InlineData("https://LOCALHOST.:8443/", false)]
    [InlineData("https://a.localhost/", false)]
    [InlineData("https://127.0.0.1/", false)]
    [InlineData("https://127.1/", false)]
    [InlineData("https://0x7f000001/", false)]
    [InlineData("https://2130706433/", false)]
    [InlineData("https://017700000001/", false)]
    [InlineData("https://[::1]/", false)]
    [InlineData("https://[::ffff:10.0.0.1]/", false)]
    [InlineData("https://169.254.169.254/latest/meta-data/", false)]
    [InlineData("https://body.example.org/\r\nHost: evil", false)]
    [InlineData("https://bødy.example.org/", false)]
    [InlineData("http://127.0.0.1:8080/", false)]
    public void An_address_is_taken_only_where_something_may_be_sent(string url, bool isTaken) =>
        Assert.Equal(isTaken, WebhookAddress.TryParse(url, allowLoopback: false, out _, out _));

    [Theory]
    [InlineData("http://127.0.0.1:8080/", true)]
    [InlineData("http://localhost:8080/", true)]
    [InlineData("http://10.0.0.1:8080/", false)]
    [InlineData("http://body.example.org:8080/", false)]
    [InlineData("https://10.0.0.1/", false)]
    public void A_trial_may_send_to_its_own_machine_and_no_further(string url, bool isTaken) =>
        Assert.Equal(isTaken, WebhookAddress.TryParse(url, allowLoopback: true, out _, out _));

    [Fact]
    public async Task A_name_that_points_inside_later_gains_nothing_and_is_looked_up_once_for_each_connection()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var answers = new Queue<IPAddress>([IPAddress.Loopback, IPAddress.Parse("10.0.0.1")]);
        var guarded = Guarded((_, _) => Task.FromResult<IPAddress[]>([answers.Dequeue()]), allowLoopback: true);

        using var first = await guarded.ConnectAsync("http", new("rebind.example", port), CancellationToken.None);
        Assert.Equal(IPAddress.Loopback, ((IPEndPoint)first.RemoteEndPoint!).Address.MapToIPv4());
        Assert.Single(answers);
        await Assert.ThrowsAsync<AddressRefusedException>(async () =>
            await guarded.ConnectAsync("http", new("rebind.example", port), CancellationToken.None)
        );
        Assert.Empty(answers);
    }

    private static async Task RefusedAsync(IPAddress[] addresses)
    {
        var guarded = Guarded((_, _) => Task.FromResult(addresses), allowLoopback: false);
        await Assert.ThrowsAsync<AddressRefusedException>(async () =>
            await guarded.ConnectAsync("https", new("name.example", 443), CancellationToken.None)
        );
    }

    private static GuardedConnections Guarded(LookUp lookUp, bool allowLoopback) =>
        new(Options.Create(new WebhookOptions { AllowLoopback = allowLoopback }), lookUp);
}
