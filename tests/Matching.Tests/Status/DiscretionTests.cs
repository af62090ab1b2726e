using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace Matching.Tests.Status;

/// <summary>Beside a PostgreSQL that keeps what people write, or when, the service does not get ready.</summary>
[Trait("Category", "Long")]
public sealed class DiscretionTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> Telling = new(StringComparer.Ordinal)
    {
        ["log_statement"] = "all",
        ["log_parameter_max_length_on_error"] = "-1",
        ["log_error_verbosity"] = "default",
        ["log_min_error_statement"] = "error",
        ["log_min_duration_statement"] = "0",
        ["log_min_messages"] = "debug2",
    };

    private readonly TemporaryFolder _folder = new();
    private PrivateCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await PrivateCluster.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_setting_that_tells_is_seen_within_a_minute_and_named_by_check_config()
    {
        var clock = new ManualClock();
        await using var app = TestHost.Configure(_cluster.ConnectionString(), clock);
        await app.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, await ReadyAsync(app));
        await using var allowing = TestHost.Configure(
            _cluster.ConnectionString(),
            clock,
            [new("Database:AllowLeaks", "true")]
        );
        await allowing.StartAsync(TestContext.Current.CancellationToken);

        foreach (var (setting, value) in Telling)
        {
            await _cluster.SetAsync($"alter system set {setting} = '{value}'");
            await TurnsAsync(app, clock, HttpStatusCode.ServiceUnavailable);
            Assert.Equal(HttpStatusCode.OK, await ReadyAsync(allowing));
            await _cluster.SetAsync($"alter system reset {setting}");
            await TurnsAsync(app, clock, HttpStatusCode.OK);
        }

        foreach (var (setting, value) in Telling)
        {
            await _cluster.SetAsync($"alter system set {setting} = '{value}'");
        }

        var (code, _, errors) = await VerbProcess.RunAsync(_cluster.ConnectionString(), _folder.Path, "check-config");
        Assert.Equal(1, code);
        Assert.All(Telling.Keys, setting => Assert.Contains(setting + " = ", errors, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_key_stores_server_is_looked_at_too()
    {
        await using var keys = await TwoServersHost.CreateKeysAsync();
        var clock = new ManualClock();
        await using var app = TestHost.Configure(
            _cluster.ConnectionString(),
            clock,
            [new("ConnectionStrings:Keys", keys.ConnectionString("matching_keys"))]
        );
        await app.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, await ReadyAsync(app));

        await keys.SetAsync("alter system set log_statement = 'all'");
        await TurnsAsync(app, clock, HttpStatusCode.ServiceUnavailable);
        await keys.SetAsync("alter system reset log_statement");
        await TurnsAsync(app, clock, HttpStatusCode.OK);

        // What is erased would lie in the archive.
        await keys.SetAsync("alter system set wal_level = 'replica'");
        await keys.SetAsync("alter system set archive_mode = 'on'");
        await keys.StopAsync();
        await keys.StartAsync();
        await TurnsAsync(app, clock, HttpStatusCode.ServiceUnavailable);
    }

    // PostgreSQL's processes hear of a setting one after the other.
    private static Task<TimeSpan> TurnsAsync(WebApplication app, ManualClock clock, HttpStatusCode expected) =>
        Eventually.IsSoAsync(
            async () =>
            {
                clock.Advance(TimeSpan.FromMinutes(1));
                return await ReadyAsync(app) == expected;
            },
            $"readiness is not {expected}"
        );

    private static async Task<HttpStatusCode> ReadyAsync(WebApplication app)
    {
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new(app.Urls.Single()) };
        using var answer = await client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
