using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Interests;
using Matching.Sealing;
using Matching.Web;
using Microsoft.EntityFrameworkCore;

namespace Matching.Cases;

/// <summary>
/// That the person's messages suggest danger, and what staff must do then. Reckoned from the opened messages whenever a
/// case is shown; nothing of it is kept or sent anywhere. The mark stays as long as the messages do: whether the danger
/// is over is for people to judge.
/// </summary>
/// <param name="Kinds">Of what danger.</param>
/// <param name="WhatToDo">In order, the first at once.</param>
public sealed record CaseDanger(IReadOnlyList<DangerKind> Kinds, IReadOnlyList<Said> WhatToDo)
{
    private static readonly DangerKind[] OfChildren = [DangerKind.ChildAtRisk];
    private static readonly DangerKind[] OfCrimes = [DangerKind.ChildAtRisk, DangerKind.Violence];

    /// <summary>The danger that a conversation suggests; null where none does.</summary>
    /// <param name="mayAnswer">Whether who reads may write to the person; the lead of a network may not.</param>
    internal static CaseDanger? In(IEnumerable<Conversation.Line> messages, bool mayAnswer, Language language)
    {
        DangerKind[] kinds =
        [
            .. messages
                .Where(line => line.From == Conversation.Person)
                .SelectMany(line => Danger.In(line.Text))
                .Distinct()
                .Order(),
        ];
        if (kinds.Length == 0)
        {
            return null;
        }

        string[] steps =
        [
            mayAnswer ? "answer-today" : "call-who-answers",
            "call-emergency",
            .. kinds.Intersect(OfChildren).Any() ? ["tell-child-welfare"] : Array.Empty<string>(),
            .. kinds.Intersect(OfCrimes).Any() ? ["avert-crime"] : Array.Empty<string>(),
            "talk-with-colleague",
            "promise-little",
            "may-be-wrong",
        ];
        return new(kinds, [.. steps.Select(step => Texts.Of("Cases", step, language))]);
    }

    /// <summary>
    /// Which of some interests have a message of their person that suggests danger; in two reads, however many.
    /// </summary>
    internal static async Task<IReadOnlySet<Guid>> AmongAsync(
        MatchingDb db,
        Secrets secrets,
        IReadOnlyCollection<Guid> interests,
        CancellationToken ct
    )
    {
        var messages = await db
            .Messages.AsNoTracking()
            .Where(message => interests.Contains(message.Interest) && message.Sender == Sender.Person)
            .Select(message => new { message.Interest, message.Text })
            .ToListAsync(ct);
        var keys = await RecordKey.OfAsync(
            db,
            secrets,
            [.. messages.Select(message => message.Interest).Distinct()],
            ct
        );
        return messages
            .Where(message =>
                keys.TryGetValue(message.Interest, out var key)
                && Danger.In(key.Open(message.Text, Message.Field)).Count > 0
            )
            .Select(message => message.Interest)
            .ToHashSet();
    }
}
