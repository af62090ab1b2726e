using System.Buffers;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.IO.Pipelines;
using System.Linq;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Matching.Tests.Support;

/// <summary>
/// One connection to a <see cref="MailServer"/>: as much of SMTP (RFC 5321) as a sender of mails needs, and in its
/// order; whatever else is said gets a 500 or a 503.
/// </summary>
internal sealed class SmtpConversation(
    MailServer server,
    Stream stream,
    X509Certificate2? certificate,
    CancellationToken ct
)
{
    private readonly List<string> _to = [];
    private Stream _stream = stream;
    private PipeReader _reader = PipeReader.Create(stream);
    private string? _from;

    /// <summary>The word of an address that says what is done to its mails.</summary>
    public static string Mode(string address) => address.Split('-')[0];

    /// <summary>Lasts until one of the two ends it.</summary>
    public async Task LastAsync()
    {
        switch (server.Weather)
        {
            case Weather.Gone:
                return;
            case Weather.Silent:
                await Task.Delay(Timeout.Infinite, ct);
                return;
            case Weather.Busy:
                await SayAsync("421 4.3.2 busy");
                return;
            case Weather.Shut:
                await SayAsync("554 5.3.2 no service");
                return;
        }

        await SayAsync("220 mail.test");
        while (await LineAsync() is { } line && await GoesOnAfterAsync(line)) { }
    }

    private async Task<bool> GoesOnAfterAsync(string line)
    {
        switch (line.Split(' ')[0].ToUpperInvariant())
        {
            case "EHLO" or "HELO":
                var offers = certificate is not null && _stream is not SslStream && server.Weather != Weather.Plain;
                await SayAsync(offers ? "250-mail.test\r\n250 STARTTLS" : "250 mail.test");
                return true;
            case "STARTTLS" when certificate is not null:
                await SayAsync("220 go ahead");
                var tls = new SslStream(_stream);
                await tls.AuthenticateAsServerAsync(new() { ServerCertificate = certificate }, ct);
                (_stream, _reader) = (tls, PipeReader.Create(tls));
                return true;
            case "MAIL":
                Begin(Address(line));
                await SayAsync("250 OK");
                return true;
            case "RCPT" when _from is not null:
                var refusal = server.Refusal("RCPT", Address(line));
                if (refusal is null)
                {
                    _to.Add(Address(line));
                }

                await SayAsync(refusal ?? "250 OK");
                return true;
            case "DATA" when _to is not []:
                await SayAsync("354 go on");
                return await TextAsync() is { } text && await GoesOnAfterMailAsync(text);
            case "RCPT" or "DATA":
                await SayAsync("503 5.5.1 not in this order");
                return true;
            case "RSET":
                Begin(null);
                await SayAsync("250 OK");
                return true;
            case "QUIT":
                await SayAsync("221 bye");
                return false;
            default:
                await SayAsync("500 5.5.2 unknown");
                return true;
        }
    }

    private async Task<bool> GoesOnAfterMailAsync(byte[] text)
    {
        var refusal = _to.Select(to => server.Refusal("DATA", to)).FirstOrDefault(said => said is not null);
        var mode = Mode(_to[0]);
        if (mode == "slow")
        {
            await Task.Delay(1000, ct);
        }

        var accepted = refusal is null && mode != "hang";
        var mail = new CaughtMail(_from!, [.. _to], text, accepted, Stopwatch.GetTimestamp());
        server.Keep(mail);
        Begin(null);
        switch (mode)
        {
            case "hang":
                await Task.Delay(Timeout.Infinite, ct);
                return false;
            case "drop":
                return false;
        }

        if (accepted)
        {
            await server.KeepBackAsync(mail, ct);
        }

        await SayAsync(refusal ?? "250 OK");
        return true;
    }

    private void Begin(string? from)
    {
        _from = from;
        _to.Clear();
    }

    // Up to the line with a dot alone; the dot that a line with another one got is taken off. Null: it never ended.
    private async Task<byte[]?> TextAsync()
    {
        var text = new StringBuilder();
        while (await LineAsync() is { } line)
        {
            if (line == ".")
            {
                return Encoding.Latin1.GetBytes(text.ToString());
            }

            text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        return null;
    }

    private async Task<string?> LineAsync()
    {
        while (true)
        {
            var read = await _reader.ReadAsync(ct);
            var bytes = new SequenceReader<byte>(read.Buffer);
            if (bytes.TryReadTo(out ReadOnlySequence<byte> line, "\r\n"u8))
            {
                var text = Encoding.Latin1.GetString(line);
                _reader.AdvanceTo(bytes.Position);
                server.Hear(text);
                return text;
            }

            if (read.IsCompleted)
            {
                return null;
            }

            _reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private ValueTask SayAsync(string line) => _stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), ct);

    private static string Address(string line) => line.Split('<', '>')[1];
}
