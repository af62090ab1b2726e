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
using Matching.Matches;
using Matching.Places;
using Matching.Sealing;
using Matching.Starters;
using Matching.Topics;
using Microsoft.EntityFrameworkCore;

namespace Matching.Proposals;

/// <summary>A group that could be, as staff see it. Who is in it is a number, and what it costs in km.</summary>
/// <param name="Body">The body that covers the meeting place: it decides.</param>
/// <param name="Topics">Slugs; empty: across topics.</param>
/// <param name="Languages">Those that all have in common.</param>
/// <param name="Times">Those that suit all; empty: any.</param>
/// <param name="LongestKm">The longest journey to the meeting place.</param>
/// <param name="Starters">Who could carry it, by distance, load and topic.</param>
/// <param name="WithoutStarter">Whether none is in reach who is free.</param>
/// <param name="Until">The day on which the body decides again.</param>
/// <param name="Reason">Code of the reason why it was declined.</param>
/// <param name="Allowed">What may be decided now.</param>
/// <param name="Group">The group that formed.</param>
public sealed record ProposalView(
    Guid Id,
    DateOnly Day,
    ProposalState State,
    ResponsibleView Body,
    IReadOnlyList<string> Topics,
    MeetingPlace Place,
    IReadOnlyList<string> Languages,
    IReadOnlyList<string> Times,
    AudienceView Audience,
    IReadOnlyList<ProposalView.MemberItem> Members,
    double LongestKm,
    IReadOnlyList<StarterInReach> Starters,
    bool WithoutStarter,
    ProposalView.InvitationCounts Invitations,
    DateOnly? Until,
    string? Reason,
    IReadOnlyList<string> Allowed,
    Guid? Group
)
{
    private const int MostStarters = 10;

    /// <param name="Number">All that is told of who it is.</param>
    /// <param name="KmFrom">Whole km to the meeting place, from the nearest municipality of her area.</param>
    /// <param name="KmTo">From the farthest.</param>
    /// <param name="WouldStart">She would help to carry the group.</param>
    /// <param name="Answer">Null where she was not invited: <c>open</c>, <c>accepted</c>, <c>declined</c>,
    /// <c>withdrawn</c> or <c>lapsed</c>.</param>
    public sealed record MemberItem(int Number, double KmFrom, double KmTo, bool WouldStart, OfferState? Answer);

    public sealed record InvitationCounts(int Open, int Yes, int No, int Lapsed);

    /// <summary>Reads one as it is for a reader.</summary>
    internal static async Task<ProposalView> ReadAsync(
        MatchingDb db,
        Secrets secrets,
        TopicNames names,
        TimeProvider clock,
        Proposal proposal,
        Caller reader,
        CancellationToken ct
    )
    {
        var today = clock.Today();
        var offers = await db.Offers.AsNoTracking().Where(row => row.Proposal == proposal.Id).ToListAsync(ct);
        var members = await db
            .ProposalMembers.AsNoTracking()
            .Where(row => row.Proposal == proposal.Id)
            .OrderBy(row => row.Number)
            .ToListAsync(ct);
        var shown = members
            .Where(row => row.Live || offers.Any(offer => offer.Interest == row.Interest))
            .Select(row => new MemberItem(
                row.Number,
                Math.Round(row.KmFrom),
                Math.Round(row.KmTo),
                row.WouldStart,
                offers.SingleOrDefault(offer => offer.Interest == row.Interest)?.State
            ))
            .ToList();
        var starters = await StarterInReach.FindAsync(
            db,
            secrets,
            names,
            reader,
            [Coordinates.Of(proposal.Longitude, proposal.Latitude)],
            proposal.Topics,
            proposal.Languages,
            onlyConsenting: false,
            today,
            MostStarters,
            ct
        );
        return new(
            proposal.Id,
            proposal.Day,
            proposal.State,
            await db
                .Bodies.Where(row => row.Id == proposal.Body)
                .Select(row => new ResponsibleView(row.Id, row.Kind, row.Name, row.Phone, row.Url))
                .SingleAsync(ct),
            await names.SlugsAsync(db, proposal.Topics, ct),
            await MeetingPlace.OfAsync(db, proposal, ct),
            proposal.Languages,
            proposal.Times,
            new(proposal.Gender, proposal.AgeBands),
            shown,
            shown.Select(member => member.KmFrom).DefaultIfEmpty().Max(),
            starters,
            starters.Count == 0,
            new(
                offers.Count(offer => offer.IsLive(today)),
                offers.Count(offer => offer.State == OfferState.Accepted),
                offers.Count(offer => offer.State == OfferState.Declined),
                offers.Count(offer =>
                    offer.State == OfferState.Lapsed || (offer.State == OfferState.Open && !offer.IsLive(today))
                )
            ),
            proposal.WaitUntil,
            proposal.Reason,
            [.. proposal.LegalMoves()],
            proposal.GroupId
        );
    }
}

/// <summary>Where a group would meet.</summary>
/// <param name="Code">A contact point's house or a town, say <c>town:dombas</c>.</param>
/// <param name="Municipality">The municipality's number.</param>
public sealed record MeetingPlace(string Code, string Name, string Municipality)
{
    internal static async Task<MeetingPlace> OfAsync(MatchingDb db, Proposal proposal, CancellationToken ct) =>
        new(
            proposal.Place,
            await db.Places.Where(row => row.Code == proposal.Place).Select(row => row.Name).SingleAsync(ct),
            proposal.Municipality
        );
}
