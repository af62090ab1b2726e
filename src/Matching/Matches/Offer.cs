using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Groups;
using Matching.Interests;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Matches;

/// <summary>What is offered.</summary>
public enum OfferKind
{
    /// <summary>A place in a group that exists.</summary>
    Place,

    /// <summary>A part in a group that could be.</summary>
    Invitation,
}

/// <summary>Where an offer stands.</summary>
public enum OfferState
{
    Open,
    Accepted,
    Declined,
    Withdrawn,
    Lapsed,

    /// <summary>Accepted, and the person left the group again.</summary>
    Left,
}

/// <summary>A place in a group held for one interest until a day, or a part in a group that could be.</summary>
public sealed class Offer
{
    public required Guid Id { get; init; }

    public required Guid Interest { get; init; }

    /// <summary>Null: an invitation to a group that has not formed yet.</summary>
    public Guid? GroupId { get; private set; }

    /// <summary>Of an invitation, the proposal.</summary>
    public Guid? Proposal { get; init; }

    /// <summary>The body that offered it.</summary>
    public required Guid Body { get; init; }

    public required OfferKind Kind { get; init; }

    public OfferState State { get; private set; } = OfferState.Open;

    public required DateOnly Day { get; init; }

    /// <summary>The last day on which it can be answered.</summary>
    public required DateOnly Until { get; init; }

    /// <summary>A place in a group.</summary>
    /// <param name="by">The body that offers it.</param>
    public static Offer Place(Guid interest, Guid group, Guid by, DateOnly day, DateOnly until) =>
        new()
        {
            Id = RandomId.New(),
            Interest = interest,
            GroupId = group,
            Body = by,
            Kind = OfferKind.Place,
            Day = day,
            Until = until,
        };

    /// <summary>A part in a group that could be.</summary>
    /// <param name="by">The body that invites.</param>
    public static Offer Invitation(Guid interest, Guid proposal, Guid by, DateOnly day, DateOnly until) =>
        new()
        {
            Id = RandomId.New(),
            Interest = interest,
            Proposal = proposal,
            Body = by,
            Kind = OfferKind.Invitation,
            Day = day,
            Until = until,
        };

    /// <summary>Whether it can be answered on this day.</summary>
    public bool IsLive(DateOnly today) => State == OfferState.Open && today <= Until;

    /// <summary>Ends it; false when it had ended before.</summary>
    public bool End(OfferState how)
    {
        if (State != OfferState.Open)
        {
            return false;
        }

        State = how;
        return true;
    }

    /// <summary>The person who said yes leaves the group; false where she has no place by this.</summary>
    public bool Leave()
    {
        if (State != OfferState.Accepted || GroupId is null)
        {
            return false;
        }

        State = OfferState.Left;
        return true;
    }

    /// <summary>A yes to an invitation leads to a place in this group; false where no yes was said.</summary>
    public bool LeadTo(Guid group)
    {
        if (Kind != OfferKind.Invitation || State != OfferState.Accepted)
        {
            return false;
        }

        GroupId = group;
        return true;
    }

    /// <summary>
    /// Takes a yes to an invitation back before the group forms; false where it was not said, or has formed.
    /// </summary>
    public bool TakeBack()
    {
        if (Kind != OfferKind.Invitation || State != OfferState.Accepted || GroupId is not null)
        {
            return false;
        }

        State = OfferState.Declined;
        return true;
    }

    /// <summary>A yes to an invitation comes to nothing: the group does not form.</summary>
    public void GiveUp()
    {
        if (Kind == OfferKind.Invitation && GroupId is null && State is (OfferState.Open or OfferState.Accepted))
        {
            State = OfferState.Withdrawn;
        }
    }

    /// <summary>
    /// Whether another place than this is held for an interest today, or a yes to an invitation waits.
    /// </summary>
    public static Task<bool> IsAnotherLiveAsync(
        MatchingDb db,
        Guid interest,
        Guid offer,
        DateOnly today,
        CancellationToken ct
    ) =>
        db.Offers.AnyAsync(
            row =>
                row.Interest == interest
                && row.Id != offer
                && (
                    (row.State == OfferState.Open && row.Until >= today)
                    || (row.State == OfferState.Accepted && row.Kind == OfferKind.Invitation && row.GroupId == null)
                ),
            ct
        );

    /// <summary>The offers that hold a place in a group on a day.</summary>
    public static IQueryable<Offer> Holding(MatchingDb db, DateOnly today) =>
        db.Offers.Where(row => row.GroupId != null && row.State == OfferState.Open && row.Until >= today);

    /// <summary>The groups that hold a place for an interest, which must be locked.</summary>
    public static Task<Guid[]> GroupsHeldAsync(MatchingDb db, Guid interest, CancellationToken ct) =>
        db
            .Offers.Where(row => row.Interest == interest && row.State == OfferState.Open && row.GroupId != null)
            .Select(row => row.GroupId!.Value)
            .ToArrayAsync(ct);

    /// <summary>
    /// Gives back every place that is held for an interest, and every yes to a group that has not formed, but for one
    /// that is just being taken; the next round looks who waits for them. Whoever locks one of their groups locks all
    /// of them before.
    /// </summary>
    public static async Task GiveBackAsync(MatchingDb db, Guid interest, Guid? but, CancellationToken ct)
    {
        var held = db.Offers.Where(row =>
            row.Interest == interest
            && row.Id != but
            && (
                row.State == OfferState.Open
                || (row.State == OfferState.Accepted && row.Kind == OfferKind.Invitation && row.GroupId == null)
            )
        );
        var groups = await held.Where(row => row.GroupId != null).Select(row => row.GroupId!.Value).ToArrayAsync(ct);
        await LockedGroup.MatchAgainAsync(db, groups, ct);
        await held.ExecuteUpdateAsync(set => set.SetProperty(row => row.State, OfferState.Withdrawn), ct);
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Offer>
    {
        public void Configure(EntityTypeBuilder<Offer> builder)
        {
            builder.ToTable("offers");
            builder.HasKey(offer => offer.Id);
            builder.HasOne<Interest>().WithMany().HasForeignKey(offer => offer.Interest);
        }
    }
}
