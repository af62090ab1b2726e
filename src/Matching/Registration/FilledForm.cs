using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Cohorts;
using Matching.Database;
using Matching.Sealing;
using Matching.Topics;
using Matching.Web;

namespace Matching.Registration;

/// <summary>
/// A form with what the cohort says of what it leaves out. The code is used up with it; afterwards nothing leads from
/// the interest to the course.
/// </summary>
/// <param name="From">The day from which the cohort wants to go on; null without one.</param>
internal sealed record FilledForm(InterestForm Form, DateOnly? From)
{
    /// <summary>Fills a form, which stays as it is where it names no cohort.</summary>
    public static async Task<Outcome<FilledForm>> OfAsync(
        InterestForm form,
        MatchingDb db,
        Secrets secrets,
        TopicNames names,
        DateOnly today,
        CancellationToken ct
    )
    {
        if (form.Cohort is null)
        {
            return new FilledForm(form, null);
        }

        if (await Cohort.UseAsync(db, secrets, form.Cohort, today, ct) is not { } cohort)
        {
            return Problems.CohortCodeUnknown.At("cohort", "not known, used already, or past its day");
        }

        var filled = form with
        {
            Place = form.Place ?? cohort.Place,
            Topics = form.Topics ?? await names.SlugsAsync(db, cohort.Topics, ct),
            TravelKm = form.TravelKm ?? cohort.TravelKm,
            Meeting = form.Meeting ?? cohort.Meeting,
            Times = form.Times ?? cohort.Times,
            Languages = form.Languages ?? cohort.Languages,
        };
        return new FilledForm(filled, cohort.FromDay);
    }
}
