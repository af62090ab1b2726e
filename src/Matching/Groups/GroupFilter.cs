using System.Linq;

namespace Matching.Groups;

/// <summary>Which groups somebody looks for, apart from where. An empty list lets everything through.</summary>
/// <param name="Topics">Any of these; that of groups across topics finds those without a topic.</param>
/// <param name="AcrossTopics">The id of the topic of groups across topics.</param>
public sealed record GroupFilter(
    short[] Topics,
    short AcrossTopics,
    GroupState[] States,
    MeetingForm[] Forms,
    string[] Weekdays,
    string[] Languages
)
{
    private static readonly MeetingForm[] AtAPlace = [MeetingForm.InPerson, MeetingForm.Hybrid];
    private static readonly MeetingForm[] AtADistance = [MeetingForm.Digital, MeetingForm.Telephone];
    private static readonly GroupState[] Joinable = [GroupState.Forming, GroupState.Open];

    /// <summary>Forms asked for that have a place to come to.</summary>
    public MeetingForm[] FormsAtAPlace => Forms.Length == 0 ? AtAPlace : [.. AtAPlace.Intersect(Forms)];

    /// <summary>Forms asked for that are reached from anywhere.</summary>
    public MeetingForm[] FormsAtADistance => Forms.Length == 0 ? AtADistance : [.. AtADistance.Intersect(Forms)];

    /// <summary>The groups of some forms that fit.</summary>
    public IQueryable<SelfHelpGroup> Of(IQueryable<SelfHelpGroup> groups, MeetingForm[] forms)
    {
        var across = Topics.Contains(AcrossTopics);
        var (topics, states, weekdays, languages) = (Topics, States, Weekdays, Languages);
        groups = groups.Where(group => forms.Contains(group.Form) && states.Contains(group.State));
        if (!forms.Except(AtADistance).Any() && !states.Except(Joinable).Any())
        {
            // Written out as the index groups_remote has it: a prepared query does not know what its values will be.
            groups = groups.Where(group =>
                (group.Form == MeetingForm.Digital || group.Form == MeetingForm.Telephone)
                && (group.State == GroupState.Forming || group.State == GroupState.Open)
            );
        }

        groups =
            Topics.Length == 0
                ? groups
                : groups.Where(group =>
                    group.Topics.Any(topic => topics.Contains(topic)) || (across && group.Topics.Length == 0)
                );
        groups = Weekdays.Length == 0 ? groups : groups.Where(group => weekdays.Contains(group.Weekday));
        return Languages.Length == 0
            ? groups
            : groups.Where(group => group.Languages.Any(language => languages.Contains(language)));
    }
}
