using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Interests;
using Matching.Places;
using Matching.Topics;
using Matching.Web;

namespace Matching.Registration;

/// <summary>A form whose place, topics and consent are known to exist, and what may be kept of it.</summary>
/// <param name="Where">The place that was typed: used for the first answer, never stored.</param>
/// <param name="Topics">Ids, without «across topics», which is the same as not saying why.</param>
/// <param name="Area">What is kept of where.</param>
/// <param name="Share">The part of the adults whom the interest could be about; null where the person lets the nearest
/// body know.</param>
public sealed record UnderstoodForm(Whereabouts Where, short[] Topics, Area Area, double? Share)
{
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

        if (!(await ResolvePlace.ByCodeAsync(db, form.Place, "place", ct)).Is(out var where, out var nowhere))
        {
            return nowhere;
        }

        var all = await names.AllAsync(db, ct);
        short[] topics = [.. chosen.Where(id => all[id].Slug != Topic.Across)];
        var prevalence = topics.Select(id => all[id].Prevalence).DefaultIfEmpty(1).Min();
        var share =
            prevalence * Shares.Of(form.AudienceOrAny.Gender, form.AudienceOrAny.AgeBand, form.LanguagesOrUsual);
        var area = await Area.ToKeepAsync(db, where.Place, share, form.TellLocal, ct);
        return new UnderstoodForm(where, topics, area, form.TellLocal ? null : share);
    }
}
