using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Matching.Tests.Support;

/// <summary>A mail as it came over SMTP, decoded.</summary>
/// <param name="From">The envelope's sender.</param>
/// <param name="To">The envelope's recipients.</param>
/// <param name="Raw">The bytes between DATA and its end.</param>
/// <param name="Accepted">Whether it was answered with 250; a refused one was seen all the same.</param>
public sealed partial record CaughtMail(
    string From,
    string[] To,
    string Subject,
    string[][] Headers,
    string Text,
    byte[] Raw,
    bool Accepted
)
{
    public string Header(string name) =>
        Headers.Single(header => string.Equals(header[0], name, StringComparison.OrdinalIgnoreCase))[1];

    public string MessageId => Header("Message-ID");

    /// <summary>
    /// The bytes as they came, without the two lines that no two mails have in common, and with one token for all that
    /// stand in links.
    /// </summary>
    public string WithoutIdAndDate() =>
        string.Join(
            "\r\n",
            Encoding
                .Latin1.GetString(Link().IsMatch(Text) ? WithOneToken() : Raw)
                .Split("\r\n")
                .Where(line =>
                    !line.StartsWith("Message-ID:", StringComparison.OrdinalIgnoreCase)
                    && !line.StartsWith("Date:", StringComparison.OrdinalIgnoreCase)
                )
        );

    // Of the same length, so that the lines of base64 stay as they are.
    private byte[] WithOneToken()
    {
        var raw = Encoding.Latin1.GetString(Raw);
        var end = raw.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        var text = Encoding.UTF8.GetString(Convert.FromBase64String(raw[end..]));
        var masked = Link().Replace(text, link => $"/links/{new string('0', link.Length - 7)}");
        return Encoding.Latin1.GetBytes(raw[..end] + Convert.ToBase64String(Encoding.UTF8.GetBytes(masked)));
    }

    [GeneratedRegex("/links/[0-9a-f]{64}", RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Link();
}

/// <summary>
/// A real mail server on a port of its own: Debian's aiosmtpd, which takes every mail and shows it to the test. It can
/// be told to refuse, and be away for a while.
/// </summary>
public sealed class SmtpCatcher : IAsyncDisposable
{
    private static readonly JsonSerializerOptions AsWritten = new(JsonSerializerDefaults.Web);
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _answers = new(StringComparer.Ordinal);
    private Process? _process;

    public int Port { get; private set; }

    /// <summary>All mails that came so far, refused ones too, in their order.</summary>
    public IReadOnlyList<CaughtMail> Seen =>
        [
            .. Directory
                .EnumerateFiles(_folder.Path, "*.json")
                .Order(StringComparer.Ordinal)
                .Select(file => JsonSerializer.Deserialize<CaughtMail>(File.ReadAllText(file), AsWritten)!),
        ];

    /// <summary>The mails that it took for an address.</summary>
    public IReadOnlyList<CaughtMail> To(string address) =>
        [.. Seen.Where(mail => mail.Accepted && mail.To.Contains(address))];

    public static async Task<SmtpCatcher> StartAsync()
    {
        var catcher = new SmtpCatcher();
        await catcher.ComeBackAsync();
        return catcher;
    }

    /// <summary>Listens again, on the same port as before.</summary>
    public async Task ComeBackAsync()
    {
        // Debian's own python, which has the package; another one in PATH has not.
        var script = Path.Combine(AppContext.BaseDirectory, "Support", "smtp_catcher.py");
        _process = Process.Start(
            new ProcessStartInfo(
                "/usr/bin/python3",
                [script, _folder.Path, Port.ToString(CultureInfo.InvariantCulture)]
            )
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        var line = await _process
            .StandardOutput.ReadLineAsync()
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Port = int.Parse(
            line
                ?? throw new InvalidOperationException("The mail server did not start: is python3-aiosmtpd installed?"),
            CultureInfo.InvariantCulture
        );
    }

    /// <summary>Stops: whoever connects is refused.</summary>
    public async Task GoAwayAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _process = null;
    }

    /// <summary>From now on says this to every mail for an address.</summary>
    /// <param name="stage"><c>RCPT</c> or <c>DATA</c>.</param>
    /// <param name="address">An address, or <c>*</c> for all.</param>
    /// <param name="line">The code and text; null: takes them again.</param>
    public void Answer(string stage, string address, string? line)
    {
        _answers.Remove($"{stage} {address}");
        if (line is not null)
        {
            _answers.Add($"{stage} {address}", line);
        }

        var file = Path.Combine(_folder.Path, "answers");
        File.WriteAllText(file + ".part", JsonSerializer.Serialize(_answers));
        File.Move(file + ".part", file, overwrite: true);
    }

    /// <summary>
    /// Takes the next mail for an address, but keeps its 250 back until <see cref="LetGo"/>: the mail is delivered, and
    /// its sender does not know.
    /// </summary>
    public void HoldNext(string address)
    {
        var file = Path.Combine(_folder.Path, "hold");
        File.WriteAllText(file + ".part", address);
        File.Move(file + ".part", file, overwrite: true);
    }

    /// <summary>Waits until it holds the mail that it was told to hold.</summary>
    public async Task HeldAsync()
    {
        for (var watch = Stopwatch.StartNew(); !File.Exists(Path.Combine(_folder.Path, "held")); )
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), "the mail to be held did not come");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Says the 250 that it kept back.</summary>
    public void LetGo() => File.Delete(Path.Combine(_folder.Path, "held"));

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await GoAwayAsync();
        }

        _folder.Dispose();
    }
}
