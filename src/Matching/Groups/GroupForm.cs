using System;
using System.Collections.Generic;
using FluentValidation;
using Matching.Web;

namespace Matching.Groups;

/// <summary>A group as staff write it: all that the system does not count or decide by itself.</summary>
/// <param name="Topics">Slugs; none, or across-topics: a group across topics.</param>
/// <param name="Capacity">8 where nothing is said.</param>
/// <param name="Members">How many it is. Left out in a change: as it was, since every yes counts one more.</param>
/// <param name="Schedule">Null: not known yet.</param>
/// <param name="Languages">BCP 47 tags; bokmål where nothing is said.</param>
/// <param name="Contact">The private e-mail address of the group. It is never shown, so leaving it out keeps it; an
/// empty text removes it.</param>
/// <param name="Body">The body that answers for it; the caller's own where nothing is said.</param>
public sealed record GroupForm(
    string Name,
    GroupForm.Where Meeting,
    IReadOnlyList<string>? Topics = null,
    int? Capacity = null,
    int? Members = null,
    Joining Joining = Joining.ContactFirst,
    GroupForm.When? Schedule = null,
    IReadOnlyList<string>? Languages = null,
    GroupForm.Whom? Audience = null,
    string? Contact = null,
    Guid? Body = null
)
{
    /// <summary>Where it meets.</summary>
    /// <param name="Municipality">The municipality's number; of a digital group, that of the people who run it.</param>
    /// <param name="Longitude">With the latitude; the municipality's point where both are left out.</param>
    public sealed record Where(
        MeetingForm Form,
        string Municipality,
        string? Venue = null,
        string? Address = null,
        double? Longitude = null,
        double? Latitude = null,
        Visibility Visibility = Visibility.Area
    );

    /// <summary>When it meets.</summary>
    /// <param name="Start">The first meeting, wall-clock time in Oslo.</param>
    /// <param name="Pauses">In summer, at Christmas; none where nothing is said.</param>
    public sealed record When(
        string Rrule,
        string Start,
        int DurationMinutes,
        string TimeZone = Groups.Schedule.TimeZone,
        IReadOnlyList<PauseDays>? Pauses = null
    );

    /// <summary>Whom it is for.</summary>
    public sealed record Whom(Gender Gender = Gender.Any, IReadOnlyList<string>? AgeBands = null);

    public sealed class Validator : AbstractValidator<GroupForm>
    {
        public Validator()
        {
            RuleFor(form => form.Name).NotEmpty().OneLine(200);
            RuleFor(form => form.Topics).Must(topics => topics is not { Count: > 10 }).WithMessage("at most 10");
            RuleForEach(form => form.Topics).NotNull();
            RuleFor(form => form.Capacity).InclusiveBetween(2, 100);
            RuleFor(form => form.Members).InclusiveBetween(0, 100);
            RuleFor(form => form.Languages)
                .Must(languages => languages is not { Count: 0 or > 10 })
                .WithMessage("1 to 10");
            RuleForEach(form => form.Languages).NotNull().OneLine(35);
            RuleFor(form => form.Meeting.Municipality)
                .Matches("^[0-9]{4}$")
                .WithMessage("the number of a municipality has four digits");
            RuleFor(form => form.Meeting.Venue).OneLine(200);
            RuleFor(form => form.Meeting.Address).OneLine(200);
            RuleFor(form => form.Meeting.Latitude)
                .Must((form, latitude) => latitude is null == form.Meeting.Longitude is null)
                .WithMessage("goes with the longitude");
            RuleFor(form => form.Schedule!.Pauses)
                .Must(pauses => pauses is not { Count: > Groups.Schedule.MostPauses })
                .WithMessage("at most 10")
                .When(form => form.Schedule is not null);
            RuleForEach(form => form.Schedule!.Pauses).NotNull().When(form => form.Schedule is not null);
            RuleFor(form => form.Audience!.AgeBands)
                .SomeOf(Groups.AgeBands.All)
                .When(form => form.Audience is not null);
            RuleFor(form => form.Contact).OneMailbox().When(form => !string.IsNullOrEmpty(form.Contact));
        }
    }
}
