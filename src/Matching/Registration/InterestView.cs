using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Cases;
using Matching.Database;
using Matching.Groups;
using Matching.Interests;
using Matching.Matches;
using Matching.Places;
using Matching.Proposals;
using Matching.Topics;
using Matching.Web;
using Microsoft.EntityFrameworkCore;

namespace Matching.Registration;

/// <summary>Where an interest stands, as its person sees it.</summary>
/// <param name="Groups">Groups that fit, best first; kilometres from the area that is kept.</param>
/// <param name="Offers">Places held for her until a day.</param>
/// <param name="Responsible">The body that answers.</param>
/// <param name="Because">Why that one.</param>
/// <param name="Closed">Why the body closed the case; null while it is open.</param>
/// <param name="HandedOver">Why another body answers than before; null where none was asked before.</param>
/// <param name="OpenedBy">Which bodies read the case, and on which days.</param>
/// <param name="Unread">Messages that she has not read.</param>
/// <param name="KeptUntil">The last day on which all this is kept.</param>
/// <param name="Help">Whom to call, where the message of a correction just made suggests danger; else null.</param>
/// <param name="Lapsed">That an offer went by without an answer, and what follows; null where none did.</param>
public sealed record InterestView(
    InterestState State,
    IReadOnlyList<GroupView> Groups,
    IReadOnlyList<InterestView.OfferItem> Offers,
    BodyView Responsible,
    Said Because,
    Said? HandedOver,
    Said? Closed,
    DateOnly AnswerBy,
    IReadOnlyList<InterestView.Opening> OpenedBy,
    int Unread,
    DateOnly KeptUntil,
    AreaView Area,
    Help? Help = null,
    Said? Lapsed = null
)
{
    /// <param name="Group">Null for an invitation to a group that has not formed.</param>
    /// <param name="Until">The last day on which it can be answered.</param>
    public sealed record OfferItem(Guid Id, GroupView? Group, DateOnly Until, OfferKind Kind, OfferState State)
    {
        /// <summary>To what kind of group, where it is an invitation.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public Invitation? Invitation { get; init; }
    }

    /// <param name="Body">The body's name.</param>
    public sealed record Opening(string Body, DateOnly On);

    /// <summary>Reads where an interest stands.</summary>
    public static async Task<InterestView> ReadAsync(
        MatchingDb db,
        TopicNames topics,
        TimeProvider clock,
        Interest interest,
        Language language,
        CancellationToken ct
    )
    {
        var today = clock.Today();
        var @case = await db.Cases.AsNoTracking().SingleAsync(row => row.Interest == interest.Id, ct);
        var stored = await MatchedGroups.StoredAsync(db, topics, clock, interest.Id, language, ct);
        return new InterestView(
            interest.HeldBack ? (stored.Count > 0 ? InterestState.Matched : InterestState.Waiting) : interest.State,
            [.. stored.Select(match => match.Group)],
            await OffersAsync(db, topics, clock, interest.Id, today, ct),
            await BodyView.OfAsync(db, @case.Body, today, ct),
            Texts.Of("Bodies", @case.Because, language),
            await HandedOverAsync(db, @case.Id, language, ct),
            @case.Reason is { } reason ? await ReasonAsync(db, reason, language, ct) : null,
            @case.Deadline,
            await OpenedAsync(db, @case.Id, ct),
            await Conversation.UnreadAsync(db, interest.Id, Sender.Person, ct),
            interest.KeptUntil,
            AreaView.Of(await Places.Area.ReadAsync(db, interest.Area, ct), language),
            Lapsed: LapsedOf(interest, language)
        );
    }

    /// <summary>What its person reads of offers that nobody answered; null where there is none in a row.</summary>
    internal static Said? LapsedOf(Interest interest, Language language) =>
        interest.Lapses == 0 ? null
        : interest.IsParkedUntilRead ? Texts.Of("Registration", "offers-lapsed", language)
        : Texts.Of("Registration", "offer-lapsed", language);

    private static async Task<IReadOnlyList<OfferItem>> OffersAsync(
        MatchingDb db,
        TopicNames topics,
        TimeProvider clock,
        Guid interest,
        DateOnly today,
        CancellationToken ct
    )
    {
        var offers = await db
            .Offers.AsNoTracking()
            .Where(offer =>
                offer.Interest == interest
                && ((offer.State == OfferState.Open && offer.Until >= today) || offer.State == OfferState.Accepted)
            )
            .OrderBy(offer => offer.Until)
            .ThenBy(offer => offer.Id)
            .ToListAsync(ct);
        var groups = await GroupView.ReadAsync(
            db,
            topics,
            clock,
            [.. offers.Select(offer => offer.GroupId).OfType<Guid>().Select(group => new GroupAt(group, null))],
            ct
        );
        var invitations = await Invitation.ReadAsync(
            db,
            topics,
            interest,
            [.. offers.Select(offer => offer.Proposal).OfType<Guid>()],
            ct
        );
        return
        [
            .. offers.Select(offer => new OfferItem(
                offer.Id,
                groups.FirstOrDefault(group => group.Id == offer.GroupId),
                offer.Until,
                offer.Kind,
                offer.State
            )
            {
                Invitation = offer.Proposal is { } proposal ? invitations.GetValueOrDefault(proposal) : null,
            }),
        ];
    }

    private static async Task<IReadOnlyList<Opening>> OpenedAsync(MatchingDb db, Guid @case, CancellationToken ct) =>
        await (
            from opening in db.CaseOpenings
            join body in db.Bodies on opening.Body equals body.Id
            where opening.CaseId == @case
            select new { body.Name, opening.Day }
        )
            .Distinct()
            .OrderBy(opening => opening.Day)
            .ThenBy(opening => opening.Name)
            .Select(opening => new Opening(opening.Name, opening.Day))
            .ToListAsync(ct);

    private static async Task<Said?> HandedOverAsync(
        MatchingDb db,
        Guid @case,
        Language language,
        CancellationToken ct
    ) =>
        await db
            .CaseHistory.AsNoTracking()
            .Where(line =>
                line.CaseId == @case
                && (
                    line.Act == CaseEvent.HandedOver || line.Act == CaseEvent.PassedOn || line.Act == CaseEvent.Rerouted
                )
            )
            .OrderByDescending(line => line.Position)
            .Select(line => line.Reason)
            .FirstOrDefaultAsync(ct)
            is { } reason
            ? await ReasonAsync(db, reason, language, ct)
            : null;

    private static async Task<Said> ReasonAsync(MatchingDb db, string code, Language language, CancellationToken ct)
    {
        var reason = await db.CaseReasons.AsNoTracking().SingleAsync(row => row.Code == code, ct);
        return new(code, reason.Text(language));
    }
}
