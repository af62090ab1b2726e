using System;
using System.Collections.Generic;
using System.Linq;
using FluentValidation;
using Matching.Database;
using Matching.Groups;
using Matching.Interests;
using Matching.Web;

namespace Matching.Registration;

/// <summary>
/// What somebody who seeks fills in. Only where to meet, and that she agreed, is needed; with the code of a cohort only
/// the latter: what she leaves out is then as the cohort says.
/// </summary>
/// <param name="Consent">The version of the text that she agreed to.</param>
/// <param name="Place">Where she would like to meet; not where she lives.</param>
/// <param name="Topics">Slugs, most important first; none: without saying why.</param>
/// <param name="TellLocal">Whether the nearest contact point may know; then the municipality itself is kept.</param>
/// <param name="TravelKm">How far she would travel, in km; 30 where nothing is said.</param>
/// <param name="Meeting">The forms that suit her.</param>
/// <param name="Times">When it suits her; none: at any time.</param>
/// <param name="Message">To the body that answers; encrypted.</param>
/// <param name="Contact">An address for one neutral line when there is something new; encrypted.</param>
/// <param name="Cohort">The code that she got at the end of a coping course; it works once, and is not kept.</param>
public sealed record InterestForm(
    string Consent,
    string? Place = null,
    IReadOnlyList<string>? Topics = null,
    bool TellLocal = false,
    int? TravelKm = null,
    IReadOnlyList<string>? Meeting = null,
    Wish Wish = Wish.Join,
    IReadOnlyList<string>? Languages = null,
    IReadOnlyList<string>? Times = null,
    InterestForm.Company? Audience = null,
    string? Message = null,
    InterestForm.Address? Contact = null,
    string? Cohort = null
)
{
    internal const string Example = """
        {
          "topics": ["next-of-kin-addiction"], "place": "municipality:3301", "tellLocal": false, "travelKm": 30,
          "meeting": ["in-person", "digital"], "wish": "join", "languages": ["nb"], "times": ["weekday-evening"],
          "audience": { "gender": "any", "ageBand": "26-40" }, "message": "Jeg vil gjerne snakke med noen som vet hvordan det er.",
          "consent": "2026-11"
        }
        """;

    private const int UsualTravelKm = 30;
    private const int FarthestTravelKm = 300;
    private const int MostTopics = 3;
    private static readonly string[] AnyMeeting = ["in-person", "digital", "telephone"];
    private static readonly string[] UsualLanguages = ["nb"];

    /// <param name="Gender">Her own, if she wants to say: groups for women or men only fit those who did.</param>
    /// <param name="AgeBand">Her own, if she wants to say.</param>
    public sealed record Company(Gender Gender = Gender.Any, string? AgeBand = null);

    public sealed record Address(string? Email = null, string? Phone = null);

    internal int TravelKmOrUsual => TravelKm ?? UsualTravelKm;

    internal string[] MeetingOrAny => Meeting is { Count: > 0 } ? [.. Meeting] : AnyMeeting;

    internal string[] LanguagesOrUsual => Languages is { Count: > 0 } ? [.. Languages] : UsualLanguages;

    internal Company AudienceOrAny => Audience ?? new();

    public sealed class Validator : AbstractValidator<InterestForm>
    {
        public Validator()
        {
            RuleFor(form => form.Place)
                .OneLine(100)
                .Must((form, place) => place is not null || form.Cohort is not null)
                .WithMessage("is needed, unless the code of a cohort stands for it");
            RuleFor(form => form.Cohort).OneLine(100);
            RuleFor(form => form.Consent).OneLine(20);
            RuleFor(form => form.Topics)
                .Must(topics => topics is null || topics.Count <= MostTopics)
                .WithMessage($"at most {MostTopics}")
                .Must(topics => topics is null || topics.All(topic => topic is not null))
                .WithMessage("must not be null")
                .Must(topics => topics is null || topics.Distinct().Count() == topics.Count)
                .WithMessage("one of them stands twice");
            RuleFor(form => form.TravelKm)
                .InclusiveBetween(1, FarthestTravelKm)
                .WithMessage($"1 to {FarthestTravelKm}");
            RuleFor(form => form.Meeting).SomeOf(Codes.All<MeetingForm>());
            RuleFor(form => form.Times).SomeOf(Groups.Schedule.AllTimes);
            RuleFor(form => form.Wish).IsInEnum();
            RuleFor(form => form.Languages)
                .Must(tags => tags is null || (tags.Count <= 5 && tags.All(LanguageTag.IsKnown)))
                .WithMessage("at most five BCP 47 tags such as nb, nn, en, se, ar");
            RuleFor(form => form.Audience!.AgeBand).OneOf(AgeBands.All).When(form => form.Audience is not null);
            RuleFor(form => form.Message).PlainText(Conversation.LongestMessage);
            RuleFor(form => form.Contact!.Email).OneMailbox().When(form => form.Contact is not null);
        }
    }

    /// <summary>The same for a correction: a code is for registering.</summary>
    public sealed class CorrectionValidator : AbstractValidator<InterestForm>
    {
        public CorrectionValidator()
        {
            Include(new Validator());
            RuleFor(form => form.Cohort).Null().WithMessage("is for registering");
        }
    }
}
