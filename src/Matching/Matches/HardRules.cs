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
    /// <summary>A rule that is about the group's places alone, and not about the pair.</summary>
    public const string NoFreePlace = "no-free-place";

    /// <summary>A rule's code: too far away.</summary>
    public const string OutOfReach = "out-of-reach";

    /// <summary>A rule's code: the person said no to it not long ago.</summary>
    public const string SaidNo = "said-no";

    /// <summary>The first rule that keeps the pair apart, as a code; null where the group fits.</summary>
    public static string? Broken(Wanted wanted, Candidate group) => AllBroken(wanted, group).FirstOrDefault();

    /// <summary>Every rule that keeps the pair apart, as codes; none where the group fits.</summary>
    public static IEnumerable<string> AllBroken(Wanted wanted, Candidate group)
    {
        if (group.FreePlaces < 1)
        {
            yield return NoFreePlace;
        }

        if (!group.MeetsAtADistance && group.KmFrom > wanted.TravelKm)
        {
            yield return OutOfReach;
        }

        if (Topics.Of(wanted, group) == Topics.Fit.None)
        {
            yield return "topic";
        }

        if (!IsWanted(group.Form, wanted.Meeting))
        {
            yield return "form";
        }

        if (!LanguageTag.Understood(wanted.Languages).Intersect(group.Languages).Any())
        {
            yield return "language";
        }

        if (group.Gender != Gender.Any && group.Gender != wanted.Gender)
        {
            yield return "gender";
        }

        if (group.AgeBands.Length > 0 && !group.AgeBands.Contains(wanted.AgeBand))
        {
            yield return "age";
        }

        if (wanted.Noes.Contains(group.GroupId))
        {
            yield return SaidNo;
        }
    }

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
