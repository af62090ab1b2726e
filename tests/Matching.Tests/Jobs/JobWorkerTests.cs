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

    private Task<int> EnqueueAsync(string kind, Guid subject) =>
        host.WithDbAsync(async db =>
        {
            await db.EnqueueAsync(kind, subject, host.Clock.GetUtcNow(), TestContext.Current.CancellationToken);
            return 0;
        });

    private Task<ClaimedJob?> ClaimAsync() =>
        host.WithDbAsync(db => db.ClaimAsync(host.Clock.GetUtcNow(), Lease, retriesToo: true, default));

    private Task<bool> FinishAsync(ClaimedJob job) =>
        host.WithDbAsync(db => db.FinishAsync(job, JobOutcome.Done, host.Clock.GetUtcNow(), default));
}
