using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Tests.Support;
using Npgsql;
using Xunit;

namespace Matching.Tests.Faults;

/// <summary>
/// Ten clients that send the same call with the same key at once make one thing of it, and all get the same answer,
/// whichever of two instances they ask.
/// </summary>
[Trait("Category", "Faults"), Trait("Category", "Long")]
public sealed class StormTests : IAsyncLifetime
{
    private const int Repeats = 10;
    private const int KeysAtOnce = 4;
    private const string Busy = "\"code\":\"idempotency-key-busy\"";

    // Mails leave at fixed hours: nothing else is done meanwhile.
    private static readonly Dictionary<string, string> Batched = new() { ["Notifications__AtOnce"] = "false" };

    private readonly int _keys = FaultTable.Trials(full: 1000, least: 50);
    private string _connection = "";
    private NpgsqlDataSource _database = null!;
    private readonly MailServer _smtp = new();
    private ServiceProcess _one = null!;
    private ServiceProcess _other = null!;
    private int _busy;

    public async ValueTask InitializeAsync()
    {
        _connection = await TestDatabase.CreateAsync();
        _database = NpgsqlDataSource.Create(_connection);
        _one = new(_connection, _smtp, settings: Batched);
        await _one.StartAsync();
        _other = new(_connection, _smtp, _one, Batched);
        await _other.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _other.DisposeAsync();
        await _one.DisposeAsync();
        await _smtp.DisposeAsync();
        await _database.DisposeAsync();
        await TestDatabase.DropAsync(_connection);
    }

    [Fact]
    public async Task Ten_repeats_at_once_register_one_interest()
    {
        var watch = Stopwatch.StartNew();
        var unequal = await StormAsync(_one.Anyone, _other.Anyone, "/v1/interests", Writers.Form("3301"));

        var interests = (int)await _database.ScalarAsync<long>("select count(*) from interests");
        var orphans = await Orphans.CountAsync(_database);
        Row("interests", watch, interests, unequal, orphans);
        Assert.Equal((_keys, 0, 0), (interests, unequal, orphans));
    }

    [Fact]
    public async Task Ten_repeats_at_once_answer_a_person_once()
    {
        await Json.ReadAsync(
            await _one.Anyone.SendTextAsync(HttpMethod.Post, "/v1/interests", Writers.Form("3301")),
            HttpStatusCode.Created
        );
        using var staff = await _one.StaffAsync("contact-point-drammen");
        using var beside = _other.Staff(staff.DefaultRequestHeaders.Authorization!.Parameter!);
        var path = $"/v1/desk/cases/{await _database.ScalarAsync<Guid>("select id from cases")}/messages";
        var watch = Stopwatch.StartNew();
        var unequal = await StormAsync(staff, beside, path, """{"text":"Du er velkommen."}""");

        var messages = (int)await _database.ScalarAsync<long>("select count(*) from messages where sender = 'body'");
        var lines = (int)await _database.ScalarAsync<long>("select count(*) from case_history where act = 'answered'");
        Row("answers from the desk", watch, messages, unequal, orphans: lines - messages);
        Assert.Equal((_keys, _keys, 0), (messages, lines, unequal));
    }

    private void Row(string what, Stopwatch watch, int made, int unequal, int orphans) =>
        FaultTable.Add(
            $"a key makes one: {what}",
            _keys,
            lost: Math.Max(0, _keys - made),
            repeated: Math.Max(0, made - _keys),
            orphans,
            recovery: null,
            $"{Repeats} repeats of each at once to two instances: {made} made, {unequal} answers differ, {_busy} times told to wait, "
                + $"nothing else; {watch.Elapsed.TotalSeconds:F0} s"
        );

    // For how many keys not all got the same bytes.
    private async Task<int> StormAsync(HttpClient one, HttpClient other, string path, string form)
    {
        var unequal = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, _keys),
            new ParallelOptions { MaxDegreeOfParallelism = KeysAtOnce },
            async (_, _) =>
            {
                var key = RandomId.New().ToString();
                var answers = await Task.WhenAll(
                    Enumerable
                        .Range(0, Repeats)
                        .Select(repeat => AskAsync(repeat % 2 == 0 ? one : other, path, form, key))
                );
                if (answers.Distinct(StringComparer.Ordinal).Count() > 1)
                {
                    Interlocked.Increment(ref unequal);
                }
            }
        );
        return unequal;
    }

    private async Task<string> AskAsync(HttpClient client, string path, string form, string key)
    {
        while (true)
        {
            using var answer = await client.SendTextAsync(HttpMethod.Post, path, form, ("Idempotency-Key", key));
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            if (answer.StatusCode == HttpStatusCode.Created)
            {
                return $"{answer.Content.Headers.ContentType} {answer.Headers.Location} {text}";
            }

            Assert.True(
                answer.StatusCode == HttpStatusCode.Conflict && text.Contains(Busy, StringComparison.Ordinal),
                $"{answer.StatusCode}: {text}"
            );
            Interlocked.Increment(ref _busy);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
