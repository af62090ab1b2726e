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

    /// <summary>Whether other bodies must ask before they offer a place in its groups.</summary>
    public bool AskFirst { get; init; }

    /// <summary>Days that an offer stands where the person left a contact address.</summary>
    public int OfferDays { get; init; } = 7;

    /// <summary>Days that an offer stands where she did not, and must look by herself.</summary>
    public int OfferDaysWithoutContact { get; init; } = 14;

    /// <summary>Days for which a no to a group is remembered.</summary>
    public int RememberNoDays { get; init; } = 90;
}
