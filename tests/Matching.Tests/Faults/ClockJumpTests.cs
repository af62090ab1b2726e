using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Npgsql;
using Xunit;

namespace Matching.Tests.Faults;

/// <summary>
/// The program's clock jumps, an hour or ten days, forward and back, and over the nights when summer time begins and
/// ends. What must hold then: nothing is sent twice, no reminder is written twice, nothing that has its ninety days is
/// erased while a clock is ten days wrong, mails leave when the clock on the wall says so, and a schedule that ran
/// ahead goes on when the clock is right again. The database's own clock does not jump: the program asks it for
/// nothing.
/// </summary>
[Trait("Category", "Faults"), Trait("Category", "Long")]
public sealed class ClockJumpTests : IAsyncLifetime
{
    // Debian's libfaketime, for programs with threads.
    private static readonly string? Library = Directory
        .EnumerateDirectories("/usr/lib", "*-linux-gnu")
        .Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1"))
        .FirstOrDefault(File.Exists);

    // Of a second each, for due jobs and for what the schedule says.
    private static readonly TimeSpan TwoLooks = TimeSpan.FromSeconds(2.5);

    private readonly TemporaryFolder _folder = new();
    private string _connection = "";
    private NpgsqlDataSource _database = null!;
    private readonly MailServer _smtp = new();
    private ServiceProcess _service = null!;

    private string ClockFile => Path.Combine(_folder.Path, "clock");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Library is not null, "libfaketime is not installed: ./test does that.");
        _connection = await TestDatabase.CreateAsync();
        _database = NpgsqlDataSource.Create(_connection);
        _service = new(
            _connection,
            _smtp,
            settings: new Dictionary<string, string>
            {
                ["LD_PRELOAD"] = Library!,
                ["FAKETIME_TIMESTAMP_FILE"] = ClockFile,
                ["FAKETIME_NO_CACHE"] = "1",
                ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
                ["Notifications__AtOnce"] = "false",
                ["Jobs__ScheduleSeconds"] = "1",
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
            await _smtp.DisposeAsync();
            await _database.DisposeAsync();
            await TestDatabase.DropAsync(_connection);
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task Over_jumps_and_nights_of_summer_time_nothing_is_sent_twice_and_nothing_erased_early()
    {
        await JumpAnHourAndTenDaysAsync();
        await CrossAsync(
            "summer time ends",
            Utc("2028-10-27T15:00:00Z"),
            Utc("2028-10-29T00:59:58Z"),
            Utc("2028-10-30T07:00:00Z")
        );
        await CrossAsync(
            "summer time begins",
            Utc("2029-03-23T16:00:00Z"),
            Utc("2029-03-25T00:59:58Z"),
            Utc("2029-03-26T06:00:00Z")
        );
    }

    private async Task JumpAnHourAndTenDaysAsync()
    {
        // A Tuesday in winter, eleven o'clock in Oslo: mails leave at 13.
        var start = Utc("2028-01-11T10:00:00Z");
        await JumpAsync(start);
        await _service.StartAsync();
        Assert.InRange(await NowAsync(), start, start.AddMinutes(2));
        var receipts = new List<string>();
        foreach (var place in Writers.Places)
        {
            receipts.Add(await RegisterAsync(place));
        }

        var jumps = 0;
        for (var trial = 0; trial < FaultTable.Trials(full: 20); trial++)
        {
            foreach (var hours in new[] { 1, 0, 1 })
            {
                await JumpAsync(start.AddHours(hours));
                await Task.Delay(TwoLooks, TestContext.Current.CancellationToken);
                jumps++;
            }
        }

        Assert.Empty(_smtp.Seen);
        await JumpAsync(Utc("2028-01-11T12:00:05Z"));
        await EveryoneIsToldAsync(0);

        // Every body is told once of what came; an hour back, an hour forth, and it is not told again.
        foreach (var time in new[] { "2028-01-11T11:00:05Z", "2028-01-11T12:00:05Z" })
        {
            await JumpAsync(Utc(time));
            await Task.Delay(TwoLooks, TestContext.Current.CancellationToken);
            jumps++;
        }

        var first = Repeats(0);

        // Ten days forth, and the reminders are due. Back, forth again, and back.
        for (var trial = 0; trial < FaultTable.Trials(full: 10); trial++)
        {
            await JumpAsync(Utc("2028-01-21T07:30:00Z"));
            await Eventually.IsSoAsync(ReminderRanAsync, "nobody was reminded though it was time");
            await JumpAsync(start.AddHours(3));
            await Task.Delay(TwoLooks, TestContext.Current.CancellationToken);
            jumps += 2;
        }

        var reminded = await _database.ColumnAsync<long>(
            "select count(*) filter (where h.act = 'reminded') from cases c join case_history h on h.case_id = c.id group by c.id"
        );

        // A schedule that ran ahead goes on by the right time, at the next look.
        await Eventually.IsSoAsync(async () => await StuckAsync() == 0, "the schedule waits for a day to come");
        var unreadable = 0;
        foreach (var receipt in receipts)
        {
            using var person = _service.Person(receipt);
            using var answer = await person.GetAsync("/v1/interest", TestContext.Current.CancellationToken);
            unreadable += answer.StatusCode == HttpStatusCode.OK ? 0 : 1;
        }

        // And on their day they are erased indeed, the night after it.
        await JumpAsync(Utc("2028-04-11T10:00:00Z"));
        await Eventually.IsSoAsync(
            async () => await _database.ScalarAsync<long>("select count(*) from interests") == 0,
            "what was due is not erased"
        );

        FaultTable.Add(
            "clocks that jump 1 h and 10 d",
            jumps,
            lost: unreadable,
            repeated: first + reminded.Count(count => count > 1),
            orphans: null,
            recovery: null,
            $"{receipts.Count} registrations: each body told at 13 and once, each case reminded once, none erased before its day, all after it"
        );
        Assert.All(reminded, count => Assert.Equal(1, count));
        Assert.Equal((0, 0), (first, unreadable));
    }

    // What is registered on a Friday after office hours is told at eight on Monday, by the clock on the wall.
    private async Task CrossAsync(string what, DateTimeOffset friday, DateTimeOffset night, DateTimeOffset eight)
    {
        await JumpAsync(friday);
        var told = _smtp.Seen.Count;
        foreach (var place in Writers.Places)
        {
            await RegisterAsync(place);
        }

        foreach (var time in new[] { night, eight.AddSeconds(-10) })
        {
            await JumpAsync(time);
            await Task.Delay(TwoLooks, TestContext.Current.CancellationToken);
        }

        Assert.Equal(told, _smtp.Seen.Count);
        await JumpAsync(eight.AddSeconds(2));
        await EveryoneIsToldAsync(told);

        // The hour that comes twice, or never: back over the change and forth again.
        foreach (var time in new[] { night, eight.AddSeconds(2) })
        {
            await JumpAsync(time);
            await Task.Delay(TwoLooks, TestContext.Current.CancellationToken);
        }

        var repeats = Repeats(told);
        var schedules = await _database.ScalarAsync<long>(
            "select count(*) from (select from jobs where subject is null group by kind, run_at having count(*) > 1) as twice"
        );
        FaultTable.Add(
            what,
            5,
            lost: null,
            repeats + (int)schedules,
            await StuckAsync(),
            recovery: null,
            $"{_smtp.Seen.Count - told} mails of {Writers.Places.Length} bodies, not before eight on Monday in Oslo"
        );
        Assert.Equal((0, 0L), (repeats, schedules));
    }

    // Jobs of the schedule that wait for a time which has not come: they would keep those of the right time away.
    private async Task<int> StuckAsync()
    {
        var now = await NowAsync();
        return (int)
            await _database.ScalarAsync<long>(
                "select count(*) from jobs where state = 'waiting' and subject is null and kind not like 'tell-%' and run_at > $1",
                now.AddMinutes(1)
            );
    }

    private Task<TimeSpan> EveryoneIsToldAsync(int before) =>
        Eventually.IsSoAsync(
            () => _smtp.Seen.Count >= before + Writers.Places.Length,
            "not everybody is told though it is time"
        );

    // Mails to a body beyond its first.
    private int Repeats(int before) => _smtp.Seen.Skip(before).CountBy(mail => mail.To[0]).Sum(body => body.Value - 1);

    private Task<bool> ReminderRanAsync() =>
        _database.ScalarAsync<bool>(
            "select exists (select from jobs where kind = 'remind-cases' and finished_at >= $1)",
            Utc("2028-01-21T07:00:00Z")
        );

    private async Task<string> RegisterAsync(string place)
    {
        using var answer = await _service.Anyone.SendTextAsync(HttpMethod.Post, "/v1/interests", Writers.Form(place));
        return (await Json.ReadAsync(answer, HttpStatusCode.Created)).Text("receipt");
    }

    // What the program's clock shows, by its own word.
    private async Task<DateTimeOffset> NowAsync()
    {
        using var answer = await _service.Anyone.GetAsync("/health/live", TestContext.Current.CancellationToken);
        return answer.Headers.Date!.Value;
    }

    // The clock of the program shows another time from now on, and goes on from there.
    private async Task JumpAsync(DateTimeOffset to)
    {
        var ahead = (to - TimeProvider.System.GetUtcNow()).TotalSeconds.ToString(
            "+0.000;-0.000",
            CultureInfo.InvariantCulture
        );
        await File.WriteAllTextAsync(ClockFile + ".new", ahead + "\n", TestContext.Current.CancellationToken);
        File.Move(ClockFile + ".new", ClockFile, overwrite: true);
    }

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
