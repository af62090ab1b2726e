using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Matching.Tests.Support;

/// <summary>
/// A mail server on a port of its own, which shows its mails to the test and does to them what the test wants: by its
/// <see cref="Weather"/> to all, by <see cref="Answer"/> to those for an address, and by the word before the first
/// hyphen of an address: <c>later-1@</c> is refused with 451, <c>never-2@</c> with 550, <c>spam-3@</c> with 554 after
/// its text, <c>hang-4@</c> gets no answer to its text, <c>drop-5@</c> is taken and the connection ended instead of the
/// 250, <c>slow-6@</c> gets its answer after a second. All others are taken.
/// </summary>
public sealed class MailServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<CaughtMail> _seen = new();
    private readonly ConcurrentQueue<string> _heard = new();
    private readonly ConcurrentDictionary<(string Stage, string Address), string> _answers = new();
    private readonly X509Certificate2? _certificate;
    private CancellationTokenSource _away = new();
    private Task _listening = Task.CompletedTask;
    private KeptBack? _keptBack;
    private int _connections;

    /// <param name="tls">Whether it offers STARTTLS, with a certificate that nobody trusts.</param>
    public MailServer(bool tls = false)
    {
        _certificate = tls ? OwnCertificate() : null;
        ComeBack();
    }

    public int Port { get; private set; }

    /// <summary>What it does to whoever connects from now on.</summary>
    public Weather Weather { get; set; }

    /// <summary>How often somebody connected.</summary>
    public int Connections => _connections;

    /// <summary>All mails that came so far, refused ones too, in their order.</summary>
    public IReadOnlyList<CaughtMail> Seen => [.. _seen];

    /// <summary>Every line that was said to it, whoever said it.</summary>
    public IReadOnlyList<string> Heard => [.. _heard];

    /// <summary>The mails that it took, also those whose 250 it keeps back or never said.</summary>
    public IReadOnlyList<CaughtMail> Taken => [.. _seen.Where(mail => mail.Accepted)];

    /// <summary>The mails that it took for an address.</summary>
    public IReadOnlyList<CaughtMail> To(string address) => [.. Taken.Where(mail => mail.To.Contains(address))];

    /// <summary>From now on says this to every mail for an address.</summary>
    /// <param name="stage"><c>RCPT</c> or <c>DATA</c>.</param>
    /// <param name="line">The code and text of a refusal; null: takes them again.</param>
    public void Answer(string stage, string address, string? line)
    {
        _answers.TryRemove((stage, address), out _);
        if (line is not null)
        {
            _answers[(stage, address)] = line;
        }
    }

    /// <summary>
    /// Takes the next mail for an address, but keeps its 250 back until <see cref="LetGo"/>: the mail is delivered, and
    /// its sender does not know.
    /// </summary>
    public void HoldNext(string address) => _keptBack = new(address);

    /// <summary>Waits until it holds the mail that it was told to hold.</summary>
    public Task HeldAsync() =>
        _keptBack!.Came.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    /// <summary>Says the 250 that it kept back.</summary>
    public void LetGo() => _keptBack!.MayGo.SetResult();

    /// <summary>Ends all connections, and refuses whoever connects.</summary>
    public async Task GoAwayAsync()
    {
        await _away.CancelAsync();
        await _listening;
    }

    /// <summary>Listens again, on the same port as before.</summary>
    public void ComeBack()
    {
        _away.Dispose();
        _away = new();
        var listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _listening = ListenAsync(listener, _away.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await GoAwayAsync();
        _away.Dispose();
        _certificate?.Dispose();
    }

    /// <summary>What it says to a mail for an address at a stage, where that is not 250.</summary>
    internal string? Refusal(string stage, string address) =>
        _answers.GetValueOrDefault((stage, address))
        ?? (stage, SmtpConversation.Mode(address)) switch
        {
            ("RCPT", "later") => "451 4.2.0 not now",
            ("RCPT", "never") => "550 5.1.1 no such user",
            ("DATA", "spam") => "554 5.7.1 not this",
            _ => null,
        };

    internal void Hear(string line) => _heard.Enqueue(line);

    internal void Keep(CaughtMail mail) => _seen.Enqueue(mail);

    /// <summary>Waits for <see cref="LetGo"/> where this is the mail to be held.</summary>
    internal async Task KeepBackAsync(CaughtMail mail, CancellationToken ct)
    {
        if (_keptBack is { } next && mail.To.Contains(next.Address) && next.Came.TrySetResult())
        {
            await next.MayGo.Task.WaitAsync(ct);
        }
    }

    private async Task ListenAsync(TcpListener listener, CancellationToken ct)
    {
        var conversations = new List<Task>();
        using (listener)
        {
            while (!ct.IsCancellationRequested)
            {
                try
                {
                    var client = await listener.AcceptTcpClientAsync(ct);
                    Interlocked.Increment(ref _connections);
                    conversations.Add(ServeAsync(client, ct));
                }
                catch (OperationCanceledException)
                {
                    break;
                }
            }
        }

        await Task.WhenAll(conversations);
    }

    private async Task ServeAsync(TcpClient client, CancellationToken ct)
    {
        using (client)
        {
            try
            {
                await new SmtpConversation(this, client.GetStream(), _certificate, ct).LastAsync();
            }
            catch (Exception ended) when (ended is IOException or OperationCanceledException or AuthenticationException)
            {
                // The other side went, or this one was told to.
            }
        }
    }

    private static X509Certificate2 OwnCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(
            TimeProvider.System.GetUtcNow().AddDays(-1),
            TimeProvider.System.GetUtcNow().AddDays(30)
        );
    }

    private sealed record KeptBack(string Address)
    {
        public TaskCompletionSource Came { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource MayGo { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
