using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Http;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Tests.Support;
using Npgsql;
using Xunit;

namespace Matching.Tests.Sweep;

/// <summary>
/// The program as it really runs, with everything around it whose bytes can be looked through afterwards: two
/// PostgreSQL servers, a mail server, a receiver of webhooks and one of telemetry. It works in, and writes what it
/// keeps for the moment to, a folder of its own.
/// </summary>
internal sealed class SweepWorld : IAsyncDisposable
{
    /// <summary>What the person of whom all is told asks for, and nobody else.</summary>
    public const string Topic = "gambling",
        Place = "postal-code:3145";

    private readonly Dictionary<string, string> _settings = new(StringComparer.Ordinal);
    private readonly HashSet<Guid> _known = [];

    private SweepWorld(PrivateCluster main, PrivateCluster keys)
    {
        (Main, Keys) = (main, keys);
        Database = NpgsqlDataSource.Create(main.ConnectionString() + ";Pooling=false");
        Service = new ServiceProcess(main.ConnectionString(), Smtp, settings: _settings);
        Markers.Word("topic", Topic, "Spilleavhengighet", "Speleavhengigheit", "spilleproblem");
        Markers.Word("place", Place, "municipality:3911", "Færder", "Tjøme");
    }

    public Markers Markers { get; } = new();

    public PrivateCluster Main { get; }

    public PrivateCluster Keys { get; }

    public MailServer Smtp { get; } = new();

    public WebhookReceiver Hooks { get; } = new();

    public OtlpReceiver Telemetry { get; } = new();

    public ServiceProcess Service { get; }

    /// <summary>The main database, as its owner.</summary>
    public NpgsqlDataSource Database { get; }

    /// <summary>Where the verbs find lists and put dumps.</summary>
    public TemporaryFolder Lists { get; } = new();

    /// <summary>What the verbs said.</summary>
    public List<string> Said { get; } = [];

    /// <summary>How many calls were made.</summary>
    public int Calls => Visitor.Calls;

    public Visitors Visitor => field ??= new(Service.Anyone.BaseAddress!, Markers);

    /// <summary>A service that runs.</summary>
    /// <param name="leaks">Whether it is the build that leaks on purpose.</param>
    public static async Task<SweepWorld> StartAsync(bool leaks)
    {
        // Nothing of the log of changes goes before it was looked through.
        var main = await PrivateCluster.CreateAsync("wal_keep_size = 4GB");
        var world = new SweepWorld(main, await TwoServersHost.CreateKeysAsync());
        await world.BeginAsync(leaks);
        return world;
    }

    /// <summary>A new key of a seeded body, and who calls with it.</summary>
    public async Task<HttpClient> StaffAsync(string body, Role role = Role.Coordinator)
    {
        using var made = await Service.StaffAsync(body, role);
        var authorization = made.DefaultRequestHeaders.Authorization!;
        Markers.Learn("API key", authorization.Parameter!);
        return Visitor.Come(authorization);
    }

    /// <summary>Somebody with a receipt.</summary>
    public HttpClient Person(string receipt) => Visitor.Come(new("Receipt", receipt));

    /// <summary>The case that is there since the last time this was asked.</summary>
    public async Task<Guid> NewCaseAsync()
    {
        var all = await Database.ColumnAsync<Guid>("select id from cases");
        var made = Assert.Single(all, id => !_known.Contains(id));
        _known.UnionWith(all);
        return made;
    }

    /// <summary>No case so far is meant by <see cref="NewCaseAsync"/>.</summary>
    public async Task KnowCasesAsync() => _known.UnionWith(await Database.ColumnAsync<Guid>("select id from cases"));

    /// <summary>Has the service do jobs of the clock now, one after the other.</summary>
    public async Task DoAsync(params IEnumerable<string> jobs)
    {
        foreach (var job in jobs)
        {
            await Database.RunAsync(
                "insert into jobs (id, kind, run_at) values (gen_random_uuid(), $1, now()) on conflict do nothing",
                job
            );
            await IdleAsync($"kind = '{job}'");
            Assert.False(
                await Database.ScalarAsync<bool>(
                    "select exists (select from jobs where kind = $1 and state = 'waiting' and error is not null)",
                    job
                ),
                $"{job} failed"
            );
        }
    }

    /// <summary>Waits until no job is due.</summary>
    public Task IdleAsync(string which = "true") =>
        Eventually.IsSoAsync(
            async () =>
                !await Database.ScalarAsync<bool>(
                    $"select exists (select from jobs where state = 'waiting' and run_at <= now() and {which})"
                ),
            $"jobs are due: {which}"
        );

    /// <summary>Does a verb, and keeps what it says.</summary>
    public async Task<int> VerbAsync(params string[] verb)
    {
        var (code, said) = await Service.RunAsync(new Dictionary<string, string>(), verb);
        Said.Add(said);
        return code;
    }

    /// <summary>Does a verb on other databases of the same servers.</summary>
    public async Task<int> VerbElsewhereAsync(string main, string keys, params string[] verb)
    {
        var owner = Main.ConnectionString(main);
        var elsewhere = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConnectionStrings__Matching"] = TestDatabase.AsService(owner),
            ["ConnectionStrings__Owner"] = owner,
            ["ConnectionStrings__Keys"] = Keys.ConnectionString(keys),
        };
        var (code, said) = await Service.RunAsync(elsewhere, verb);
        Said.Add(said);
        return code;
    }

    public async ValueTask DisposeAsync()
    {
        Visitor.Dispose();
        await Service.DisposeAsync();
        await Smtp.DisposeAsync();
        await Hooks.DisposeAsync();
        await Telemetry.DisposeAsync();
        await Database.DisposeAsync();
        await Main.DisposeAsync();
        await Keys.DisposeAsync();
        Lists.Dispose();
    }

    private async Task BeginAsync(bool leaks)
    {
        var passing = Directory.CreateDirectory(Path.Combine(Service.Folder, "tmp")).FullName;
        (string Name, string Value)[] settings =
        [
            ("HOME", Service.Folder),
            ("TMPDIR", passing),
            ("ConnectionStrings__Keys", Keys.ConnectionString("matching_keys")),
            ("Mail__TimeoutSeconds", "5"),
            ("Webhooks__AllowLoopback", "true"),
            ("Sites__AllowLoopback", "true"),
            ("Database__LockSeconds", "1"),
            ("Floods__CalmPerMinute", "100"),
            ("Telemetry__Endpoint", Telemetry.Address),
            ("Telemetry__IntervalSeconds", "1"),
            ("OTEL_BSP_SCHEDULE_DELAY", "200"),
            .. leaks ? LeakingBuild.Settings : [],
        ];
        foreach (var (name, value) in settings)
        {
            _settings[name] = value;
        }

        await Service.StartAsync();
    }
}
