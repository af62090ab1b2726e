using System.Collections.Generic;
using System.Linq;
using Matching.Database;
using Matching.Groups;
using Matching.Web;

namespace Matching.Matches;

/// <summary>
/// What no ranking can outweigh. A rule that a group sets about whom it is for holds only for those who said that they
/// belong: nobody is asked for an age or a gender.
/// </summary>
public static class HardRules
{
    /// <summary>The first rule that keeps the pair apart, as a code; null where the group fits.</summary>
    public static string? Broken(Wanted wanted, Candidate group) =>
        group.FreePlaces < 1 ? "no-free-place"
        : !group.MeetsAtADistance && group.KmFrom > wanted.TravelKm ? "out-of-reach"
        : Topics.Of(wanted, group) == Topics.Fit.None ? "topic"
        : !IsWanted(group.Form, wanted.Meeting) ? "form"
        : !LanguageTag.Understood(wanted.Languages).Intersect(group.Languages).Any() ? "language"
        : group.Gender != Gender.Any && group.Gender != wanted.Gender ? "gender"
        : group.AgeBands.Length > 0 && !group.AgeBands.Contains(wanted.AgeBand) ? "age"
        : wanted.Noes.Contains(group.GroupId) ? "said-no"
        : null;

    /// <summary>
    /// Whether a form suits: a hybrid group is where it meets for those who come, and at a distance for those who do
    /// not.
    /// </summary>
    public static bool IsWanted(MeetingForm form, IReadOnlyCollection<string> meeting) =>
        meeting.Contains(Codes.Of(form))
        || (form == MeetingForm.Hybrid && (meeting.Contains("in-person") || meeting.Contains("digital")));

    /// <summary>How the topics of a pair go together.</summary>
    internal static class Topics
    {
        internal enum Fit
        {
            None,
            Across,
            Related,
            Exact,
        }

        internal static Fit Of(Wanted wanted, Candidate group) =>
            wanted.Topics.Count == 0 ? Fit.Exact
            : group.Topics.Length == 0 ? Fit.Across
            : group.Topics.Any(topic => wanted.Topics.Contains(topic)) ? Fit.Exact
            : group.Topics.Any(wanted.Related.Contains) ? Fit.Related
            : Fit.None;
    }
}
