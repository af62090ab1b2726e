using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Database;
using Matching.Groups;
using Matching.Interests;
using Matching.Matches;
using Matching.Places;
using Matching.Sealing;
using Matching.Starters;
using Matching.Topics;
using Matching.Web;
using Microsoft.EntityFrameworkCore;

namespace Matching.Cases;

/// <summary>A case as the body that answers sees it: everything that is kept, and nothing that names anybody.</summary>
/// <param name="Day">When it began.</param>
/// <param name="Deadline">The day by which the body answers.</param>
/// <param name="Body">The body that answers.</param>
/// <param name="Because">Why that one.</param>
/// <param name="Area">What is kept of where.</param>
/// <param name="TravelKm">How far the person would travel.</param>
/// <param name="Starters">Who would start a group there, nearest first; other bodies' as far as they consent.</param>
/// <param name="HasContact">Whether she is told by mail when there is something new; else she looks by herself.</param>
/// <param name="Danger">What the person's messages suggest, and what to do; null where nothing does.</param>
/// <param name="WhatToDo">What the person was told that the body will do, but for answering.</param>
public sealed record CaseView(
    Guid Id,
    DateOnly Day,
    CaseState State,
    DateOnly Deadline,
    BodyView Body,
    Said Because,
    AreaView Area,
    IReadOnlyList<string> Topics,
    Wish Wish,
    IReadOnlyList<string> Languages,
    IReadOnlyList<string> Times,
    int TravelKm,
    IReadOnlyList<string> Meeting,
    CaseView.Company Audience,
    bool HasContact,
    InterestState InterestState,
    IReadOnlyList<CaseView.MatchItem> Matches,
    IReadOnlyList<StarterInReach> Starters,
    IReadOnlyList<Conversation.Line> Messages,
    IReadOnlyList<CaseView.OfferItem> Offers,
    IReadOnlyList<CaseView.Event> History,
    CaseDanger? Danger,
    IReadOnlyList<Said> WhatToDo
)
{
    private const int MostStarters = 10;

    public sealed record Company(Gender Gender, string? AgeBand);

    /// <param name="KmFrom">From the nearest municipality of the area.</param>
    /// <param name="KmTo">From the farthest.</param>
    public sealed record MatchItem(GroupView Group, IReadOnlyList<Said> Why, double? KmFrom, double? KmTo)
    {
        internal static MatchItem Of(GroupView group, Match match) =>
            new(group with { Why = null }, group.Why!, Rounded(match.KmFrom), Rounded(match.KmTo));

        private static double? Rounded(double? km) => km is { } value ? Math.Round(value, 1) : null;
    }

    /// <param name="Group">Null for an invitation to a group that has not formed.</param>
    /// <param name="Until">The last day on which it can be answered.</param>
    public sealed record OfferItem(Guid Id, Guid? Group, OfferState State, OfferKind Kind, DateOnly On, DateOnly Until);

    /// <param name="Act">What happened.</param>
    /// <param name="Body">Name of the body that did it.</param>
    /// <param name="Reason">Code of the reason.</param>
    /// <param name="Note">What the body wrote for those of the staff who read the case.</param>
    /// <param name="ByLink">Whether it did it by a link in its mail, without a key.</param>
    public sealed record Event(DateOnly On, string Act, string Body, string? Reason, string? Note, bool ByLink);

    /// <summary>Reads all of it, and marks the person's messages as read where the reader is who answers.</summary>
    public static async Task<CaseView> ReadAsync(
        MatchingDb db,
        TopicNames topics,
        TimeProvider clock,
        OpenCase open,
        Caller caller,
        Secrets secrets,
        Language language,
        CancellationToken ct
    )
    {
        var (@case, interest, key) = open;
        var messages =
            caller.Body == @case.Body
                ? await Conversation.ReadAsync(db, key, interest.Id, Sender.Body, ct)
                : await Conversation.LookAsync(db, key, interest.Id, Sender.Body, ct);
        var area = await Places.Area.ReadAsync(db, interest.Area, ct);
        var stored = await MatchedGroups.StoredAsync(db, topics, clock, interest.Id, language, ct);
        return new CaseView(
            @case.Id,
            @case.Day,
            @case.State,
            @case.Deadline,
            await BodyView.OfAsync(db, @case.Body, clock.Today(), ct),
            Texts.Of("Bodies", @case.Because, language),
            AreaView.Of(area, language),
            await topics.SlugsAsync(db, interest.Topics, ct),
            interest.Wish,
            interest.Languages,
            interest.Times,
            interest.TravelKm,
            interest.Meeting,
            new Company(interest.Gender, interest.AgeBand),
            interest.Contact is not null,
            interest.State,
            [.. stored.Select(row => MatchItem.Of(row.Group, row.Match))],
            await StarterInReach.FindAsync(
                db,
                secrets,
                topics,
                caller,
                await area.PointsAsync(db, ct),
                interest.Topics,
                interest.Languages,
                onlyConsenting: false,
                clock.Today(),
                MostStarters,
                ct
            ),
            messages,
            await OffersAsync(db, interest.Id, ct),
            await HistoryAsync(db, open, ct),
            CaseDanger.In(messages, caller.MayActFor(@case.Body), language),
            interest.Wish == Wish.Join ? [] : [Texts.Of("Cases", "talk-about-starting", language)]
        );
    }

    private static async Task<IReadOnlyList<OfferItem>> OffersAsync(
        MatchingDb db,
        Guid interest,
        CancellationToken ct
    ) =>
        await db
            .Offers.AsNoTracking()
            .Where(offer => offer.Interest == interest)
            .OrderBy(offer => offer.Day)
            .ThenBy(offer => offer.Id)
            .Select(offer => new OfferItem(offer.Id, offer.GroupId, offer.State, offer.Kind, offer.Day, offer.Until))
            .ToListAsync(ct);

    private static async Task<IReadOnlyList<Event>> HistoryAsync(MatchingDb db, OpenCase open, CancellationToken ct)
    {
        var lines = await (
            from line in db.CaseHistory
            join body in db.Bodies on line.Body equals body.Id
            where line.CaseId == open.Case.Id
            orderby line.Position
            select new { line, body.Name }
        )
            .AsNoTracking()
            .ToListAsync(ct);
        return
        [
            .. lines.Select(row => new Event(
                row.line.Day,
                row.line.Act,
                row.Name,
                row.line.Reason,
                row.line.Note is { } note ? open.Key.Open(note, CaseEvent.NoteField) : null,
                row.line.ByLink
            )),
        ];
    }
}
