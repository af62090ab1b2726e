using System;
using System.Collections.Generic;
using System.Linq;
using FluentValidation;
using Matching.Database;
using Matching.Groups;
using Matching.Web;

namespace Matching.Cohorts;

/// <summary>A cohort as staff write it. What is left out each participant says for herself.</summary>
/// <param name="Place">Where they would like to meet, say municipality:3301.</param>
/// <param name="Participants">How many want to go on.</param>
/// <param name="FinishesOn">The last day of the course.</param>
/// <param name="From">The day from which they want to go on; the last day of the course where nothing is said.</param>
/// <param name="Topics">Slugs, most important first; after a coping course where nothing is said.</param>
/// <param name="TravelKm">How far they would travel, in km.</param>
/// <param name="Times">When it suits them.</param>
/// <param name="Languages">BCP 47 tags.</param>
/// <param name="Meeting">The forms that suit them.</param>
public sealed record CohortForm(
    string Place,
    int Participants,
    DateOnly FinishesOn,
    DateOnly? From = null,
    IReadOnlyList<string>? Topics = null,
    int? TravelKm = null,
    IReadOnlyList<string>? Times = null,
    IReadOnlyList<string>? Languages = null,
    IReadOnlyList<string>? Meeting = null
)
{
    /// <summary>The topic of those who say no other.</summary>
    internal const string UsualTopic = "after-a-coping-course";

    internal const string Example = """
        {
          "place": "municipality:3301", "participants": 8, "finishesOn": "2026-12-10", "from": "2027-01-04",
          "topics": ["after-a-coping-course"], "travelKm": 30, "times": ["weekday-evening"], "languages": ["nb"],
          "meeting": ["in-person"]
        }
        """;

    private const int FewestParticipants = 2;
    private const int MostParticipants = 50;

    internal DateOnly FromDay => From ?? FinishesOn;

    // What an interest may say of the same.
    public sealed class Validator : AbstractValidator<CohortForm>
    {
        public Validator()
        {
            RuleFor(form => form.Place).OneLine(100);
            RuleFor(form => form.Participants)
                .InclusiveBetween(FewestParticipants, MostParticipants)
                .WithMessage($"{FewestParticipants} to {MostParticipants}");
            RuleFor(form => form.From)
                .Must((form, from) => from is null || from >= form.FinishesOn)
                .WithMessage("is before the course finishes");
            RuleFor(form => form.Topics)
                .Must(topics => topics is null || topics.Count <= 3)
                .WithMessage("at most 3")
                .Must(topics => topics is null || topics.All(topic => topic is not null))
                .WithMessage("must not be null")
                .Must(topics => topics is null || topics.Distinct().Count() == topics.Count)
                .WithMessage("one of them stands twice");
            RuleFor(form => form.TravelKm).InclusiveBetween(1, 300).WithMessage("1 to 300");
            RuleFor(form => form.Times).SomeOf(Groups.Schedule.AllTimes);
            RuleFor(form => form.Languages)
                .Must(tags => tags is null || (tags.Count <= 5 && tags.All(LanguageTag.IsKnown)))
                .WithMessage("at most five BCP 47 tags such as nb, nn, en, se, ar");
            RuleFor(form => form.Meeting).SomeOf(Codes.All<MeetingForm>());
        }
    }
}
