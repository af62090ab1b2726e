using System;
using System.Linq;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Jobs;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Jobs;

public sealed class JobWorkerTests(TestHost host) : IClassFixture<TestHost>
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Of_two_workers_that_claim_at_once_one_gets_the_job()
    {
        await EnqueueAsync("nobody-does-this", RandomId.New());
        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ClaimAsync()));

        var claimed = Assert.Single(claims, claim => claim is not null);
        Assert.True(await FinishAsync(claimed!));
    }

    [Fact]
    public async Task A_worker_that_froze_past_its_lease_finds_its_end_refused()
    {
        await EnqueueAsync("nobody-does-this", RandomId.New());
        var frozen = (await ClaimAsync())!;
        host.Clock.Advance(Lease + TimeSpan.FromSeconds(1));
        var second = (await ClaimAsync())!;

        Assert.Equal(frozen.Id, second.Id);
        Assert.False(await FinishAsync(frozen));
        Assert.True(await FinishAsync(second));
    }

    [Fact]
    public async Task The_same_waiting_job_is_enqueued_once()
    {
        var subject = RandomId.New();
        await EnqueueAsync("waiting-once", subject);
        await EnqueueAsync("waiting-once", subject);

        Assert.Equal(1, await host.WithDbAsync(db => db.Jobs.CountAsync(job => job.Subject == subject)));
        await host.RunJobsAsync();
    }

    [Fact]
    public async Task What_comes_while_a_job_rests_from_a_failure_uses_up_none_of_its_attempts()
    {
        var subject = RandomId.New();
        await EnqueueAsync("rests", subject);
        var failed = (await ClaimAsync())!;
        await host.WithDbAsync(db =>
            db.FinishAsync(failed, JobOutcome.Failed("weather"), host.Clock.GetUtcNow(), default)
        );
        await EnqueueAsync("rests", subject);

        Assert.Null(await ClaimAsync());
        host.Clock.Advance(RetryIntervals.Table[0] * (1 + RetryIntervals.Jitter));
        var again = (await ClaimAsync())!;
        Assert.Equal((failed.Id, 2), (again.Id, again.Attempts));
        Assert.True(await FinishAsync(again));
    }

    [Fact]
    public async Task Of_one_kind_about_one_subject_one_runs_at_a_time()
    {
        var subject = RandomId.New();
        await EnqueueAsync("one-at-a-time", subject);
        var first = (await ClaimAsync())!;
        await EnqueueAsync("one-at-a-time", subject);

        Assert.Null(await ClaimAsync());
        Assert.True(await FinishAsync(first));
        Assert.True(await FinishAsync((await ClaimAsync())!));
    }

    [Fact]
    public async Task What_is_tried_again_by_hand_keeps_its_id_and_ends_the_rest_of_the_same_that_waits()
    {
        var (subject, other, id) = (RandomId.New(), RandomId.New(), RandomId.New());
        await EnqueueAsync("by-hand", other, again: id);
        var kept = (await ClaimAsync())!;
        Assert.Equal(id, kept.Id);
        Assert.True(await FinishAsync(kept));

        await EnqueueAsync("by-hand", subject);
        var failed = (await ClaimAsync())!;
        await host.WithDbAsync(db =>
            db.FinishAsync(failed, JobOutcome.Failed("a-test"), host.Clock.GetUtcNow(), default)
        );
        await EnqueueAsync("by-hand", subject);
        Assert.Null(await ClaimAsync());
        await EnqueueAsync("by-hand", subject, again: RandomId.New());
        var rested = (await ClaimAsync())!;
        Assert.Equal((failed.Id, 2), (rested.Id, rested.Attempts));
        Assert.True(await FinishAsync(rested));
    }

    [Fact]
    public async Task What_a_clock_that_ran_ahead_put_off_or_leased_is_due_again()
    {
        var (late, leased) = (RandomId.New(), RandomId.New());
        await EnqueueAsync("ran-ahead", leased);
        await host.WithDbAsync(db =>
            db.ClaimAsync(host.Clock.GetUtcNow().AddDays(10), Lease, retriesToo: true, default)
        );
        await host.SqlAsync(
            $"insert into jobs (id, kind, subject, run_at) values ({late}, 'ran-ahead', {late}, {host.Clock.GetUtcNow().AddDays(9)})"
        );
        Assert.Null(await ClaimAsync());
        await host.SqlAsync($"select mend_jobs({host.Clock.GetUtcNow()})");
        host.Clock.Advance(TimeSpan.FromSeconds(1));

        var due = new[] { (await ClaimAsync())!, (await ClaimAsync())! };
        Assert.Equal(new[] { late, leased }.Order(), due.Select(job => job.Subject!.Value).Order());
        Assert.All(await Task.WhenAll(due.Select(FinishAsync)), Assert.True);
    }

    [Fact]
    public void Whatever_the_lease_a_round_ends_before_its_job_is_cancelled_and_that_before_another_takes_it() =>
        Assert.All(
            Enumerable.Range(2, 3599).Select(seconds => new JobOptions { LeaseSeconds = seconds }),
            options =>
            {
                Assert.True(options.LongestRound <= 0.7 * options.LongestJob);
                Assert.True(options.LongestJob < options.Lease);
            }
        );

    [Fact]
    public async Task A_job_that_nothing_does_is_a_dead_letter()
    {
        var subject = RandomId.New();
        await EnqueueAsync("unheard-of", subject);
        await host.RunJobsAsync();

        var job = await host.WithDbAsync(db => db.Jobs.SingleAsync(row => row.Subject == subject));
        Assert.Equal(("dead", "no-handler"), (job.State, job.Error));
    }

    [Fact]
    public async Task What_fell_due_while_nobody_ran_is_enqueued_once()
    {
        var clock = host.Get<System.Collections.Generic.IReadOnlyList<ScheduledJob>>().Count;
        var schedule = new ScheduleClock(
            host.Get<System.Collections.Generic.IReadOnlyList<ScheduledJob>>(),
            host.Get<Microsoft.Extensions.DependencyInjection.IServiceScopeFactory>(),
            host.Clock,
            host.Get<DatabaseLook>(),
            host.Get<Microsoft.Extensions.Options.IOptions<JobOptions>>(),
            Microsoft.Extensions.Logging.Abstractions.NullLogger<ScheduleClock>.Instance
        );
        await schedule.EnqueueDueAsync(TestContext.Current.CancellationToken);
        await schedule.EnqueueDueAsync(TestContext.Current.CancellationToken);
        var names = Schedule.Names.ToList();

        Assert.Equal(clock, await host.WithDbAsync(db => db.Jobs.CountAsync(job => names.Contains(job.Kind))));
        Assert.All(await host.RunJobsAsync(), done => Assert.Null(done.Outcome.Error));
    }

    private Task<int> EnqueueAsync(string kind, Guid subject, Guid? again = null) =>
        host.WithDbAsync(async db =>
        {
            var now = host.Clock.GetUtcNow();
            await db.EnqueueAsync(kind, subject, now, TestContext.Current.CancellationToken, again);
            return 0;
        });

    private Task<ClaimedJob?> ClaimAsync() =>
        host.WithDbAsync(db => db.ClaimAsync(host.Clock.GetUtcNow(), Lease, retriesToo: true, default));

    private Task<bool> FinishAsync(ClaimedJob job) =>
        host.WithDbAsync(db => db.FinishAsync(job, JobOutcome.Done, host.Clock.GetUtcNow(), default));
}
