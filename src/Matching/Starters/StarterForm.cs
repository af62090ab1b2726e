using System;
using System.Collections.Generic;
using System.Linq;
using FluentValidation;
using Matching.Bodies;
using Matching.Web;

namespace Matching.Starters;

/// <summary>A starter as the staff of her body write her.</summary>
/// <param name="Name">Sealed; nobody but her body reads it, unless she consents.</param>
/// <param name="Home">Say town:drammen: a town, a municipality or a postal code, never an address.</param>
/// <param name="RadiusKm">How far from home she starts groups.</param>
/// <param name="Topics">Slugs; none, or across-topics: any.</param>
/// <param name="Languages">BCP 47 tags; bokmål where nothing is said.</param>
/// <param name="GroupsAtATime">How many groups she would start at a time.</param>
/// <param name="GroupsNow">How many she is with, but for those that she took by a request: these are counted by
/// themselves. Left out in a change: as it was.</param>
/// <param name="Email">Sealed; for her body only.</param>
/// <param name="Phone">Sealed; for her body only.</param>
/// <param name="Course">Id of the starter course that she took, where it is known here.</param>
/// <param name="CourseYear">The year in which she took one.</param>
/// <param name="CertifiedOn">The day of her certificate.</param>
/// <param name="ConsentedOn">The day she agreed to be shown to other bodies, by name but not how to reach her; left
/// out: she did not.</param>
/// <param name="Body">The body that she works with; the caller's own where nothing is said.</param>
public sealed record StarterForm(
    string Name,
    string Home,
    int RadiusKm = StarterForm.UsualRadiusKm,
    IReadOnlyList<string>? Topics = null,
    IReadOnlyList<string>? Languages = null,
    int GroupsAtATime = 1,
    int? GroupsNow = null,
    string? Email = null,
    string? Phone = null,
    Guid? Course = null,
    int? CourseYear = null,
    DateOnly? CertifiedOn = null,
    DateOnly? ConsentedOn = null,
    Guid? Body = null
)
{
    internal const string Example = """
        {
          "name": "Kari Eksempel", "email": "kari@example.org", "phone": "+47 99 99 99 99", "home": "town:drammen", "radiusKm": 40,
          "topics": ["grief", "next-of-kin"], "languages": ["nb", "en"], "groupsAtATime": 2, "groupsNow": 1,
          "courseYear": 2024, "certifiedOn": "2024-11-16", "consentedOn": "2026-11-01"
        }
        """;

    private const int UsualRadiusKm = 30;
    private const int FarthestKm = 300;

    public sealed class Validator : AbstractValidator<StarterForm>
    {
        public Validator()
        {
            RuleFor(form => form.Name).NotEmpty().OneLine(200);
            RuleFor(form => form.Home)
                .House()
                .Must(home => home is null || home.Split(':')[0] is "town" or "municipality" or "postal-code")
                .WithMessage("write it as town:drammen, municipality:3301 or postal-code:3015");
            RuleFor(form => form.RadiusKm).InclusiveBetween(1, FarthestKm);
            RuleFor(form => form.Topics)
                .Must(topics => topics is null || (topics.Count <= 20 && topics.All(topic => topic is not null)))
                .WithMessage("at most 20");
            RuleFor(form => form.Languages).Languages();
            RuleFor(form => form.GroupsAtATime).InclusiveBetween(1, 10);
            RuleFor(form => form.GroupsNow).InclusiveBetween(0, 100);
            RuleFor(form => form.Email).OneMailbox();
            RuleFor(form => form.Phone).Phone();
            RuleFor(form => form.CourseYear).InclusiveBetween(1990, 2100);
        }
    }
}
