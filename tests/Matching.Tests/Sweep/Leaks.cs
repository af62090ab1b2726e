using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.IO.Compression;
using System.Net.Http;
using System.Net.Mail;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;

namespace Matching.Tests.Sweep;

/// <summary>One way to leak, and how the sweep must find it.</summary>
/// <param name="Encoding">How the name of its encoding begins.</param>
internal sealed record Leak(
    string Name,
    string Kind,
    string Place,
    string Encoding,
    Func<LeakingCall, bool> Applies,
    Func<LeakingCall, Task> DoAsync
)
{
    public bool IsCaughtBy(Hit hit) =>
        (hit.Kind, hit.Place) == (Kind, Place) && hit.Encoding.StartsWith(Encoding, StringComparison.Ordinal);
}

/// <summary>All of them.</summary>
internal static class Leaks
{
    private const string Log = "log of the program",
        Folder = "folder of the program",
        Cases = "/v1/desk/cases/";

    private static readonly ActivitySource Spans = new("Leaks");
    private static readonly HttpClient Web = new(new SocketsHttpHandler());
    private static TracerProvider? _tracer;

    public static readonly IReadOnlyList<Leak> All =
    [
        Logs("the address of a call in the log", "query", "UTF-8", call => call.Query),
        Logs("the user agent in the log", "user agent", "UTF-8", call => call.Header("User-Agent")),
        Logs("the caller's address in the log", "source address", "UTF-8", call => call.Address),
        Logs(
            "the address that a proxy tells in the log",
            "forwarded address",
            "UTF-8",
            call => call.Header("X-Real-IP")
        ),
        Logs("a body in the log", "reply", "UTF-8", call => call.Path == "/v1/interest/messages" ? call.Body : ""),
        Logs(
            "base64 in the log",
            "referer",
            "base64",
            call => Convert.ToBase64String(Encoding.UTF8.GetBytes(call.Header("Referer")))
        ),
        Logs(
            "hex in the log",
            "state of a trace",
            "hex",
            call => Convert.ToHexString(Encoding.UTF8.GetBytes(call.Header("tracestate")))
        ),
        Logs(
            "percent signs in the log",
            "place",
            "percent",
            call => Uri.EscapeDataString(call.Http.Request.Query["q"].ToString())
        ),
        Logs(
            "JSON in the log",
            "place",
            "JSON",
            call => JsonSerializer.Serialize(call.Http.Request.Query["q"].ToString())
        ),
        new(
            "the message of an exception in the log",
            "name of an unknown member",
            Log,
            "UTF-8",
            _ => false,
            _ => Task.CompletedTask
        ),
        new(
            "the cookie of a session on standard error",
            "cookie of a session",
            Log,
            "UTF-8",
            call => call.Path.StartsWith("/waiting", StringComparison.Ordinal),
            call => Console.Error.WriteLineAsync(call.Header("Cookie"))
        ),
        new(
            "bodies in a file",
            "message",
            Folder,
            "UTF-8",
            call => call.Registers,
            call => File.AppendAllTextAsync("calls.txt", call.Body)
        ),
        new(
            "a key in a file",
            "API key",
            Folder,
            "UTF-8",
            call => call.Path.StartsWith(Cases, StringComparison.Ordinal),
            call => File.AppendAllTextAsync("calls.txt", call.Code)
        ),
        new(
            "a file in UTF-16",
            "corrected message",
            Folder,
            "UTF-16",
            call => call is { Path: "/v1/interest", Body.Length: > 0 },
            call => File.AppendAllTextAsync("words.txt", call.Body, Encoding.Unicode)
        ),
        new(
            "a receipt in a file's name",
            "receipt",
            "file name",
            "UTF-8",
            call => call.Path == "/v1/interest/messages",
            call => File.WriteAllTextAsync(call.Code, "")
        ),
        new(
            "a packed file for the moment",
            "answer of staff",
            "temporary folder",
            "gzip",
            call => call.Path.StartsWith(Cases, StringComparison.Ordinal) && call.Body.Length > 0,
            call => PackAsync(call.Body)
        ),
        new("a topic in a mail", "topic", "mail", "UTF-8", call => call.Registers, call => MailAsync(call, "gambling")),
        new(
            "a message in a mail",
            "message",
            "mail",
            "UTF-8",
            call => call.Registers,
            call => MailAsync(call, call.Body)
        ),
        new(
            "a message to a webhook",
            "message",
            "webhook",
            "UTF-8",
            call => call.Path == "/v1/webhooks" && call.Body.Length > 0,
            call => Web.PostAsync(call.Member("url"), new StringContent($"{{\"text\":\"{Kept}\"}}"))
        ),
        new(
            "a path in a span",
            "refused path",
            "telemetry",
            "UTF-8",
            call =>
                call.Path.StartsWith("/v1/groups/", StringComparison.Ordinal) && !Guid.TryParse(call.Path[11..], out _),
            SpanAsync
        ),
        new(
            "an address in a span",
            "source address",
            "telemetry",
            "UTF-8",
            call => call.Path == "/v1/topics",
            SpanAsync
        ),
        Row("a message in a row", "message", "UTF-8", call => call.Registers, call => Keep(call.Member("message"))),
        new("a message in a dump", "message", "dump", "UTF-8", _ => false, _ => Task.CompletedTask),
        Row("a receipt in a row", "receipt", "UTF-8", call => call.Path == "/v1/interest/messages", call => call.Code),
        Row("an address in a row", "source address", "UTF-8", call => call.Address.Length > 0, call => call.Address),
        Row(
            "a hash without a secret in a row",
            "receipt",
            "SHA-256",
            call => call.Path == "/v1/interest/messages",
            call => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(call.Code)))
        ),
        new(
            "a row that was rolled back",
            "value of a header",
            "log of changes",
            "UTF-8",
            call => call.Path == "/v1/topics",
            call => InsertAsync(call, "Owner", InsertAndFail, string.Join(' ', call.Http.Request.Headers.Values))
        ),
        new(
            "a row of the key store",
            "cohort code",
            "database of the key store",
            "UTF-8",
            call => call.Member("cohort").Length > 20,
            call => InsertAsync(call, "Keys", InsertKey, call.Member("cohort"))
        ),
        new(
            "a cast by PostgreSQL",
            "baggage",
            "log of PostgreSQL",
            "UTF-8",
            call => call.Path == "/v1/topics",
            call => InsertAsync(call, "Owner", "select $1::text::integer", call.Header("baggage"))
        ),
        new(
            "statements in PostgreSQL's log",
            "opening reason",
            "log of PostgreSQL",
            "UTF-8",
            _ => false,
            _ => Task.CompletedTask
        ),
    ];

    private const string Insert =
        "insert into jobs (id, kind, run_at, state, error) values (gen_random_uuid(), 'leak', now(), 'done', $1)";
    private const string InsertAndFail =
        $"with made as ({Insert} returning id) select 1 / (random() * 0)::integer from made";
    private const string InsertKey =
        "insert into shards (id, record, shard, master, day) values (gen_random_uuid(), gen_random_uuid(), convert_to($1, 'UTF8'), '', current_date)";

    private static string Kept { get; set; } = "";

    private static string Keep(string text) => Kept = text;

    private static Leak Logs(string name, string kind, string encoding, Func<LeakingCall, string> text) =>
        new(
            name,
            kind,
            Log,
            encoding,
            call => text(call).Length > 2,
            call =>
            {
                call.Log.LogInformation("A call: {What}", text(call));
                return Task.CompletedTask;
            }
        );

    private static Leak Row(
        string name,
        string kind,
        string encoding,
        Func<LeakingCall, bool> applies,
        Func<LeakingCall, string> text
    ) => new(name, kind, "database", encoding, applies, call => InsertAsync(call, "Owner", Insert, text(call)));

    private static async Task InsertAsync(LeakingCall call, string connection, string sql, string text)
    {
        var configuration = call.Http.RequestServices.GetRequiredService<IConfiguration>();
        await using var database = NpgsqlDataSource.Create(
            configuration.GetConnectionString(connection)! + ";Pooling=false"
        );
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = text });
        await command.ExecuteNonQueryAsync();
    }

    private static async Task PackAsync(string text)
    {
        await using var file = File.Create(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()));
        await using var packed = new GZipStream(file, CompressionLevel.Optimal);
        await packed.WriteAsync(Encoding.UTF8.GetBytes(text));
    }

    private static async Task MailAsync(LeakingCall call, string text)
    {
        var port = call.Http.RequestServices.GetRequiredService<IConfiguration>().GetValue<int>("Mail:Port");
        using var client = new SmtpClient("127.0.0.1", port);
        using var view = AlternateView.CreateAlternateViewFromString(text, Encoding.UTF8, "text/plain");
        view.TransferEncoding = TransferEncoding.Base64;
        using var mail = new MailMessage("leak@example.org", "leak@example.org") { Subject = "Hei" };
        mail.AlternateViews.Add(view);
        await client.SendMailAsync(mail);
    }

    private static Task SpanAsync(LeakingCall call)
    {
        var endpoint = call.Http.RequestServices.GetRequiredService<IConfiguration>()["Telemetry:Endpoint"];
        _tracer ??= Sdk.CreateTracerProviderBuilder()
            .AddSource(Spans.Name)
            .AddOtlpExporter(otlp =>
            {
                otlp.Endpoint = new Uri($"{endpoint}/v1/traces");
                otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
                otlp.ExportProcessorType = ExportProcessorType.Simple;
            })
            .Build();
        using var span = Spans.StartActivity("call");
        span?.SetTag("url.path", call.Path);
        span?.SetTag("client.address", call.Address);
        return Task.CompletedTask;
    }
}
