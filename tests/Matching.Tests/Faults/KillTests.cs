using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Npgsql;
using Xunit;

namespace Matching.Tests.Faults;

/// <summary>
/// What was answered with 201 outlives the program and the database, and so does the intent to tell of it.
/// </summary>
[Collection(FaultTable.Name), Trait("Category", "Faults"), Trait("Category", "Long")]
public sealed class KillTests
{
    private const int AtOnce = 8;

    // 20,000 over both in the full form.
    private const int RegistrationsForEachKill = 51;

    private static readonly Dictionary<string, string> ShortLease = new() { ["Jobs__LeaseSeconds"] = "5" };
    private readonly Random _random = Always.Random();

    [Fact]
    public async Task A_201_outlives_a_kill_of_the_program()
    {
        var connection = await TestDatabase.CreateAsync();
        try
        {
            await TryAsync(
                "the program",
                connection,
                async service =>
                {
                    var harm = Stopwatch.GetTimestamp();
                    await service.KillAsync();
                    await service.StartAsync();
                    return harm;
                }
            );
        }
        finally
        {
            await TestDatabase.DropAsync(connection);
        }
    }

    [Fact]
    public async Task A_201_outlives_a_kill_of_the_database_and_the_program_goes_on_by_itself()
    {
        await using var cluster = await PrivateCluster.CreateAsync();
        await TryAsync(
            "PostgreSQL",
            cluster.ConnectionString(),
            async _ =>
            {
                await cluster.KillAsync();
                await cluster.StartAsync();
                return Stopwatch.GetTimestamp();
            }
        );
    }

    [Fact]
    public async Task A_201_outlives_a_kill_of_the_key_store_with_what_was_written()
    {
        await using var cluster = await PrivateCluster.CreateAsync();
        await using var keys = await TwoServersHost.CreateKeysAsync();
        await TryAsync(
            "the key store",
            cluster.ConnectionString(),
            async _ =>
            {
                await keys.KillAsync();
                await keys.StartAsync();
                return Stopwatch.GetTimestamp();
            },
            keys.ConnectionString("matching_keys")
        );
    }

    private async Task TryAsync(
        string whom,
        string connection,
        Func<ServiceProcess, Task<long>> harmAsync,
        string? keys = null
    )
    {
        await using var smtp = new MailServer();
        var settings = new Dictionary<string, string>(ShortLease)
        {
            ["ConnectionStrings__Keys"] = keys ?? TestDatabase.KeysOf(connection),
        };
        await using var service = new ServiceProcess(connection, smtp, settings: settings);
        await service.StartAsync();
        var trials = FaultTable.Trials();
        var writers = new Writers(service, AtOnce);
        var longest = TimeSpan.Zero;
        for (var trial = 0; trial < trials; trial++)
        {
            await writers.MoreAsync(RegistrationsForEachKill);
            await Task.Delay(_random.Next(400), TestContext.Current.CancellationToken);
            var good = writers.FirstGoodFromNowAsync();
            var recovery = Stopwatch.GetElapsedTime(await harmAsync(service), await good);
            longest = recovery > longest ? recovery : longest;
        }

        await writers.StopAsync();
        await using var database = NpgsqlDataSource.Create(connection + ";Pooling=false");
        await MailsLeaveAsync(database);
        var unreadable = await Visit.UnreadableAsync(service, writers.Receipts);
        var interests = (int)await database.ScalarAsync<long>("select count(*) from interests");
        var orphans = await Orphans.CountAsync(database, keys);
        FaultTable.Add(
            $"a 201 is never lost: kill -9 of {whom}",
            trials,
            lost: unreadable,
            repeated: interests - writers.Receipts.Count,
            orphans,
            longest,
            $"{writers.Receipts.Count} acknowledged to {AtOnce} writers, {writers.Replayed} of them by a repeat; {writers.Troubles}"
        );
        Assert.Equal((0, 0, 0), (unreadable, interests - writers.Receipts.Count, orphans));
        await MailsAsync(whom, trials, database, smtp);
    }

    private static async Task MailsAsync(string whom, int trials, NpgsqlDataSource database, MailServer smtp)
    {
        var told = await database.ColumnAsync<Guid>("select id from jobs where kind = 'tell-body' and state = 'done'");
        var untold = await database.ScalarAsync<long>(
            """
            select count(distinct body) from cases where body not in (
                select subject from jobs where kind = 'tell-body' and state = 'done')
            """
        );
        var mails = smtp.Seen.CountBy(mail => mail.MessageId).ToDictionary();
        var lost = told.Count(job => !mails.Keys.Any(id => id.Contains($"{job:N}", StringComparison.Ordinal)));
        var repeats = mails.Values.Sum(count => count - 1);
        FaultTable.Add(
            $"mail at least once: kill -9 of {whom}",
            trials,
            lost + (int)untold,
            repeats,
            orphans: mails.Count - told.Count,
            recovery: null,
            $"{mails.Count} mails, at random moments; the most of one {mails.Values.Max()}"
        );
        Assert.Equal((0, 0, 0), (lost, (int)untold, mails.Count - told.Count));

        // Each kill repeats a mail once at most: one that was on its way, of which nobody could note that it had
        // arrived.
        Assert.InRange(mails.Values.Max(), 1, 1 + trials);
    }

    // The leases of those that were killed in the middle pass by themselves: they are of seconds here, by a setting.
    internal static Task MailsLeaveAsync(NpgsqlDataSource database) =>
        Eventually.IsSoAsync(
            async () =>
                !await database.ScalarAsync<bool>(
                    "select exists (select from jobs where kind = 'tell-body' and state = 'waiting')"
                ),
            "mails are waiting",
            TimeSpan.FromMinutes(2)
        );
}
