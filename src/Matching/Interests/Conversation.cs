using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Sealing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Interests;

/// <summary>What the person and the body write to each other.</summary>
public static class Conversation
{
    /// <summary>The longest message, in characters.</summary>
    public const int LongestMessage = 1000;

    /// <summary>What <see cref="Line.From"/> says of the person to all but herself.</summary>
    public const string Person = "person";

    /// <param name="From"><c>me</c> is the person.</param>
    public sealed record Line(string From, string Text, DateOnly On);

    /// <summary>Adds a message. The interest must be locked, so that no two messages take one position.</summary>
    /// <param name="body">The body that writes; null: the person.</param>
    public static async Task AddAsync(
        MatchingDb db,
        RecordKey key,
        Guid interest,
        string text,
        Guid? body,
        DateOnly today,
        CancellationToken ct
    )
    {
        var last = await db
            .Messages.Where(message => message.Interest == interest)
            .MaxAsync(message => (int?)message.Position, ct);
        db.Messages.Add(
            new Message
            {
                Id = RandomId.New(),
                Interest = interest,
                Position = (last ?? 0) + 1,
                Sender = body is null ? Sender.Person : Sender.Body,
                Body = body,
                Day = today,
                Text = key.Close(text, Message.Field),
            }
        );
    }

    /// <summary>All messages in order, opened for one side, to whom they count as read from now on.</summary>
    public static async Task<IReadOnlyList<Line>> ReadAsync(
        MatchingDb db,
        RecordKey key,
        Guid interest,
        Sender reader,
        CancellationToken ct
    )
    {
        var messages = await AllAsync(db, interest, ct);

        // Only what is shown counts as read: another may arrive meanwhile.
        var last = messages.Count == 0 ? 0 : messages[^1].Position;
        await db.UnlessReadOnlyAsync(() =>
            db
                .Messages.Where(message =>
                    message.Interest == interest
                    && message.Position <= last
                    && message.Sender != reader
                    && !message.IsRead
                )
                .ExecuteUpdateAsync(set => set.SetProperty(message => message.IsRead, true), ct)
        );
        return Opened(messages, key, reader);
    }

    /// <summary>The same for somebody beside them: nothing counts as read by it.</summary>
    public static async Task<IReadOnlyList<Line>> LookAsync(
        MatchingDb db,
        RecordKey key,
        Guid interest,
        Sender side,
        CancellationToken ct
    ) => Opened(await AllAsync(db, interest, ct), key, side);

    /// <summary>How many messages one side has not read yet.</summary>
    public static Task<int> UnreadAsync(MatchingDb db, Guid interest, Sender reader, CancellationToken ct) =>
        db.Messages.CountAsync(
            message => message.Interest == interest && message.Sender != reader && !message.IsRead,
            ct
        );

    private static Task<List<Message>> AllAsync(MatchingDb db, Guid interest, CancellationToken ct) =>
        db
            .Messages.AsNoTracking()
            .Where(message => message.Interest == interest)
            .OrderBy(message => message.Position)
            .ToListAsync(ct);

    private static IReadOnlyList<Line> Opened(IEnumerable<Message> messages, RecordKey key, Sender side) =>
        [
            .. messages.Select(message => new Line(
                message.Sender == Sender.Body ? "body"
                    : side == Sender.Person ? "me"
                    : Person,
                key.Open(message.Text, Message.Field),
                message.Day
            )),
        ];
}
