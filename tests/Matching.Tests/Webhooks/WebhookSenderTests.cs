using System;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Matching.Webhooks;
using Microsoft.Extensions.Options;
using Xunit;

namespace Matching.Tests.Webhooks;

/// <summary>How an attempt ends that does not reach anybody, told by a code alone.</summary>
public sealed class WebhookSenderTests
{
    [Fact]
    public async Task A_name_that_leads_inside_is_refused_when_it_is_sent_to() =>
        Assert.Equal(
            new Attempt(null, "webhook-address-refused"),
            await SendAsync(
                "https://name.example/",
                (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("10.0.0.1")])
            )
        );

    [Fact]
    public async Task A_name_that_is_not_there_is_not_known() =>
        Assert.Equal(
            new Attempt(null, "webhook-name-unknown"),
            await SendAsync("https://name.example/", (_, _) => throw new SocketException((int)SocketError.HostNotFound))
        );

    [Fact]
    public async Task A_look_up_that_hangs_has_its_bound() =>
        Assert.Equal(
            new Attempt(null, "webhook-timed-out"),
            await SendAsync(
                "https://name.example/",
                async (_, ct) =>
                {
                    await Task.Delay(Timeout.Infinite, ct);
                    return [];
                }
            )
        );

    [Fact]
    public async Task An_address_that_was_taken_under_other_settings_is_refused_all_the_same() =>
        Assert.Equal(
            new Attempt(null, "webhook-address-refused"),
            await SendAsync("http://127.0.0.1:8080/", (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]))
        );

    [Fact]
    public async Task Nobody_listening_is_not_reached() =>
        Assert.Equal(
            new Attempt(null, "webhook-not-reached"),
            await SendAsync(
                $"http://127.0.0.1:{ServiceProcess.FreePort()}/",
                (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]),
                allowLoopback: true
            )
        );

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_not_enough()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            now.AddDays(-1),
            now.AddDays(1)
        );
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var served = ServeAsync(listener, certificate);

        var attempt = await SendAsync(
            $"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/",
            (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]),
            allowLoopback: true
        );

        Assert.Equal(new Attempt(null, "webhook-not-secure"), attempt);
        Assert.Equal(0, await served);
    }

    // How much of a request it got to read.
    private static async Task<int> ServeAsync(TcpListener listener, X509Certificate2 certificate)
    {
        using var socket = await listener.AcceptTcpClientAsync();
        await using var secured = new SslStream(socket.GetStream());
        try
        {
            await secured.AuthenticateAsServerAsync(certificate);
            return await secured.ReadAsync(new byte[1]);
        }
        catch (Exception refused)
            when (refused is System.IO.IOException or System.Security.Authentication.AuthenticationException)
        {
            return 0;
        }
    }

    private static async Task<Attempt> SendAsync(string url, LookUp lookUp, bool allowLoopback = false)
    {
        var options = Options.Create(new WebhookOptions { AllowLoopback = allowLoopback, TimeoutSeconds = 1 });
        using var sender = new WebhookSender(new GuardedConnections(options, lookUp), options);
        return await sender.SendAsync(
            url,
            "msg_1",
            "{}"u8.ToArray(),
            [WebhookSecret.New()],
            TimeProvider.System.GetUtcNow(),
            TestContext.Current.CancellationToken
        );
    }
}
