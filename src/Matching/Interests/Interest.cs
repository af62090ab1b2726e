using System;
using System.Linq;
using Matching.Groups;
using Matching.Sealing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Interests;

/// <summary>Where an interest stands.</summary>
public enum InterestState
{
    /// <summary>No group fits yet.</summary>
    Waiting,

    /// <summary>Groups fit; none is offered.</summary>
    Matched,

    /// <summary>A place is offered.</summary>
    Offered,

    /// <summary>The person has a place.</summary>
    Placed,

    /// <summary>The person said no to the last offer and waits for another.</summary>
    Declined,

    /// <summary>Left alone: until a day, until the person reads, or until she writes again.</summary>
    Parked,
}

/// <summary>What the person wants to do.</summary>
public enum Wish
{
    Join,
    Start,
    Either,
}

/// <summary>
/// One person's anonymous wish. Nothing in it says who or at what time; the day and a lot give its turn.
/// </summary>
public sealed class Interest
{
    /// <summary>The sealed field of the address, as <see cref="Sealing.RecordKey"/> names it.</summary>
    public const string ContactField = "interests.contact";

    /// <summary>The states in which it looks for a group.</summary>
    public static readonly InterestState[] Looking =
    [
        InterestState.Waiting,
        InterestState.Matched,
        InterestState.Declined,
    ];

    /// <summary>Days that an interest is kept from the last sign of its person.</summary>
    public const int KeptDays = 90;

    /// <summary>Offers in a row that may lapse before it is left alone until its person reads.</summary>
    public const int MostLapses = 2;

    public required Guid Id { get; init; }

    /// <summary>HMAC of the receipt.</summary>
    public required byte[] Receipt { get; set; }

    /// <summary>HMAC of a new receipt that was not used yet.</summary>
    public byte[]? NextReceipt { get; private set; }

    /// <summary>The Oslo day of the registration.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>The lot that gives the turn within the day.</summary>
    public required Guid Lot { get; init; }

    public InterestState State { get; private set; } = InterestState.Waiting;

    /// <summary>Ids of topics, most important first; empty: without saying why.</summary>
    public short[] Topics { get; set; } = [];

    /// <summary>The cell: code of the place that is kept of where.</summary>
    public string Area { get; set; } = "";

    /// <summary>Whether the nearest contact point may know.</summary>
    public bool TellLocal { get; set; }

    public int TravelKm { get; set; }

    /// <summary>Codes of the forms wanted.</summary>
    public string[] Meeting { get; set; } = [];

    public Wish Wish { get; set; }

    public string[] Languages { get; set; } = [];

    /// <summary>Codes of the times wanted; empty: any.</summary>
    public string[] Times { get; set; } = [];

    public Gender Gender { get; set; }

    public string? AgeBand { get; set; }

    /// <summary>The version of the text agreed to.</summary>
    public string Consent { get; set; } = "";

    /// <summary>An e-mail address for one neutral line, sealed.</summary>
    public byte[]? Contact { get; private set; }

    /// <summary>The language of that line.</summary>
    public string ContactLanguage { get; private set; } = "";

    /// <summary>How often there was something new since the contact address was last told.</summary>
    public int ContactNews { get; private set; }

    /// <summary>The Message-ID of the mail to her that failed, while it is tried again.</summary>
    public Guid? ContactMail { get; private set; }

    /// <summary>The last day; erased on the next.</summary>
    public required DateOnly KeptUntil { get; set; }

    /// <summary>Parked until this day; null: until the person writes or reads.</summary>
    public DateOnly? ParkedUntil { get; private set; }

    /// <summary>Parked by the end of the work with it: until the person writes, not only until she reads.</summary>
    public bool Ended { get; private set; }

    /// <summary>
    /// It came in a flood without a proof of work: it counts for nobody else until its body has worked on it.
    /// </summary>
    public bool HeldBack { get; private set; }

    /// <summary>Whether it is left alone until the person looks.</summary>
    public bool IsParkedUntilRead => State == InterestState.Parked && ParkedUntil is null && !Ended && !HeldBack;

    /// <summary>Offers in a row that lapsed without an answer.</summary>
    public int Lapses { get; private set; }

    /// <summary>Something changed: the next round looks for a place for it.</summary>
    public bool ToPlace { get; set; }

    /// <summary>No group near has a place left for it: it counts when groups are formed.</summary>
    public bool WithoutPlace { get; set; }

    /// <summary>Whether it looks for a group: neither offered nor placed nor left alone.</summary>
    public bool IsLooking => Looking.Contains(State);

    /// <summary>Whether it would go to a group that people meet in.</summary>
    public bool WantsToMeet => IsToMeet(Meeting);

    /// <summary>Whether people meet in one of these forms.</summary>
    public static bool IsToMeet(string[] meeting) => meeting.Contains("in-person") || meeting.Contains("hybrid");

    /// <summary>Whether so many km are no farther than it would travel, and so many more.</summary>
    public bool Reaches(double km, int beyond) => km <= TravelKm + beyond;

    /// <summary>Whether it looks for a group on a day, and is kept until then.</summary>
    public bool LooksOn(DateOnly today) => IsLooking && KeptUntil >= today;

    /// <summary>Matched anew, with groups or without.</summary>
    public void MatchedWith(int groups)
    {
        if (State is InterestState.Waiting or InterestState.Matched)
        {
            State = groups > 0 ? InterestState.Matched : InterestState.Waiting;
        }
    }

    /// <summary>A place is offered.</summary>
    public void Offered(DateOnly until)
    {
        (State, ToPlace, WithoutPlace, HeldBack) = (InterestState.Offered, false, false, false);
        News();

        // What is offered must not be erased while the offer stands, nor the offer outlive the interest.
        KeptUntil = KeptUntil > until ? KeptUntil : until;
    }

    /// <summary>Left alone until a day or, without one, until the person reads; but for one who has a place.</summary>
    public void Park(DateOnly? until = null)
    {
        if (State != InterestState.Placed)
        {
            (State, ParkedUntil, Ended, HeldBack, Lapses) = (InterestState.Parked, until, false, false, 0);
            (ToPlace, WithoutPlace) = (false, false);
        }
    }

    /// <summary>Left alone until its body works on it.</summary>
    public void HoldBack()
    {
        Park();
        HeldBack = true;
    }

    /// <summary>The work with it is done: left alone until the person writes again, unless she has a place.</summary>
    public void End()
    {
        Park();
        Ended = State == InterestState.Parked;
    }

    /// <summary>It looks for a group again, and must be matched again; false where it was not left alone.</summary>
    public bool Return()
    {
        if (State != InterestState.Parked)
        {
            return false;
        }

        (State, ParkedUntil, Ended, HeldBack, Lapses, ToPlace) = (InterestState.Waiting, null, false, false, 0, true);
        return true;
    }

    /// <summary>The person left her group: she looks for another.</summary>
    public void Left(DateOnly today)
    {
        (State, ToPlace) = (InterestState.Waiting, true);
        Keep(today);
    }

    /// <summary>The person said yes and has a place.</summary>
    public void Placed(DateOnly today)
    {
        (State, ToPlace, WithoutPlace) = (InterestState.Placed, false, false);
        Keep(today);
    }

    /// <summary>An offer is over: the person said no, or it was withdrawn.</summary>
    /// <param name="others">Whether another offer is still open.</param>
    public void OfferEnded(bool declined, bool others)
    {
        Lapses = declined ? 0 : Lapses;
        if (State == InterestState.Offered && !others)
        {
            (State, ToPlace) = (declined ? InterestState.Declined : InterestState.Matched, true);
        }
    }

    /// <summary>
    /// An offer is over since nobody answered. That is no no; but after two in a row it is left alone until its person
    /// reads, and others get what she does not look for.
    /// </summary>
    /// <param name="others">Whether another offer is still open.</param>
    public void OfferLapsed(bool others)
    {
        Lapses++;
        OfferEnded(declined: false, others);
        if (Lapses >= MostLapses && IsLooking)
        {
            Park();
            Lapses = MostLapses;
        }
    }

    /// <summary>A new receipt, which counts from its first use; one before it that was never used is no more.</summary>
    public void GiveReceipt(byte[] next) => NextReceipt = next;

    /// <summary>
    /// Its person came with this receipt: a new one takes the place of the old, and one that is kept under the old
    /// pepper is kept under the new one.
    /// </summary>
    /// <returns>Whether anything is another now.</returns>
    public bool CameWith(Fingerprints receipt)
    {
        var before = Receipt;
        var isFirstUse = receipt.Has(NextReceipt);
        (Receipt, NextReceipt) = isFirstUse
            ? (receipt.InPlaceOf(NextReceipt!), null)
            : (receipt.InPlaceOf(Receipt), NextReceipt);
        return isFirstUse || !ReferenceEquals(Receipt, before);
    }

    /// <summary>The address for one neutral line from now on, sealed, and its language; null: none.</summary>
    public void ReachAt(byte[]? contact, string language)
    {
        (Contact, ContactLanguage) = (contact, language);
        ContactNews = contact is null ? 0 : ContactNews;
        ContactMail = null;
    }

    /// <summary>Something waits for the person to read.</summary>
    public void News() => ContactNews += Contact is null ? 0 : 1;

    /// <summary>A sign of the person: kept for another ninety days from today.</summary>
    public void Keep(DateOnly today) => (KeptUntil, Lapses) = (today.AddDays(KeptDays), 0);

    internal sealed class Mapping : IEntityTypeConfiguration<Interest>
    {
        public void Configure(EntityTypeBuilder<Interest> builder)
        {
            builder.ToTable("interests");
            builder.HasKey(interest => interest.Id);
            builder.Ignore(interest => interest.IsLooking);
            builder.Ignore(interest => interest.WantsToMeet);
            builder.Ignore(interest => interest.IsParkedUntilRead);
        }
    }
}
