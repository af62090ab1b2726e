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

/// <summary>A place in a group held for one interest until a day.</summary>
public sealed class Offer
{
    public required Guid Id { get; init; }

    public required Guid Interest { get; init; }

    public required Guid GroupId { get; init; }

    /// <summary>The body that offered it.</summary>
    public required Guid Body { get; init; }

    public required OfferKind Kind { get; init; }

    public OfferState State { get; private set; } = OfferState.Open;

    public required DateOnly Day { get; init; }

    /// <summary>The last day on which it can be answered.</summary>
    public required DateOnly Until { get; init; }

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
        if (State != OfferState.Accepted)
        {
            return false;
        }

        State = OfferState.Left;
        return true;
    }

    /// <summary>Whether another place than this is held for an interest today.</summary>
    public static Task<bool> IsAnotherLiveAsync(
        MatchingDb db,
        Guid interest,
        Guid offer,
        DateOnly today,
        CancellationToken ct
    ) =>
        db.Offers.AnyAsync(
            row => row.Interest == interest && row.Id != offer && row.State == OfferState.Open && row.Until >= today,
            ct
        );

    /// <summary>The groups that hold a place for an interest, which must be locked.</summary>
    public static Task<Guid[]> GroupsHeldAsync(MatchingDb db, Guid interest, CancellationToken ct) =>
        db
            .Offers.Where(row => row.Interest == interest && row.State == OfferState.Open)
            .Select(row => row.GroupId)
            .ToArrayAsync(ct);

    /// <summary>
    /// Gives back every place that is held for an interest, but for one that is just being taken; the next round looks
    /// who waits for them. Whoever locks one of their groups locks all of them before.
    /// </summary>
    public static async Task<int> GiveBackAsync(MatchingDb db, Guid interest, Guid? but, CancellationToken ct)
    {
        var held = db.Offers.Where(row => row.Interest == interest && row.Id != but && row.State == OfferState.Open);
        var groups = await held.Select(row => row.GroupId).ToArrayAsync(ct);
        if (groups.Length == 0)
        {
            return 0;
        }

        await LockedGroup.MatchAgainAsync(db, groups, ct);
        return await held.ExecuteUpdateAsync(set => set.SetProperty(row => row.State, OfferState.Withdrawn), ct);
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
