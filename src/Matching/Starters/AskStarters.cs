using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Database;
using Matching.Errands;
using Matching.Groups;
using Matching.Topics;
using Matching.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Starters;

/// <summary>
/// Goes by what is there, not by events: ends requests that are over, and asks for every forming group that awaits a
/// starter as many as its body's policy wants at a time, in their turn. Where nobody is left the body is given an
/// errand; a starter who can be asked later is asked by a later run. One starter in one transaction: nobody holds the
/// locks of two.
/// </summary>
public static class AskStarters
{
    /// <summary>The errand of a body whose group found no starter; about the group.</summary>
    public const string StarterWanted = "starter-wanted";

    private const int RestDays = 7;

    /// <summary>Asks, and returns how often it was somebody's turn.</summary>
    public static async Task<int> RunAsync(IServiceProvider services, CancellationToken ct)
    {
        var db = services.GetRequiredService<MatchingDb>();
        var today = services.GetRequiredService<TimeProvider>().Today();
        var groups = await db
            .Database.SqlQuery<Guid>(
                $"""
                select id as "Value" from groups where awaits_starter and state = 'forming'
                union
                select group_id from starter_requests_over({today})
                order by 1
                """
            )
            .ToListAsync(ct);
        var turns = 0;
        foreach (var group in groups)
        {
            while (await AskOneAsync(services, db, group, today, ct))
            {
                turns++;
            }
        }

        return turns;
    }

    private static async Task<bool> AskOneAsync(
        IServiceProvider services,
        MatchingDb db,
        Guid id,
        DateOnly today,
        CancellationToken ct
    )
    {
        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await LockedGroup.FindAsync(db, id, ct) is not { } group)
        {
            return false;
        }

        var bodies = await EndThoseOverAsync(db, group, today, ct);
        bodies.AddRange(await db.SettleAsync(group, today, ct));
        var names = services.GetRequiredService<TopicNames>();
        var next = await WantsAnotherAsync(db, group, ct) ? await NextAsync(db, names, group, today, ct) : null;
        StarterRequest? asked = null;
        if (next is not null)
        {
            // Whoever asks her for another group at this moment is waited for; then it may be somebody else's turn.
            var starter = await db.LockStarterAsync(next.Value, ct);
            asked =
                await NextAsync(db, names, group, today, ct) == next
                    ? await db.AskAsync(group, starter!, today, ct)
                    : null;
        }
        else if (
            group is { State: GroupState.Forming, AwaitsStarter: true }
            && !await IsAnyoneAskedAsync(db, id, ct)
            && !await IsToldAsync(db, id, today, ct)
            && await Errand.AddAsync(db, group.Body, StarterWanted, id, today, ct)
        )
        {
            bodies.Add(group.Body);
        }

        await db.SaveChangesAsync(ct);
        await db.TellAsync(
            asked is null ? [] : [asked.Starter],
            asked is null ? bodies : bodies.Append(asked.Body),
            services.GetRequiredService<TimeProvider>(),
            ct
        );
        await transaction.CommitAsync(ct);
        return next is not null;
    }

    // Those who ask and those who are asked are told.
    private static async Task<List<Guid>> EndThoseOverAsync(
        MatchingDb db,
        SelfHelpGroup group,
        DateOnly today,
        CancellationToken ct
    )
    {
        var over = await db
            .Database.SqlQuery<Over>(
                $"""
                select request as "Request", how as "How" from starter_requests_over({today}) where group_id = {group.Id}
                """
            )
            .ToDictionaryAsync(row => row.Request, row => Codes.Parse<RequestState>(row.How), ct);
        Guid[] ids = [.. over.Keys];
        var requests = await db.StarterRequests.Where(row => ids.Contains(row.Id)).ToListAsync(ct);
        foreach (var row in requests)
        {
            row.End(over[row.Id]);
            await Errand.FinishAsync(db, row.Id, [RemindOfFollowUps.FollowUp], today, ct);
        }

        return [.. requests.SelectMany(row => new[] { row.Body, group.Body })];
    }

    private static async Task<bool> WantsAnotherAsync(MatchingDb db, SelfHelpGroup group, CancellationToken ct)
    {
        if (group is not { State: GroupState.Forming, AwaitsStarter: true })
        {
            return false;
        }

        var policy = await db.PolicyOfAsync(group.Body, ct);
        var live = await db.StarterRequests.CountAsync(
            row => row.GroupId == group.Id && (row.State == RequestState.Asked || row.State == RequestState.Accepted),
            ct
        );
        return live < policy.StartersWanted;
    }

    private static async Task<Guid?> NextAsync(
        MatchingDb db,
        TopicNames names,
        SelfHelpGroup group,
        DateOnly today,
        CancellationToken ct
    )
    {
        short[] related = [.. await names.RelatedAsync(db, group.Topics, ct)];
        var languages = LanguageTag.Understood(group.Languages);
        var next = await db
            .Database.SqlQuery<Guid>(
                $"""select starter as "Value" from next_starter({group.Id}, {related}, {languages}, {today})"""
            )
            .ToListAsync(ct);
        return next.Count == 0 ? null : next[0];
    }

    // Who said that it is done, and knows nobody, is not told again at once.
    private static Task<bool> IsToldAsync(MatchingDb db, Guid group, DateOnly today, CancellationToken ct) =>
        db.Errands.AnyAsync(
            row => row.About == group && row.Kind == StarterWanted && row.Day > today.AddDays(-RestDays),
            ct
        );

    private static Task<bool> IsAnyoneAskedAsync(MatchingDb db, Guid group, CancellationToken ct) =>
        db.StarterRequests.AnyAsync(row => row.GroupId == group && row.State == RequestState.Asked, ct);

    private sealed record Over(Guid Request, string How);
}
