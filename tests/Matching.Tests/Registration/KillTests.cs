using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Npgsql;
using Xunit;

namespace Matching.Tests.Registration;

/// <summary>What was answered with 201 outlives the program, and so does the intent to tell of it.</summary>
[Trait("Category", "Long")]
public sealed class KillTests : IAsyncLifetime
{
    // One for each kill, each answered by a body of its own, so that every kill has a mail of its own.
    private static readonly string[] Places =
    [
        "3301",
        "3431",
        "3224",
        "4640",
        "3320",
        "3322",
        "3324",
        "3326",
        "3328",
        "3330",
        "3201",
        "5501",
        "3107",
        "0301",
        "5001",
        "4601",
        "3905",
        "1103",
        "1506",
        "1804",
    ];

    private string _connection = "";
    private SmtpCatcher _smtp = null!;
    private ServiceProcess _service = null!;

    public async ValueTask InitializeAsync()
    {
        _connection = await TestDatabase.CreateAsync();
        _smtp = await SmtpCatcher.StartAsync();
        _service = new(_connection, _smtp);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _smtp.DisposeAsync();
        await TestDatabase.DropAsync(_connection);
    }

    [Fact]
    public async Task A_kill_right_after_a_201_loses_neither_the_registration_nor_its_mail()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var watch = Stopwatch.StartNew();
        var registered = new List<(string Receipt, string Email)>();
        var unreadable = 0;
        foreach (var place in Places)
        {
            await _service.StartAsync();

            // At any phase of the loop that sends what earlier kills left behind.
            await Task.Delay(random.Next(1000), TestContext.Current.CancellationToken);
            var answer = await _service.Anyone.PostJsonAsync(
                "/v1/interests",
                new
                {
                    place = $"municipality:{place}",
                    tellLocal = true,

                    // Who would meet in person might be proposed a group by a round, and a body told of that too.
                    meeting = new[] { "digital" },
                    consent = "2026-11",
                }
            );
            await _service.KillAsync();
            registered.Add((answer.Text("receipt"), answer.GetProperty("responsible").Text("email")));
        }

        // A kill in the middle of a mail leaves a lease behind, and nobody else may try before it is over. All workers
        // are dead now; the two minutes are let pass at once.
        var leases = await EndLeasesAsync();
        await _service.StartAsync();
        foreach (var (receipt, _) in registered)
        {
            using var person = _service.Person(receipt);
            using var read = await person.GetAsync("/v1/interest", TestContext.Current.CancellationToken);
            unreadable += read.StatusCode == HttpStatusCode.OK ? 0 : 1;
        }

        var bodies = registered.Select(one => one.Email).ToList();
        Assert.Equal(Places.Length, bodies.Distinct(StringComparer.Ordinal).Count());
        for (
            var waited = Stopwatch.StartNew();
            bodies.Any(body => _smtp.To(body).Count == 0) && waited.Elapsed < TimeSpan.FromSeconds(30);

        )
        {
            await Task.Delay(250, TestContext.Current.CancellationToken);
        }

        var mails = bodies.ConvertAll(body => _smtp.To(body));
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"seed {seed}: {Places.Length} kills in {watch.Elapsed.TotalSeconds:F0} s, {leases} of them in the middle of a mail, {unreadable} receipts unreadable, "
                + $"{mails.Count(sent => sent.Count == 0)} bodies without their mail, {mails.Sum(sent => sent.Count)} mails, "
                + $"{mails.Sum(sent => Math.Max(0, sent.Count - 1))} of them repeats"
        );
        Assert.Equal(0, unreadable);
        Assert.All(
            mails,
            sent =>
            {
                // A repeat, from a kill between the server's 250 and the commit, can be known as one.
                Assert.NotEmpty(sent);
                Assert.Single(sent.Select(mail => mail.MessageId).Distinct());
            }
        );
    }

    [Fact]
    public async Task Asked_to_end_it_finishes_what_runs_and_ends_with_0()
    {
        await _service.StartAsync();
        var receipts = new List<string>();
        var load = Enumerable.Range(0, 4).Select(_ => RegisterUntilItEndsAsync(receipts)).ToArray();
        while (receipts.Count < 8 && !load.All(writer => writer.IsCompleted))
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        var (code, took) = await _service.StopAsync();
        await Task.WhenAll(load);

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"exit code {code} after {took.TotalSeconds:F1} s, {receipts.Count} registrations before it"
        );
        Assert.Equal(0, code);
        Assert.True(took < TimeSpan.FromSeconds(15), $"it took {took}");
        Assert.NotEmpty(receipts);
        await _service.StartAsync();
        foreach (var receipt in receipts)
        {
            using var person = _service.Person(receipt);
            await person.GetJsonAsync("/v1/interest");
        }
    }

    private async Task RegisterUntilItEndsAsync(List<string> receipts)
    {
        while (true)
        {
            try
            {
                using var answer = await _service.Anyone.SendTextAsync(
                    HttpMethod.Post,
                    "/v1/interests",
                    """{"place":"municipality:3301","consent":"2026-11"}"""
                );
                var registered = await Json.ReadAsync(answer, HttpStatusCode.Created);
                lock (receipts)
                {
                    receipts.Add(registered.Text("receipt"));
                }
            }
            catch (HttpRequestException)
            {
                // It listens no more, or closed the idle connection as the next call was sent on it. Nothing was
                // promised.
                return;
            }
        }
    }

    private async Task<int> EndLeasesAsync()
    {
        await using var database = NpgsqlDataSource.Create(_connection);
        await using var command = database.CreateCommand(
            "update jobs set leased_until = now() where state = 'waiting' and lease is not null"
        );
        return await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
