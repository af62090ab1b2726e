using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Telemetry;

/// <summary>What leaves the program as figures, spans and log, byte by byte.</summary>
public sealed class TelemetryTests : IAsyncLifetime
{
    private const string Topic = "next-of-kin-addiction",
        Place = "municipality:3301",
        Words = "zqvwords that nobody else may read",
        Agent = "Zqvagent/1.0",
        Query = "zqvquery",
        Trace = "zqvstate=1";

    private readonly OtlpReceiver _receiver = new();
    private readonly TemporaryFolder _folder = new();
    private string _connection = "";
    private readonly MailServer _smtp = new();

    public async ValueTask InitializeAsync()
    {
        _connection = await TestDatabase.CreateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        await _smtp.DisposeAsync();
        _folder.Dispose();
        await TestDatabase.DropAsync(_connection);
    }

    [Fact]
    public async Task Figures_and_spans_leave_and_nothing_that_anybody_wrote_does()
    {
        var keyFile = Path.Combine(_folder.Path, "admin.key");
        await using var service = new ServiceProcess(
            _connection,
            _smtp,
            settings: new Dictionary<string, string>
            {
                ["Telemetry__Endpoint"] = _receiver.Address,
                ["Telemetry__IntervalSeconds"] = "1",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
                ["Trial__AdminKeyFile"] = keyFile,
                ["Database__MigrateAtStart"] = "true",
            }
        );
        await service.StartAsync();
        var key = (await File.ReadAllTextAsync(keyFile, TestContext.Current.CancellationToken)).Trim();
        service.Anyone.DefaultRequestHeaders.UserAgent.ParseAdd(Agent);
        service.Anyone.DefaultRequestHeaders.Add("tracestate", Trace);
        service.Anyone.DefaultRequestHeaders.Add(
            "traceparent",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        );
        service.Anyone.DefaultRequestHeaders.Add("baggage", Trace);
        var registered = await service.Anyone.PostJsonAsync(
            "/v1/interests",
            new
            {
                topics = new[] { Topic },
                place = Place,
                message = Words,
                consent = "2026-11",
            }
        );
        var receipt = registered.Text("receipt");
        using var person = service.Person(receipt);
        await person.PostJsonAsync("/v1/interest/messages", new { text = Words });
        await person.GetJsonAsync("/v1/interest");
        await service.Anyone.GetJsonAsync($"/v1/places?q={Query}");
        using var refused = await service.Anyone.GetAsync(
            $"/v1/{Query}/{receipt}",
            TestContext.Current.CancellationToken
        );
        using var staff = service.Staff(key);
        var mine = (await staff.GetJsonAsync("/v1/desk/cases")).GetProperty("items");
        var id = RandomCase(mine);
        using var read = await staff.GetAsync($"/v1/desk/cases/{id}", TestContext.Current.CancellationToken);
        await staff.GetJsonAsync("/v1/desk/status");
        await Eventually.IsSoAsync(
            () =>
                _receiver.Seen("/v1/metrics").Contains("matching.jobs.oldest_due", StringComparison.Ordinal)
                && _receiver.Seen("/v1/metrics").Contains("matching.case.acts", StringComparison.Ordinal)
                && _receiver.Seen("/v1/traces").Contains("/v1/desk/status", StringComparison.Ordinal),
            "what should be sent is not sent"
        );
        var (code, _) = await service.StopAsync();

        Assert.Equal(0, code);
        var (figures, spans) = (_receiver.Seen("/v1/metrics"), _receiver.Seen("/v1/traces"));
        string[] names =
        [
            "matching.case.acts",
            "matching.jobs.waiting",
            "matching.jobs.oldest_due",
            "http.server.request.duration",
            "kestrel.active_connections",
            "db.client.operation.duration",
            "dotnet.gc.collections",
        ];
        Assert.All(names, name => Assert.Contains(name, figures, StringComparison.Ordinal));
        Assert.Contains("/v1/desk/cases/{id:guid}", spans, StringComparison.Ordinal);
        Assert.Contains("Npgsql", spans, StringComparison.Ordinal);

        // A span has a time, and the anonymous side has none.
        Assert.DoesNotContain("/v1/interest", spans, StringComparison.Ordinal);
        var log = service.Output;
        string[] markers =
        [
            receipt,
            receipt[..8],
            Topic,
            Place,
            "3301",
            "Drammen",
            "zqv",
            "Zqv",
            key,
            id,
            "127.0.0.1",
            "0af7651916cd43dd8448eb211c80319c",
            "select",
            "select id",
            "user_agent",
            "url.path",
            "db.query",
            "exception.message",
        ];
        var everything = figures + spans;
        var found = markers
            .Where(marker =>
                WithoutOurAddress(everything).Contains(marker, StringComparison.Ordinal)
                || (marker.Length > 8 && !marker.Contains('.') && log.Contains(marker, StringComparison.Ordinal))
            )
            .ToList();
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{figures.Length:N0} bytes of figures, {spans.Length:N0} of spans, {log.Length:N0} of log: {found.Count} of {markers.Length} markers"
        );
        Assert.Empty(found);
    }

    [Fact]
    public async Task Without_an_address_nothing_is_gathered_and_a_log_has_one_event_in_each_line()
    {
        await using var service = new ServiceProcess(
            _connection,
            _smtp,
            settings: new Dictionary<string, string> { ["Database__MigrateAtStart"] = "true" }
        );
        await using (var database = Npgsql.NpgsqlDataSource.Create(_connection))
        {
            // So that there is something to apply, and to tell of.
            await using var command = database.CreateCommand(
                "update applied_scripts set checksum = '' where name like 'functions/%'"
            );
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await service.StartAsync();
        await service.StopAsync();

        var lines = service.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.NotEmpty(lines);
        Assert.All(
            lines,
            line =>
            {
                var logged = JsonDocument.Parse(line).RootElement;
                Assert.StartsWith("Matching.", logged.Text("Category"), StringComparison.Ordinal);
                Assert.EndsWith("Z", logged.Text("Timestamp"), StringComparison.Ordinal);
                Assert.False(logged.TryGetProperty("Scopes", out _));
            }
        );
        Assert.Empty(_receiver.Seen("/v1/metrics") + _receiver.Seen("/v1/traces"));
    }

    private static string RandomCase(JsonElement cases) =>
        cases.GetArrayLength() > 0 ? cases[0].Text("id") : Matching.Database.RandomId.New().ToString();

    // The receiver's own address stands in the headers of what is sent to it, and nowhere else.
    private string WithoutOurAddress(string text) =>
        text.Replace(new Uri(_receiver.Address).Authority, "", StringComparison.Ordinal);
}
