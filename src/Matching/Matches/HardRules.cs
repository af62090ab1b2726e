using System.Linq;
using Matching.Database;
using Matching.Groups;

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
        : !FormWanted(wanted, group) ? "form"
        : !wanted.Languages.Select(Spoken).Intersect(group.Languages.Select(Spoken)).Any() ? "language"
        : group.Gender != Gender.Any && group.Gender != wanted.Gender ? "gender"
        : group.AgeBands.Length > 0 && !group.AgeBands.Contains(wanted.AgeBand) ? "age"
        : wanted.Noes.Contains(group.GroupId) ? "said-no"
        : null;

    // A hybrid group is where it meets, for those who come, and at a distance for those who do not.
    private static bool FormWanted(Wanted wanted, Candidate group) =>
        wanted.Meeting.Contains(Codes.Of(group.Form))
        || (group.Form == MeetingForm.Hybrid && (wanted.Meeting.Contains("in-person") || wanted.Meeting.Contains("digital")));

    // Bokmål and nynorsk are written forms of one spoken language.
    private static string Spoken(string language) => language is "nn" or "no" ? "nb" : language;

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
