using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Calendar;
using Matching.Database;
using Matching.Interests;
using Matching.Jobs;
using Matching.Sealing;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace Matching.Tests.Support;

/// <summary>
/// The service on a real port with a database of its own, for one test class. Its jobs run when a test says so; its
/// clock moves when a test moves it; its mail goes to a folder.
/// </summary>
public class TestHost : IAsyncLifetime
{
    private WebApplication? _app;
    private string _connection = "";

    public ManualClock Clock { get; } = new();

    /// <summary>Anyone: no key, no receipt.</summary>
    public HttpClient Anyone { get; private set; } = null!;

    public Uri Address { get; private set; } = null!;

    public string MailFolder { get; } = Directory.CreateTempSubdirectory("matching-mail-").FullName;

    /// <summary>As the owner of the tables, whom row-level security does not hold back.</summary>
    public string ConnectionString => _connection;

    /// <summary>How its key store is reached.</summary>
    public virtual string KeysConnectionString => TestDatabase.KeysOf(_connection);

    /// <summary>Further settings for a class of tests, by name.</summary>
    protected virtual IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?>(StringComparer.Ordinal);

    public virtual async ValueTask InitializeAsync()
    {
        _connection = await CreateDatabaseAsync();
        _app = Configure(
            _connection,
            Clock,
            [.. Settings, new("Mail:PickupDirectory", MailFolder), new("ConnectionStrings:Keys", KeysConnectionString)]
        );
        await _app.StartAsync();
        Address = new(_app.Urls.Single());
        Anyone = new HttpClient(new SocketsHttpHandler()) { BaseAddress = Address };
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Anyone.Dispose();
        await _app!.DisposeAsync();
        await DropDatabaseAsync();
        Directory.Delete(MailFolder, recursive: true);
    }

    protected virtual Task<string> CreateDatabaseAsync() => TestDatabase.CreateAsync();

    protected virtual Task DropDatabaseAsync() => TestDatabase.DropAsync(_connection);

    /// <summary>Works on the database as the program does.</summary>
    public async Task<T> WithDbAsync<T>(Func<MatchingDb, Task<T>> work)
    {
        await using var scope = _app!.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<MatchingDb>());
    }

    /// <summary>Does a scheduled job now, and what follows from it.</summary>
    public async Task RunAsync(string job)
    {
        await WithDbAsync(async db =>
        {
            await db.EnqueueAsync(job, null, Clock.GetUtcNow(), default);
            return 0;
        });
        Assert.Contains((job, JobOutcome.Done), await RunJobsAsync());
    }

    /// <summary>Does a scheduled job alone, without what follows; how many it did something for.</summary>
    public Task<int> RunAloneAsync(string job) =>
        InScopeAsync(services => Schedule.Find(job)!.RunAsync(services, CancellationToken.None));

    /// <summary>Does something as a job of the program does it.</summary>
    public async Task<T> InScopeAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = _app!.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }

    /// <summary>Runs SQL as the owner of the tables and returns the rows touched.</summary>
    public Task<int> SqlAsync(FormattableString sql) => AsOwnerAsync(db => db.Database.ExecuteSqlAsync(sql));

    /// <summary>Works on the database as its owner, for what the program itself may not do.</summary>
    public async Task<T> AsOwnerAsync<T>(Func<MatchingDb, Task<T>> work)
    {
        var options = new DbContextOptionsBuilder<MatchingDb>().UseNpgsql(_connection).Options;
        await using var db = new MatchingDb(options);
        return await work(db);
    }

    public T Get<T>()
        where T : notnull => _app!.Services.GetRequiredService<T>();

    /// <summary>Does the jobs that are due by the test's clock.</summary>
    public Task<IReadOnlyList<(string Kind, JobOutcome Outcome)>> RunJobsAsync() =>
        Get<JobWorker>().RunDueAsync(CancellationToken.None);

    /// <summary>The id of a seeded body, say <c>link-bergen</c>.</summary>
    public Task<Guid> BodyAsync(string key) =>
        WithDbAsync(db => db.Bodies.Where(body => body.ExternalId == key).Select(body => body.Id).SingleAsync());

    /// <summary>A client with a key of a seeded body.</summary>
    public async Task<HttpClient> StaffAsync(string body, Role role = Role.Coordinator) =>
        await StaffAsync(await BodyAsync(body), role);

    /// <summary>A client with a key of a body.</summary>
    public async Task<HttpClient> StaffAsync(Guid body, Role role = Role.Coordinator)
    {
        var (key, secret) = ApiKey.Issue(body, role, "a test", Clock.Today(), 365);
        await WithDbAsync(db =>
        {
            db.ApiKeys.Add(key);
            return db.SaveChangesAsync();
        });
        return Client("Bearer", secret);
    }

    /// <summary>A client with a receipt.</summary>
    public HttpClient Person(string receipt) => Client("Receipt", receipt);

    /// <summary>The case of a receipt: what staff would find among their own.</summary>
    public Task<Guid> CaseOfAsync(string receipt)
    {
        Assert.True(Receipt.TryParse(receipt, out var read));
        var fingerprint = read.Fingerprint(Get<Secrets>());
        return WithDbAsync(db =>
            (
                from interest in db.Interests
                join row in db.Cases on interest.Id equals row.Interest
                where interest.Receipt == fingerprint
                select row.Id
            ).SingleAsync()
        );
    }

    /// <summary>Adds a group as a body's staff and opens it; its id.</summary>
    public static async Task<Guid> OpenGroupAsync(HttpClient staff, object form)
    {
        var group = await staff.PostJsonAsync("/v1/groups", form);
        await staff.PutJsonAsync($"/v1/groups/{group.Id()}/opening", null);
        return group.Id();
    }

    internal static WebApplication Configure(
        string connection,
        ManualClock clock,
        IEnumerable<KeyValuePair<string, string?>>? settings = null
    ) =>
        Service.Build(
            new List<KeyValuePair<string, string?>>([
                .. settings ?? [],
                new("ConnectionStrings:Matching", TestDatabase.AsService(connection)),
                new("ConnectionStrings:Owner", connection),
                new("ConnectionStrings:Keys", TestDatabase.KeysOf(connection)),
                new("Urls", "http://127.0.0.1:0"),
                new("PublicUrl", "http://127.0.0.1:8080"),
                new("Secrets:Directory", Path.Combine(Path.GetTempPath(), "matching-test-secrets")),
                new("Secrets:CreateMissing", "true"),
                new("Mail:PickupDirectory", Path.GetTempPath()),
                new("Notifications:AtOnce", "true"),
                new("Limits:EveryonePerSecond", "100000"),
                new("Limits:PerKeyPerSecond", "100000"),
                new("Limits:PerSitePerSecond", "100000"),
                new("Limits:Waiting", "100000"),
                // Tests change rows behind the program's back and look at once.
                new("Cache:Seconds", "0"),
                new("Floods:CalmPerMinute", "1000000"),
                new("Floods:PerBodyPerDay", "1000000"),
                new("Logging:LogLevel:Default", "None"),
            ]).DistinctBy(setting => setting.Key),
            services =>
            {
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
                // Jobs run when a test says so.
                foreach (
                    var loop in services
                        .Where(service =>
                            service.ImplementationType == typeof(JobLoop)
                            || service.ImplementationType == typeof(ScheduleClock)
                        )
                        .ToList()
                )
                {
                    services.Remove(loop);
                }
            }
        );

    private HttpClient Client(string scheme, string secret)
    {
        var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(scheme, secret);
        return client;
    }
}
