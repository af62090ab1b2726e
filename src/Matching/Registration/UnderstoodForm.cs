using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Interests;
using Matching.Places;
using Matching.Sealing;
using Matching.Topics;
using Matching.Web;

namespace Matching.Registration;

/// <summary>A form whose place, topics and consent are known to exist, and what may be kept of it.</summary>
/// <param name="Form">As it was filled in.</param>
/// <param name="Where">The place that was typed: used for the first answer, never stored.</param>
/// <param name="Topics">Ids, without «across topics», which is the same as not saying why.</param>
public sealed record UnderstoodForm(InterestForm Form, Whereabouts Where, short[] Topics, WhatIsKept Kept)
{
    /// <summary>What in a form cannot be used.</summary>
    internal static readonly Problem[] Refusals =
    [
        Problems.ConsentOutdated,
        Problems.PhoneNotServed,
        Problems.TopicUnknown,
        .. ResolvePlace.Refusals,
        Problems.MunicipalityUnknown,
    ];

    /// <summary>Reads a form, or says what in it cannot be used.</summary>
    public static async Task<Outcome<UnderstoodForm>> ReadAsync(
        MatchingDb db,
        TopicNames names,
        InterestForm form,
        CancellationToken ct
    )
    {
        if (!Consents.IsAccepted(form.Consent))
        {
            return Problems.ConsentOutdated.At(
                "consent",
                "GET /v1/consents/current gives the text and its version",
                ("current", Consents.Current)
            );
        }

        if (form.Contact?.Phone is not null)
        {
            return Problems.PhoneNotServed.At("contact.phone", "leave it out, or give an e-mail address");
        }

        if (!(await names.ResolveAsync(db, form.Topics ?? [], "topics", ct)).Is(out var chosen, out var unknown))
        {
            return unknown;
        }

        if (!(await ResolvePlace.ByCodeAsync(db, form.Place!, "place", ct)).Is(out var where, out var nowhere))
        {
            return nowhere;
        }

        var all = await names.AllAsync(db, ct);
        short[] topics = [.. chosen.Where(id => all[id].Slug != Topic.Across)];
        var kept = await WhatIsKept.OfAsync(db, names, form, where.Place, topics, ct);
        return new UnderstoodForm(form, where, topics, kept);
    }

    /// <summary>The area as it is shown in the answer, with what is left out.</summary>
    public AreaView ShowArea(Language language) =>
        AreaView.Of(Kept.Area, language) with
        {
            LeftOut = [.. Kept.LeftOut.Select(code => Texts.Of("Registration", "left-out-" + code, language))],
        };

    /// <summary>
    /// An interest with all that the form says, for the first answer alone: it is never stored.
    /// </summary>
    public Interest ForFirstAnswer(Interest stored)
    {
        var whole = new Interest
        {
            Id = stored.Id,
            Receipt = [],
            Day = stored.Day,
            Lot = stored.Lot,
            KeptUntil = stored.KeptUntil,
            Topics = Topics,
            TravelKm = Form.TravelKmOrUsual,
            Meeting = Form.MeetingOrAny,
            Wish = Form.Wish,
            Languages = Form.LanguagesOrUsual,
            Times = [.. Form.Times ?? []],
        };
        (whole.Gender, whole.AgeBand) = Form.AudienceOrAny;
        return whole;
    }

    /// <summary>
    /// Writes what is kept of it, all but the message, onto an interest; what stood there before is gone.
    /// </summary>
    /// <param name="language">The language of the line that a contact address gets.</param>
    public Interest Onto(Interest interest, RecordKey key, Language language)
    {
        interest.Topics = Kept.Topics;
        interest.Area = Kept.Area.Code;
        interest.TellLocal = Form.TellLocal;
        interest.TravelKm = Form.TravelKmOrUsual;
        interest.Meeting = Form.MeetingOrAny;
        interest.Wish = Form.Wish;
        interest.Languages = Kept.Languages;
        interest.Times = [.. Form.Times ?? []];
        (interest.Gender, interest.AgeBand) = (Kept.Gender, Kept.AgeBand);
        interest.Consent = Form.Consent;
        interest.ReachAt(
            Form.Contact?.Email is { } email ? key.Close(email, Interest.ContactField) : null,
            language.Tag
        );
        return interest;
    }
}
