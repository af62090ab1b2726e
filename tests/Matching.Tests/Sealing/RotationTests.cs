using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Sealing;
using Matching.Tests.Groups;
using Matching.Tests.Starters;
using Matching.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;
using Npgsql;
using Xunit;

namespace Matching.Tests.Sealing;

/// <summary>
/// Both secrets are replaced, step by step as the README says, while two instances serve people: nobody fails, nothing
/// that was written is unreadable at any moment, and in the end nothing opens with the old ones.
/// </summary>
[Trait("Category", "Long")]
public sealed class RotationTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    // Each has stores of its own: what others sealed is none of its secrets'.
    private readonly TestHost _host = new();
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentBag<(string Receipt, string Text)> _known = [];
    private readonly ConcurrentBag<string> _failures = [];
    private readonly CancellationTokenSource _over = new();
    private volatile WebApplication[] _serving = [];
    private int _calls;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _serving)
        {
            await app.DisposeAsync();
        }

        await _host.DisposeAsync();
        _over.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Secrets_are_replaced_under_load_and_nobody_notices()
    {
        var (old, @new, pepper, salt) = (Secret(), Secret(), Secret(), Secret());
        var before = Put("before", ("master", old), ("pepper", pepper));
        var coming = Put("coming", ("master", old), ("master.next", @new), ("pepper", pepper), ("pepper.next", salt));
        var changed = Put("changed", ("master", @new), ("master.old", old), ("pepper", salt), ("pepper.old", pepper));
        var after = Put("after", ("master", @new), ("pepper", salt));
        await ServeAsync(before, before);
        using var staff = await _host.StaffAsync("contact-point-drammen");
        using var mine = new HttpClient(new SocketsHttpHandler()) { BaseAddress = AddressOf(_serving[0]) };
        mine.DefaultRequestHeaders.Authorization = staff.DefaultRequestHeaders.Authorization;
        var starter = await mine.AddStarterAsync(("name", "Guri Eksempel"));
        await mine.PostJsonAsync("/v1/groups", GroupsOfTests.Form(("contact", "kontakt@example.org")));

        List<Task> load =
        [
            .. Enumerable.Range(0, 3).Select(_ => WriteAsync()),
            .. Enumerable.Range(0, 3).Select(_ => ReadAsync()),
            ReadStarterAsync(staff.DefaultRequestHeaders.Authorization!, starter),
        ];
        await Task.Delay(2000, Ct);
        await ServeAsync(coming, coming);
        await Task.Delay(1000, Ct);
        await ServeAsync(changed, coming);
        await Task.Delay(1000, Ct);
        await ServeAsync(changed, changed);
        await Task.Delay(1000, Ct);
        var first = await RotateKeys.RunAsync(_serving[0].Services, Rest, Ct);
        var (texts, calls) = (_known.Count, _calls);

        // Each receipt is used once, and so kept under the new pepper.
        foreach (var (receipt, _) in _known)
        {
            await MessagesAsync(receipt);
        }

        await ServeAsync(after, after);
        await Task.Delay(1000, Ct);
        await _over.CancelAsync();
        await Task.WhenAll(load);

        output.WriteLine(
            $"{_calls} calls, {_failures.Count} failed ({calls} while there were two secrets); {texts} texts; {first.Records} records with a second shard, {first.Values} values sealed anew, {first.Left} shards left"
        );
        Assert.Empty(_failures);
        Assert.Equal((0, 0), (first.Unreadable, first.Left));
        Assert.True(first.Values > 20, $"{first}");
        foreach (var (receipt, text) in _known)
        {
            Assert.Contains(text, await MessagesAsync(receipt), StringComparison.Ordinal);
        }

        var (withOld, withNew) = (await OpenAsync(before), await OpenAsync(after));
        output.WriteLine(
            $"of {withNew.All} sealed values {withNew.Open} open with the new secret, {withOld.Open} with the old"
        );
        Assert.Equal((0, withNew.All), (withOld.Open, withNew.Open));
    }

    [Fact]
    public async Task A_call_that_one_instance_is_at_is_no_others_though_that_has_the_next_pepper_already()
    {
        var (master, pepper) = (("master", Secret()), ("pepper", Secret()));
        var (before, coming) = (Put("1", master, pepper), Put("2", master, pepper, ("pepper.next", Secret())));
        var changed = Put("3", master, ("pepper", Secret()), ("pepper.old", pepper.Item2));
        var key = RandomId.New().ToString("D");
        foreach (var other in new[] { coming, changed })
        {
            await ServeAsync(other);
            await using var busy = await _host.Get<NpgsqlDataSource>().OpenConnectionAsync(Ct);
            await using (await busy.BeginTransactionAsync(Ct))
            {
                await busy.ExecuteAsync($"select pg_advisory_xact_lock({LockOf(before)})", Ct);
                Assert.Equal(HttpStatusCode.Conflict, await RegisterAsync());
            }
        }

        Assert.Equal(HttpStatusCode.Created, await RegisterAsync());

        long LockOf(string folder) =>
            BitConverter.ToInt64(
                new Secrets(Options.Create(new SecretOptions { Directory = folder }))
                    .Fingerprints("idempotency-key", Encoding.UTF8.GetBytes($"/v1/interests\n\n{key}"))
                    .Current
            );

        async Task<HttpStatusCode> RegisterAsync()
        {
            using var client = Client(null);
            client.DefaultRequestHeaders.Add("Idempotency-Key", key);
            using var answer = await client.SendTextAsync(
                HttpMethod.Post,
                "/v1/interests",
                """{"place":"municipality:3301","consent":"2026-11"}"""
            );
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Cut_off_anywhere_it_is_done_when_it_is_begun_again()
    {
        var (old, @new) = (Secret(), Secret());
        var pepper = ("pepper", Secret());
        var before = Put("b", ("master", old), pepper);
        var changed = Put("c", ("master", @new), ("master.old", old), pepper);
        await ServeAsync(before, before);
        for (var person = 0; person < 5; person++)
        {
            await WriteOneAsync();
        }

        await ServeAsync(changed, changed);
        foreach (var after in new[] { 0, 30, 60, 120, 250, 400 })
        {
            using var cut = new CancellationTokenSource(after);
            try
            {
                await RotateKeys.RunAsync(_serving[0].Services, TimeSpan.FromMilliseconds(50), cut.Token);
            }
            catch (Exception failure) when (failure is OperationCanceledException or NpgsqlException)
            {
                // As it was meant.
            }

            foreach (var (receipt, text) in _known)
            {
                Assert.Contains(text, await MessagesAsync(receipt), StringComparison.Ordinal);
            }
        }

        // Two at once, and once more.
        await Task.WhenAll(
            RotateKeys.RunAsync(_serving[0].Services, TimeSpan.Zero, Ct),
            RotateKeys.RunAsync(_serving[1].Services, TimeSpan.Zero, Ct)
        );
        Assert.Equal(0, (await RotateKeys.RunAsync(_serving[0].Services, TimeSpan.Zero, Ct)).Left);
        Assert.Empty(_failures);
        foreach (var (receipt, text) in _known)
        {
            Assert.Contains(text, await MessagesAsync(receipt), StringComparison.Ordinal);
        }
    }

    private static string Secret() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static Uri AddressOf(WebApplication app) => new(app.Urls.Single());

    private string Put(string name, params (string File, string Secret)[] secrets)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, name)).FullName;
        foreach (var (file, secret) in secrets)
        {
            File.WriteAllText(Path.Combine(folder, file), secret);
        }

        return folder;
    }

    // One after the other: the new one serves before the old one goes, which comes to the end of what it does.
    private async Task ServeAsync(params string[] secrets)
    {
        var before = _serving;
        for (var number = 0; number < secrets.Length; number++)
        {
            var app = TestHost.Configure(
                _host.ConnectionString,
                _host.Clock,
                [new("Secrets:Directory", secrets[number]), new("ConnectionStrings:Keys", _host.KeysConnectionString)]
            );
            await app.StartAsync(Ct);
            _serving = [app, .. _serving.Take(1)];
        }

        await Task.Delay(500, Ct);
        foreach (var gone in before.Except(_serving))
        {
            await gone.StopAsync(Ct);
            await gone.DisposeAsync();
        }
    }

    private async Task WriteAsync()
    {
        while (!_over.IsCancellationRequested)
        {
            await WriteOneAsync();
            await Task.Delay(30, CancellationToken.None);
        }
    }

    private async Task WriteOneAsync()
    {
        var text = $"ord nummer {Interlocked.Increment(ref _calls).ToString(CultureInfo.InvariantCulture)}";
        using var client = Client(null);
        var made = await SaidAsync(
            client.SendTextAsync(
                HttpMethod.Post,
                "/v1/interests",
                $$"""{"place":"municipality:3301","consent":"2026-11","message":"{{text}} a"}"""
            ),
            HttpStatusCode.Created
        );
        if (made is null)
        {
            return;
        }

        var receipt = System.Text.Json.JsonDocument.Parse(made).RootElement.GetProperty("receipt").GetString()!;
        using var person = Client(new("Receipt", receipt));
        await SaidAsync(
            person.SendTextAsync(HttpMethod.Post, "/v1/interest/messages", $$"""{"text":"{{text}} b"}"""),
            HttpStatusCode.Created
        );
        _known.Add((receipt, $"{text} a"));
        _known.Add((receipt, $"{text} b"));
    }

    private async Task ReadAsync()
    {
        while (!_over.IsCancellationRequested)
        {
            if (_known.ToArray() is { Length: > 0 } known)
            {
                var (receipt, text) = known[System.Security.Cryptography.RandomNumberGenerator.GetInt32(known.Length)];
                if (!(await MessagesAsync(receipt)).Contains(text, StringComparison.Ordinal))
                {
                    _failures.Add("a text is not there");
                }
            }

            await Task.Delay(20, CancellationToken.None);
        }
    }

    private async Task ReadStarterAsync(AuthenticationHeaderValue key, System.Text.Json.JsonElement starter)
    {
        while (!_over.IsCancellationRequested)
        {
            using var staff = Client(key);
            var said = await SaidAsync(staff.GetAsync(starter.StarterPath(), Ct), HttpStatusCode.OK);
            if (said?.Contains("Guri Eksempel", StringComparison.Ordinal) == false)
            {
                _failures.Add("a starter without her name");
            }

            await Task.Delay(20, CancellationToken.None);
        }
    }

    private async Task<string> MessagesAsync(string receipt)
    {
        using var person = Client(new("Receipt", receipt));
        return await SaidAsync(person.GetAsync("/v1/interest/messages", Ct), HttpStatusCode.OK) ?? "";
    }

    private HttpClient Client(AuthenticationHeaderValue? authorization)
    {
        var serving = _serving;
        var client = new HttpClient(new SocketsHttpHandler())
        {
            BaseAddress = AddressOf(
                serving[System.Security.Cryptography.RandomNumberGenerator.GetInt32(serving.Length)]
            ),
        };
        client.DefaultRequestHeaders.Authorization = authorization;
        return client;
    }

    private async Task<string?> SaidAsync(Task<HttpResponseMessage> call, HttpStatusCode wanted)
    {
        Interlocked.Increment(ref _calls);
        using var answer = await call;
        var said = await answer.Content.ReadAsStringAsync(Ct);
        if (answer.StatusCode == wanted)
        {
            return said;
        }

        _failures.Add($"{answer.StatusCode}: {said}");
        return null;
    }

    /// <summary>
    /// How many of all sealed values open with the secrets of a folder and the shards that are there.
    /// </summary>
    private async Task<(int Open, int All)> OpenAsync(string folder)
    {
        var secrets = new Secrets(Options.Create(new SecretOptions { Directory = folder }));
        await using var main = NpgsqlDataSource.Create(_host.ConnectionString);
        await using var connection = await main.OpenConnectionAsync(Ct);
        var found = await _host.WithDbAsync(db => Matching.Backups.EraseCheck.RunAsync(connection, db, secrets, Ct));
        return (found.Sum(field => field.LivingOpen), found.Sum(field => field.Living));
    }
}
