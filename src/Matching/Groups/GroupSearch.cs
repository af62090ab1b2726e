using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentValidation;
using Matching.Database;
using Matching.Places;
using Matching.Topics;
using Matching.Web;

namespace Matching.Groups;

/// <summary>Which groups somebody looks for, as she asks.</summary>
/// <param name="Topic">Slugs; a group with any of them. across-topics: those that have none.</param>
/// <param name="Place">Where to measure from, say municipality:3301.</param>
/// <param name="Near">The same as longitude,latitude.</param>
/// <param name="RadiusKm">No farther than this.</param>
/// <param name="Meeting">in-person, digital, hybrid or telephone.</param>
/// <param name="Weekday">mo to su.</param>
/// <param name="Language">BCP 47 tags; a group with any of them.</param>
/// <param name="State">forming and open, unless others are asked for.</param>
/// <param name="Limit">How many at most.</param>
/// <param name="Cursor">Where to go on: the <c>nextCursor</c> of the page before, or its <c>digitalCursor</c>.</param>
public sealed record GroupSearch(
    string[]? Topic = null,
    string? Place = null,
    string? Near = null,
    double? RadiusKm = null,
    string[]? Meeting = null,
    string[]? Weekday = null,
    string[]? Language = null,
    string[]? State = null,
    int? Limit = null,
    string? Cursor = null
) : IPaged
{
    private const int Most = 20;

    public sealed class Validator : AbstractValidator<GroupSearch>
    {
        public Validator()
        {
            RuleFor(search => search.Topic).Must(IsShort).WithMessage($"at most {Most}");
            RuleForEach(search => search.Topic).NotNull();
            RuleFor(search => search.Place).OneLine(100);
            RuleFor(search => search.Near)
                .OneLine(100)
                .Must((search, near) => near is null || search.Place is null)
                .WithMessage("place and near exclude each other");
            RuleFor(search => search.RadiusKm)
                .InclusiveBetween(1, 2000)
                .Must((search, radius) => radius is null || search.Place is not null || search.Near is not null)
                .WithMessage("needs a place or near to measure from");
            RuleFor(search => search.Meeting).SomeOf(Codes.All<MeetingForm>());
            RuleFor(search => search.Weekday).SomeOf(Schedule.Weekdays);
            RuleFor(search => search.State).SomeOf(Codes.All<GroupState>());
            RuleFor(search => search.Language).Must(IsShort).WithMessage($"at most {Most}");
            RuleForEach(search => search.Language).NotNull().OneLine(35);
        }

        private static bool IsShort(string[]? list) => list is not { Length: > Most };
    }

    /// <summary>The filter that this asks for.</summary>
    internal async Task<Outcome<GroupFilter>> FilterAsync(MatchingDb db, TopicNames topics, CancellationToken ct)
    {
        if (!(await topics.ResolveAsync(db, Topic ?? [], "topic", ct)).Is(out var topicIds, out var problem))
        {
            return problem;
        }

        return new GroupFilter(
            [.. topicIds.Distinct()],
            await topics.AcrossAsync(db, ct),
            State is { Length: > 0 }
                ? Array.ConvertAll(State, Codes.Parse<GroupState>)
                : [GroupState.Open, GroupState.Forming],
            Array.ConvertAll(Meeting ?? [], Codes.Parse<MeetingForm>),
            Weekday ?? [],
            Language ?? []
        );
    }

    /// <summary>Where this measures from; must name a place or a point.</summary>
    internal async Task<Outcome<Coordinates>> FromAsync(MatchingDb db, CancellationToken ct) =>
        Place is null ? ResolvePlace.Point(Near!, "near")
        : (await ResolvePlace.ByCodeAsync(db, Place, "place", ct)).Is(out var where, out var problem) ? where.Point
        : problem;
}
