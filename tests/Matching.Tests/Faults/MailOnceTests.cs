using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Npgsql;
using Xunit;

namespace Matching.Tests.Faults;

/// <summary>
/// A mail leaves at least once, and again only where its sender died between its delivery and the note of it; the
/// repeat has the same Message-ID. Kills at random moments are tried with <see cref="KillTests"/>; here each one hits
/// the window.
/// </summary>
[Trait("Category", "Faults"), Trait("Category", "Long")]
public sealed class MailOnceTests : IAsyncLifetime
{
    // The dead worker's lease passes by itself, in seconds.
    private static readonly Dictionary<string, string> Settings = new() { ["Jobs__LeaseSeconds"] = "5" };

    private string _connection = "";
    private NpgsqlDataSource _database = null!;
    private DatabaseWire _wire = null!;
    private readonly MailServer _smtp = new();
    private ServiceProcess _service = null!;

    public async ValueTask InitializeAsync()
    {
        _connection = await TestDatabase.CreateAsync();
        _database = NpgsqlDataSource.Create(_connection);
        // Mails wait until the test says that they are due.
        await _database.RunAsync(
            """
            create function wait_a_day() returns trigger language plpgsql as
                'begin new.run_at := new.run_at + interval ''1 day''; return new; end';
            create trigger waits before insert on jobs for each row when (new.kind = 'tell-body')
                execute function wait_a_day();
            """
        );
        _wire = new(_connection);
        _service = new(_wire.ConnectionString, _smtp, settings: Settings);
        await _service.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _smtp.DisposeAsync();
        await _wire.DisposeAsync();
        await _database.DisposeAsync();
        await TestDatabase.DropAsync(_connection);
    }

    [Fact]
    public async Task A_kill_between_a_mails_delivery_and_the_note_of_it_repeats_it_once_under_the_same_id()
    {
        // The other half of the 200 comes at random moments.
        var trials = FaultTable.Trials(full: 100, least: 2);
        var jobs = new List<Guid>();
        for (var trial = 0; trial < trials; trial++)
        {
            var (job, email) = await MailToBeAsync(Writers.Places[trial % Writers.Places.Length]);
            await (trial % 2 == 0 ? KillBeforeItReadsThe250Async(job, email) : KillBeforeItNotesTheEndAsync(job));
            jobs.Add(job);
            await _service.StartAsync();

            // Or the next kill hits the repeat as well.
            await KillTests.MailsLeaveAsync(_database);
        }

        var mails = _smtp.Seen.CountBy(mail => mail.MessageId).ToDictionary();
        var sent = jobs.Select(job =>
                mails.Where(mail => mail.Key.Contains($"{job:N}", StringComparison.Ordinal)).Sum(mail => mail.Value)
            )
            .ToList();
        FaultTable.Add(
            "mail at least once: kill -9 after delivery",
            trials,
            lost: sent.Count(count => count == 0),
            repeated: sent.Sum(count => Math.Max(0, count - 1)),
            orphans: mails.Count - jobs.Count,
            recovery: null,
            $"{mails.Count} mails with {mails.Count} Message-IDs, {(trials + 1) / 2} of them killed before the 250 was read, {trials / 2} before the commit"
        );
        Assert.All(sent, count => Assert.InRange(count, 1, 2));
        Assert.Equal(jobs.Count, mails.Count);
    }

    // A person registers, and her body is to be told: the job, which waits, and the body's address.
    private async Task<(Guid Job, string Email)> MailToBeAsync(string place)
    {
        using var answer = await _service.Anyone.SendTextAsync(HttpMethod.Post, "/v1/interests", Writers.Form(place));
        var responsible = (await Json.ReadAsync(answer, HttpStatusCode.Created)).GetProperty("responsible");
        var job = await _database.ScalarAsync<Guid>(
            "select id from jobs where kind = 'tell-body' and state = 'waiting' and lease is null and subject = $1",
            responsible.Id()
        );
        return (job, responsible.Text("email"));
    }

    private async Task KillBeforeItReadsThe250Async(Guid job, string email)
    {
        _smtp.HoldNext(email);
        await DueAsync(job);
        await _smtp.HeldAsync();
        await _service.KillAsync();
        _smtp.LetGo();
    }

    private async Task KillBeforeItNotesTheEndAsync(Guid job)
    {
        var killed = new TaskCompletionSource();
        _wire.LieInWait(
            at: 1,
            answered: false,
            async _ =>
            {
                await _service.KillAsync();
                killed.SetResult();
                return Wire.IsCut;
            },
            "finish_job"u8.ToArray(),
            job.ToByteArray(bigEndian: true)
        );
        await DueAsync(job);
        await killed.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    private Task<int> DueAsync(Guid job) => _database.RunAsync("update jobs set run_at = now() where id = $1", job);
}
