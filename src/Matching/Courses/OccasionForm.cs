using System;
using System.Collections.Generic;
using System.Linq;
using FluentValidation;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Web;

namespace Matching.Courses;

/// <summary>A starter course or an information meeting as staff write it.</summary>
/// <param name="Kind">An information meeting is in-person or digital; a course may be for students as well.</param>
/// <param name="Sessions">A meeting has one, a course as many as it takes.</param>
/// <param name="Where">None of a digital one.</param>
/// <param name="SignUp">The body itself where nothing is said.</param>
/// <param name="Languages">BCP 47 tags; bokmål where nothing is said.</param>
/// <param name="Participants">How many took part, once it is over; the year's key figures add them up.</param>
/// <param name="Body">The body that holds it; the caller's own where nothing is said.</param>
public sealed record OccasionForm(
    OccasionKind Kind,
    string Title,
    IReadOnlyList<OccasionForm.Sitting> Sessions,
    OccasionForm.House? Where = null,
    OccasionForm.Enrolment? SignUp = null,
    IReadOnlyList<string>? Languages = null,
    Guid? Body = null,
    int? Participants = null
)
{
    internal const string CourseExample = """
        {
          "kind": "in-person", "title": "Igangsetterkurs i Drammen",
          "sessions": [{ "start": "2026-12-05T10:00:00", "durationMinutes": 360 }, { "start": "2026-12-06T10:00:00", "durationMinutes": 300 }],
          "where": { "place": "town:drammen", "venue": "Biblioteket" },
          "signUp": { "email": "kurs@example.org" }, "languages": ["nb"]
        }
        """;

    internal const string MeetingExample = """
        {
          "kind": "in-person", "title": "Hva er en selvhjelpsgruppe?",
          "sessions": [{ "start": "2026-12-01T18:00:00", "durationMinutes": 90 }],
          "where": { "place": "town:drammen", "venue": "Biblioteket" }, "languages": ["nb"]
        }
        """;

    private const int MostSessions = 20;

    internal IEnumerable<Session> Times =>
        Sessions.Select(session => new Session(WallClock.Read(session.Start)!.Value, session.DurationMinutes));

    internal string[] LanguagesOrUsual => Languages is { Count: > 0 } ? [.. Languages.Distinct()] : ["nb"];

    /// <param name="Start">Wall-clock time in Oslo, without an offset.</param>
    public sealed record Sitting(string Start, int DurationMinutes);

    /// <param name="Place">Say town:drammen.</param>
    public sealed record House(string Place, string? Venue = null, string? Address = null);

    public sealed record Enrolment(string? Url = null, string? Phone = null, string? Email = null);

    public sealed class Validator : AbstractValidator<OccasionForm>
    {
        public Validator()
        {
            RuleFor(form => form.Title).NotEmpty().OneLine(200);
            RuleFor(form => form.Sessions)
                .Must(sessions => sessions.Count is > 0 and <= MostSessions)
                .WithMessage($"from 1 to {MostSessions}")
                .Must(sessions => sessions.All(session => session is not null))
                .WithMessage("must not be null");
            RuleForEach(form => form.Sessions)
                .ChildRules(session =>
                {
                    session
                        .RuleFor(sitting => sitting.Start)
                        .Must(start => WallClock.Read(start) is { Year: >= 1990 and < 2200 })
                        .WithMessage("write it as wall-clock time in Oslo, without an offset: 2026-12-05T10:00:00");
                    session.RuleFor(sitting => sitting.DurationMinutes).InclusiveBetween(15, 1440);
                })
                .When(form => form.Sessions.All(session => session is not null));
            RuleFor(form => form.Where)
                .Must((form, where) => where is null == form.Kind is OccasionKind.Digital)
                .WithMessage("is needed, unless it is digital");
            RuleFor(form => form.Where!.Place).House().When(form => form.Where is not null);
            RuleFor(form => form.Where!.Venue).OneLine(200).When(form => form.Where is not null);
            RuleFor(form => form.Where!.Address).OneLine(200).When(form => form.Where is not null);
            RuleFor(form => form.SignUp!.Url).WebAddress().When(form => form.SignUp is not null);
            RuleFor(form => form.SignUp!.Phone).Phone().When(form => form.SignUp is not null);
            RuleFor(form => form.SignUp!.Email).OneMailbox().When(form => form.SignUp is not null);
            RuleFor(form => form.Languages).Languages();
            RuleFor(form => form.Participants).InclusiveBetween(0, 10_000);
        }
    }

    /// <summary>The same, for a meeting: what only a course can be is refused.</summary>
    public sealed class MeetingValidator : AbstractValidator<OccasionForm>
    {
        public MeetingValidator()
        {
            Include(new Validator());
            RuleFor(form => form.Kind).NotEqual(OccasionKind.Students).WithMessage("in-person or digital");
            RuleFor(form => form.Sessions).Must(sessions => sessions.Count < 2).WithMessage("a meeting has one");
        }
    }
}
