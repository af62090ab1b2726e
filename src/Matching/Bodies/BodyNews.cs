using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.EntityFrameworkCore;

namespace Matching.Bodies;

/// <summary>What a body is still to be told of, and how often it was written to.</summary>
public static class BodyNews
{
    /// <summary>One thing more to tell of. Others who tell the same body wait for this transaction.</summary>
    public static Task AddNewsAsync(this MatchingDb db, Guid body, CancellationToken ct) =>
        db
            .Bodies.Where(row => row.Id == body)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.News, row => row.News + 1), ct);

    /// <summary>A mail has left; what came while it was on its way is still to be told.</summary>
    /// <param name="told">The body as it was before the mail.</param>
    public static Task WasMailedAsync(this MatchingDb db, Body told, DateOnly today, CancellationToken ct) =>
        db
            .Bodies.Where(row => row.Id == told.Id)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(row => row.NewsTold, row => row.NewsTold > told.News ? row.NewsTold : told.News)
                        .SetProperty(row => row.Mails, row => row.MailedOn == today ? row.Mails + 1 : 1)
                        .SetProperty(row => row.MailedOn, today),
                ct
            );
}
