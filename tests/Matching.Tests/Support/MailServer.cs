using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Matching.Tests.Support;

/// <summary>What a mail server does wrong, whoever the mail is for.</summary>
public enum Weather
{
    Fair,

    /// <summary>421 at the greeting.</summary>
    Busy,

    /// <summary>554 at the greeting: it wants nothing of us.</summary>
    Shut,

    /// <summary>Takes the connection and says nothing.</summary>
    Silent,

    /// <summary>Ends the connection at once.</summary>
    Gone,

    /// <summary>Offers no STARTTLS.</summary>
    Plain,
}

/// <summary>
/// A mail server in any weather. What it does to one mail stands in the address, before the first hyphen:
/// <c>later-1@</c> is refused with 451, <c>never-2@</c> with 550, <c>spam-3@</c> with 554 after its text,
/// <c>hang-4@</c> gets no answer to its text, <c>drop-5@</c> is taken and the connection ended instead of the 250,
/// <c>slow-6@</c> gets its answer after a second. All others are taken.
/// </summary>
public sealed class MailServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly X509Certificate2? _certificate;
    private readonly Task _listening;
    private int _connections;

    /// <param name="tls">Whether it offers STARTTLS, with a certificate that nobody trusts.</param>
    public MailServer(bool tls = false)
    {
        _certificate = tls ? OwnCertificate() : null;
        _listener.Start();
        _listening = ListenAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What it does to whoever connects from now on.</summary>
    public Weather Weather { get; set; }

    /// <summary>How often somebody connected.</summary>
    public int Connections => _connections;

    /// <summary>
    /// The mails that it took with a 250, or took and then dropped the connection: for whom, its Message-ID, and when.
    /// </summary>
    public ConcurrentQueue<(string To, string MessageId, long At)> Taken { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _listening;
        _certificate?.Dispose();
        _end.Dispose();
    }

    private async Task ListenAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                Interlocked.Increment(ref _connections);
                _ = ServeAsync(client);
            }
            catch (Exception ended) when (ended is OperationCanceledException or SocketException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await ConverseAsync(client.GetStream());
            }
            catch (Exception ended)
                when (ended
                        is IOException
                            or OperationCanceledException
                            or System.Security.Authentication.AuthenticationException
                ) { }
        }
    }

    private async Task ConverseAsync(Stream stream)
    {
        switch (Weather)
        {
            case Weather.Gone:
                return;
            case Weather.Silent:
                await Task.Delay(Timeout.Infinite, _end.Token);
                return;
            case Weather.Busy:
                await SayAsync(stream, "421 4.3.2 busy");
                return;
            case Weather.Shut:
                await SayAsync(stream, "554 5.3.2 no service");
                return;
        }

        await SayAsync(stream, "220 mail.test");
        var (to, secure) = ("", false);
        while (await LineAsync(stream) is { } line)
        {
            var mode = to.Split('-')[0];
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "EHLO" or "HELO":
                    var offer = _certificate is not null && !secure && Weather != Weather.Plain;
                    await SayAsync(stream, offer ? "250-mail.test\r\n250 STARTTLS" : "250 mail.test");
                    break;
                case "STARTTLS":
                    await SayAsync(stream, "220 go ahead");
                    var tls = new SslStream(stream);
                    await tls.AuthenticateAsServerAsync(_certificate!);
                    (stream, secure) = (tls, true);
                    break;
                case "RCPT":
                    to = line[
                        (line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)
                    ];
                    await SayAsync(
                        stream,
                        to.Split('-')[0] switch
                        {
                            "later" => "451 4.2.0 not now",
                            "never" => "550 5.1.1 no such user",
                            _ => "250 OK",
                        }
                    );
                    break;
                case "DATA":
                    await SayAsync(stream, "354 go on");
                    var id = await TextAsync(stream);
                    if (mode == "hang")
                    {
                        await Task.Delay(Timeout.Infinite, _end.Token);
                    }

                    if (mode == "slow")
                    {
                        await Task.Delay(1000, _end.Token);
                    }

                    if (mode == "spam")
                    {
                        await SayAsync(stream, "554 5.7.1 not this");
                        break;
                    }

                    Taken.Enqueue((to, id, Stopwatch.GetTimestamp()));
                    if (mode == "drop")
                    {
                        return;
                    }

                    await SayAsync(stream, "250 OK");
                    break;
                case "QUIT":
                    await SayAsync(stream, "221 bye");
                    return;
                default:
                    await SayAsync(stream, "250 OK");
                    break;
            }
        }
    }

    // Reads to the line with a dot alone; the Message-ID.
    private async Task<string> TextAsync(Stream stream)
    {
        var id = "";
        while (await LineAsync(stream) is { } line && line != ".")
        {
            id = line.StartsWith("Message-ID:", StringComparison.OrdinalIgnoreCase)
                ? line["Message-ID:".Length..].Trim()
                : id;
        }

        return id;
    }

    private async Task<string?> LineAsync(Stream stream)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, _end.Token) == 1)
        {
            if (one[0] == '\n')
            {
                return line.ToString();
            }

            if (one[0] != '\r')
            {
                line.Append((char)one[0]);
            }
        }

        return null;
    }

    private ValueTask SayAsync(Stream stream, string line) =>
        stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), _end.Token);

    private static X509Certificate2 OwnCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(
            TimeProvider.System.GetUtcNow().AddDays(-1),
            TimeProvider.System.GetUtcNow().AddDays(30)
        );
    }
}
