using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Calendar;
using Matching.Database;
using Npgsql;
using Xunit;

namespace Matching.Tests.Support;

/// <summary>
/// The program as it really runs: a process of its own, with its own loops and the real clock, which can be killed at
/// any moment and started again on the same database and port.
/// </summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringBuilder _output = new();
    private readonly string _connection;
    private readonly MailServer _smtp;
    private readonly string _secrets;
    private readonly int _port = FreePort();
    private readonly IReadOnlyDictionary<string, string> _settings;
    private Process? _process;

    /// <param name="connection">As the owner of the tables; the service comes as its own role.</param>
    /// <param name="beside">One that runs on the same database, with the same secrets.</param>
    /// <param name="settings">Further variables of its environment, which win over the usual ones.</param>
    public ServiceProcess(
        string connection,
        MailServer smtp,
        ServiceProcess? beside = null,
        IReadOnlyDictionary<string, string>? settings = null
    )
    {
        (_connection, _smtp, _settings) = (connection, smtp, settings ?? new Dictionary<string, string>());
        _secrets = beside?._secrets ?? Path.Combine(_folder.Path, "secrets");
        Anyone = Client(null);
    }

    /// <summary>The assembly that runs: this version's, unless another is asked for.</summary>
    public string Program { get; init; } = typeof(Service).Assembly.Location;

    private bool IsThisVersion => Program == typeof(Service).Assembly.Location;

    /// <summary>Anyone: no key, no receipt.</summary>
    public HttpClient Anyone { get; }

    /// <summary>A client with a receipt.</summary>
    public HttpClient Person(string receipt) => Client(new("Receipt", receipt));

    /// <summary>A client with a key.</summary>
    public HttpClient Staff(string key) => Client(new("Bearer", key));

    /// <summary>A client with a new key of a seeded body, say <c>link-bergen</c>.</summary>
    public async Task<HttpClient> StaffAsync(string body, Role role = Role.Coordinator)
    {
        await using var database = NpgsqlDataSource.Create(_connection);
        await using var find = database.CreateCommand("select id from bodies where external_id = $1");
        find.Parameters.Add(new() { Value = body });
        var id = (Guid)(await find.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        var (key, secret) = ApiKey.Issue(id, role, "a test", TimeProvider.System.Today(), 365);
        await using var insert = database.CreateCommand(
            "insert into api_keys (id, prefix, hash, body, role, name, created_on, expires_on) values ($1, $2, $3, $4, $5, $6, $7, $8)"
        );
        object[] values = [key.Id, key.Prefix, key.Hash, id, Codes.Of(role), key.Name, key.CreatedOn, key.ExpiresOn];
        foreach (var value in values)
        {
            insert.Parameters.Add(new() { Value = value });
        }

        await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return Staff(secret);
    }

    /// <summary>Starts it and waits until it is ready.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet", [Program, "serve"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.Path,
        };
        foreach (var (name, value) in Environment().Concat(Pairs(_settings)))
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await ReadyAsync();
    }

    /// <summary>Its working directory and home, with its secrets in it.</summary>
    public string Folder => _folder.Path;

    /// <summary>Does one of its verbs beside it, with the same settings; its exit code and all that it said.</summary>
    /// <param name="instead">Settings that win over those of the service.</param>
    public async Task<(int Code, string Said)> RunAsync(
        IReadOnlyDictionary<string, string> instead,
        params string[] verb
    )
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. verb])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.Path,
        };
        foreach (var (name, value) in Environment().Concat(Pairs(_settings)).Concat(Pairs(instead)))
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var ct = TestContext.Current.CancellationToken;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, await output + await errors);
    }

    /// <summary>Its process, while it runs.</summary>
    public int ProcessId => _process!.Id;

    /// <summary>What it wrote to its output and its error so far: its log.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Lets it do nothing until it is thawed, as a machine that is paused: SIGSTOP.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    /// <summary>Lets it go on after it was frozen: SIGCONT.</summary>
    public Task ThawAsync() => SignalAsync("CONT");

    /// <summary>Ends it as a power cut would: SIGKILL.</summary>
    public async Task KillAsync()
    {
        var process = _process!;
        _process = null;
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }

    /// <summary>Asks it to end, as a container's engine does, and returns its exit code and how long it took.</summary>
    public async Task<(int Code, TimeSpan Took)> StopAsync()
    {
        var watch = Stopwatch.StartNew();
        await SignalAsync("TERM");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _process!.WaitForExitAsync(patience.Token);
        var code = _process.ExitCode;
        _process.Dispose();
        _process = null;
        return (code, watch.Elapsed);
    }

    public async ValueTask DisposeAsync()
    {
        Anyone.Dispose();
        if (_process is not null)
        {
            await KillAsync();
        }

        _folder.Dispose();
    }

    private IEnumerable<(string Name, string Value)> Environment() =>
        [
            // The version before knows one role.
            ("ConnectionStrings__Matching", IsThisVersion ? TestDatabase.AsService(_connection) : _connection),
            ("ConnectionStrings__Owner", _connection),
            ("ConnectionStrings__Keys", TestDatabase.KeysOf(_connection)),
            ("ASPNETCORE_URLS", $"http://127.0.0.1:{_port}"),
            ("ASPNETCORE_CONTENTROOT", _folder.Path),
            ("PublicUrl", "http://127.0.0.1:8080"),
            ("Secrets__Directory", _secrets),
            ("Secrets__CreateMissing", "true"),
            ("Mail__Host", "127.0.0.1"),
            ("Mail__Port", _smtp.Port.ToString(CultureInfo.InvariantCulture)),
            ("Notifications__AtOnce", "true"),
            ("Limits__EveryonePerSecond", "100000"),
            ("Limits__PerKeyPerSecond", "100000"),
            ("Floods__CalmPerMinute", "1000000"),
            ("Floods__PerBodyPerDay", "1000000"),
            // It is started often and lives for seconds: what is compiled better after a while is hardly ever used.
            ("DOTNET_TC_CallCounting", "0"),
        ];

    private static IEnumerable<(string Name, string Value)> Pairs(IReadOnlyDictionary<string, string> settings) =>
        settings.Select(setting => (setting.Key, setting.Value));

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {_process!.Id}"]);
        await kill.WaitForExitAsync(CancellationToken.None);
    }

    private async Task ReadyAsync()
    {
        var watch = Stopwatch.StartNew();
        while (!await IsReadyAsync())
        {
            Assert.False(_process!.HasExited, $"the program ended at its start:\n{_output}");
            Assert.True(
                watch.Elapsed < TimeSpan.FromSeconds(60),
                $"the program is not ready after a minute:\n{_output}"
            );
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Anyone.GetAsync("/health/ready", TestContext.Current.CancellationToken);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _output.AppendLine(line.Data);
        }
    }

    private HttpClient Client(AuthenticationHeaderValue? authorization)
    {
        var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new($"http://127.0.0.1:{_port}") };
        client.DefaultRequestHeaders.Authorization = authorization;
        return client;
    }

    /// <summary>A port of loopback that nobody listens to now.</summary>
    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
