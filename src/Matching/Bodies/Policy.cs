using System;
using System.Text.Json;
using Matching.Web;

namespace Matching.Bodies;

/// <summary>When the neutral mails of a body leave.</summary>
public enum MailRhythm
{
    /// <summary>At 8 and at 13 on working days, Oslo time.</summary>
    TwiceADay,

    /// <summary>At 8 on working days.</summary>
    Daily,

    AtOnce,
}

/// <summary>Who offers places.</summary>
public enum OfferWay
{
    /// <summary>A person of the body, at the desk.</summary>
    ByHand,

    /// <summary>The engine, as soon as a place is found.</summary>
    Automatic,
}

/// <summary>What a body decides for itself. Every member has a default, so that a body need say nothing.</summary>
public sealed record Policy
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new CodeConverter() },
    };

    /// <summary>On which working day after the registration it has answered at the latest.</summary>
    public int AnswerWorkingDays { get; init; } = 3;

    /// <summary>When its mails leave.</summary>
    public MailRhythm Mails { get; init; } = MailRhythm.TwiceADay;

    /// <summary>
    /// Another address: it is written to as well when something is overdue, and instead when the body's own refuses.
    /// </summary>
    public string? Deputy { get; init; }

    /// <summary>
    /// Whether an address of the body itself would be its deputy's too: that takes nobody's place. However it is
    /// written, since mailboxes hardly ever tell capitals apart.
    /// </summary>
    public bool IsDeputy(string email) => string.Equals(Deputy, email, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether other bodies must ask before they offer a place in its groups.</summary>
    public bool AskFirst { get; init; }

    /// <summary>Days that an offer stands where the person left a contact address.</summary>
    public int OfferDays { get; init; } = 7;

    /// <summary>Days that an offer stands where she did not, and must look by herself.</summary>
    public int OfferDaysWithoutContact { get; init; } = 14;

    /// <summary>Days for which a no to a group is remembered.</summary>
    public int RememberNoDays { get; init; } = 90;

    /// <summary>Who offers places to the persons that it answers.</summary>
    public OfferWay Offers { get; init; }

    /// <summary>How many who wait are enough to propose a group.</summary>
    public int Enough { get; init; } = 5;

    /// <summary>How many yeses a group needs to begin forming.</summary>
    public int LeastMembers { get; init; } = 4;

    /// <summary>How many a group that it forms can be.</summary>
    public int MostMembers { get; init; } = 8;

    /// <summary>Whether women and men may be in one proposal; without it only those who said the same.</summary>
    public bool MixGenders { get; init; } = true;

    /// <summary>How many neighbouring age bands one proposal may span; null: all.</summary>
    public int? AgeBands { get; init; }

    /// <summary>Whether close relatives in the tree of topics may make one proposal.</summary>
    public bool MergeRelated { get; init; } = true;

    /// <summary>Whether people of different topics may make one proposal, across topics.</summary>
    public bool MergeAcross { get; init; }

    /// <summary>How many km beyond a person's own reach a proposal may ask her to travel.</summary>
    public int KmBeyondReach { get; init; } = 25;

    /// <summary>How many starters are asked for a group that forms.</summary>
    public int StartersWanted { get; init; } = 2;

    /// <summary>With how many starters it may open.</summary>
    public int StartersLeast { get; init; } = 1;

    /// <summary>How many different cases one key of it, or its links together, may open on a day.</summary>
    public int CasesADay { get; init; } = 60;
}
