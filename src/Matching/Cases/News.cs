using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Database;
using Matching.Groups;
using Matching.Jobs;
using Matching.Starters;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using NodaTime;

namespace Matching.Cases;

/// <summary>When the neutral mails leave.</summary>
public sealed class NewsOptions
{
    /// <summary>Every mail at once, whatever the bodies' policies say: for a trial.</summary>
    public bool AtOnce { get; init; }
}

/// <summary>
/// The event that there is something new for somebody, written to the outbox with what it tells of. It says whom to
/// tell, never of what: a body, a group or a starter by id, and of persons only that some wait to be told. Whoever
/// tells of more than one tells people first, then a group, starters, and bodies: a job that another call is about to
/// enqueue is waited for, and no two calls may wait for each other.
/// </summary>
public sealed class News(MatchingDb db, TimeProvider clock, IOptions<NewsOptions> options)
{
    public const string ForBody = "tell-body";
    public const string ForDeputy = "tell-deputy";
    public const string ForLink = "send-link";
    public const string ForGroup = "tell-group";
    public const string ForGroupLeft = "tell-group-left";
    public const string ForPeople = "tell-people";
    public const string ForResting = "tell-people-again";
    public const string ForStarter = "tell-starter";

    // Persons and groups are told at the hours at which most bodies are.
    private static readonly Policy Usual = new();

    /// <summary>A body has something to read.</summary>
    public async Task TellBodyAsync(Guid body, CancellationToken ct)
    {
        await db.AddNewsAsync(body, ct);
        await EnqueueForBodyAsync(body, ct);
    }

    /// <summary>
    /// Somebody waits for a body's answer; where nobody does any more when the mail is about to leave, it does not.
    /// </summary>
    public Task TellOfWaitingAsync(Guid body, CancellationToken ct) => EnqueueForBodyAsync(body, ct);

    /// <summary>
    /// Somebody waits who came in a flood: all of them are told of by one mail, on the next working day.
    /// </summary>
    public async Task TellOfHeldBackAsync(Guid body, CancellationToken ct)
    {
        var tomorrow = clock.OsloNow().Date.PlusDays(1).AtMidnight();
        await db.EnqueueAsync(ForBody, body, OsloTime.At(MailTimes.Next(MailRhythm.Daily, tomorrow)!.Value), ct);
    }

    /// <summary>Something is overdue with a body: its deputy is told too, where it has one.</summary>
    public async Task TellDeputyAsync(Guid body, CancellationToken ct)
    {
        var policy = await db.PolicyOfAsync(body, ct);
        if (policy.Deputy is not null)
        {
            await db.EnqueueAsync(ForDeputy, body, NextMail(policy), ct);
        }
    }

    /// <summary>
    /// Each of these bodies has something to read; told in an order of their own, whatever order they come in.
    /// </summary>
    /// <param name="waitedFor">One beside them for whose answer somebody waits.</param>
    public async Task TellBodiesAsync(IEnumerable<Guid> bodies, CancellationToken ct, Guid? waitedFor = null)
    {
        var told = bodies.ToHashSet();
        foreach (var body in told.Concat(waitedFor is { } one ? [one] : []).Distinct().Order())
        {
            await (told.Contains(body) ? TellBodyAsync(body, ct) : TellOfWaitingAsync(body, ct));
        }
    }

    /// <summary>A group's contact should expect somebody.</summary>
    public Task TellGroupAsync(Guid group, CancellationToken ct) =>
        db.EnqueueAsync(ForGroup, group, NextMail(Usual), ct);

    /// <summary>A group's contact should know that somebody left it.</summary>
    public Task TellGroupLeftAsync(Guid group, CancellationToken ct) =>
        db.EnqueueAsync(ForGroupLeft, group, NextMail(Usual), ct);

    /// <summary>A starter has something to ask her body about.</summary>
    public Task TellStarterAsync(Guid starter, CancellationToken ct) =>
        db.EnqueueAsync(ForStarter, starter, NextMail(Usual), ct);

    /// <summary>The starters who are with a group should expect somebody; told in an order of their own.</summary>
    public async Task TellStartersAsync(Guid group, CancellationToken ct)
    {
        var starters = await db
            .StarterRequests.Where(request => request.GroupId == group && request.State == RequestState.Accepted)
            .Select(request => request.Starter)
            .ToListAsync(ct);
        foreach (var starter in starters.Order())
        {
            await TellStarterAsync(starter, ct);
        }
    }

    /// <summary>
    /// Somebody said yes to a place in a group: its contact is told, or its body where it has none, its starters, and
    /// these bodies.
    /// </summary>
    public async Task TellOfComingAsync(SelfHelpGroup group, IReadOnlyCollection<Guid> bodies, CancellationToken ct)
    {
        if (group.Contact is not null)
        {
            await TellGroupAsync(group.Id, ct);
        }

        await TellStartersAsync(group.Id, ct);
        await TellBodiesAsync(group.Contact is null ? [.. bodies, group.Body] : bodies, ct);
    }

    /// <summary>
    /// Some persons who left an address have something to read; which ones stands with their interests.
    /// </summary>
    public Task TellPeopleAsync(CancellationToken ct) => db.EnqueueAsync(ForPeople, null, NextMail(Usual), ct);

    private async Task EnqueueForBodyAsync(Guid body, CancellationToken ct) =>
        await db.EnqueueAsync(ForBody, body, NextMail(await db.PolicyOfAsync(body, ct)), ct);

    private DateTimeOffset NextMail(Policy policy) =>
        options.Value.AtOnce ? clock.GetUtcNow()
        : MailTimes.Next(policy.Mails, clock.OsloNow()) is { } at ? OsloTime.At(at)
        : clock.GetUtcNow();
}

/// <summary>The fixed hours at which mails leave, so that a mail does not tell when somebody registered.</summary>
public static class MailTimes
{
    private static readonly int[] Twice = [8, 13];
    private static readonly int[] Once = [8];

    /// <summary>The next one after a wall-clock time in Oslo; null: at once.</summary>
    public static LocalDateTime? Next(MailRhythm rhythm, LocalDateTime now)
    {
        if (rhythm == MailRhythm.AtOnce)
        {
            return null;
        }

        var hours = rhythm == MailRhythm.Daily ? Once : Twice;
        for (var day = now.Date; ; day = day.PlusDays(1))
        {
            var times = hours.Select(hour => day.At(new LocalTime(hour, 0))).Where(time => time > now);
            if (WorkingDays.IsWorkingDay(day.ToDateOnly()) && times.Any())
            {
                return times.First();
            }
        }
    }
}
