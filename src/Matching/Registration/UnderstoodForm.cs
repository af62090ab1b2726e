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
/// <param name="Area">What is kept of where.</param>
/// <param name="Share">The part of the adults whom the interest could be about; null where the person lets the nearest
/// body know.</param>
public sealed record UnderstoodForm(InterestForm Form, Whereabouts Where, short[] Topics, Area Area, double? Share)
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
        var (gender, ageBand) = form.AudienceOrAny;
        var share = await Shares.OfAsync(db, names, topics, gender, ageBand, form.LanguagesOrUsual, ct);
        var area = await Area.ToKeepAsync(db, where.Place, share, form.TellLocal, ct);
        return new UnderstoodForm(form, where, topics, area, form.TellLocal ? null : share);
    }

    /// <summary>Writes all of it but the message onto an interest; what stood there before is gone.</summary>
    /// <param name="language">The language of the line that a contact address gets.</param>
    public Interest Onto(Interest interest, RecordKey key, Language language)
    {
        interest.Topics = Topics;
        interest.Area = Area.Code;
        interest.TellLocal = Form.TellLocal;
        interest.TravelKm = Form.TravelKmOrUsual;
        interest.Meeting = Form.MeetingOrAny;
        interest.Wish = Form.Wish;
        interest.Languages = Form.LanguagesOrUsual;
        interest.Times = [.. Form.Times ?? []];
        (interest.Gender, interest.AgeBand) = Form.AudienceOrAny;
        interest.Consent = Form.Consent;
        interest.ReachAt(
            Form.Contact?.Email is { } email ? key.Close(email, Interest.ContactField) : null,
            language.Tag
        );
        return interest;
    }
}
