using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentValidation;
using Matching.Access;
using Matching.Calendar;
using Matching.Database;
using Matching.Jobs;
using Matching.Places;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Bodies;

/// <summary>
/// For which municipalities a body answers and when, all of it anew. The national office alone decides it, because what
/// one body takes another loses. Its own coverage need not be whole: it is the last resort everywhere.
/// </summary>
public static class ReplaceCoverage
{
    private const int MostRows = 400,
        FurthestPriority = 1000;

    private const string Twice = "one municipality stands twice from the same day";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/bodies/{id:guid}/coverage", ExecuteAsync)
            .WithName("ReplaceCoverage")
            .WithSummary("The municipalities that a body answers for, from and until which day, and for which topics")
            .Example(
                """[{ "municipality": "3301", "from": "2027-01-01", "until": null, "priority": 0, "topics": null }]"""
            )
            .Requires(Role.NationalAdmin)
            .Validates<IReadOnlyList<CoverageRow>, Validator>()
            .Refuses([Problems.NotFound, Problems.TopicUnknown, .. ResolvePlace.Refusals]);

    public sealed class Validator : AbstractValidator<IReadOnlyList<CoverageRow>>
    {
        public Validator()
        {
            RuleFor(rows => rows.Count)
                .LessThanOrEqualTo(MostRows)
                .OverridePropertyName("coverage")
                .WithMessage($"at most {MostRows} rows");
            RuleFor(rows => rows)
                .Must(rows => rows.All(row => row is not null))
                .OverridePropertyName("coverage")
                .WithMessage("must not be null")
                .DependentRules(() =>
                {
                    RuleFor(rows => rows)
                        .Must(rows => rows.DistinctBy(row => (row.Municipality, row.From)).Count() == rows.Count)
                        .OverridePropertyName("coverage")
                        .WithMessage(Twice);
                    RuleForEach(rows => rows)
                        .ChildRules(row =>
                        {
                            row.RuleFor(r => r.Municipality).OneLine(10);
                            row.RuleFor(r => r.Until)
                                .Must((r, until) => until is null || until >= r.From)
                                .WithMessage("must not be before from");
                            row.RuleFor(r => r.Priority)
                                .InclusiveBetween(-FurthestPriority, FurthestPriority)
                                .WithMessage($"from -{FurthestPriority} to {FurthestPriority}");
                            row.RuleFor(r => r.Topics)
                                .Must(topics => topics is null || topics.Count > 0)
                                .WithMessage("name one at least, or null for every topic and none")
                                .Must(topics =>
                                    topics is null
                                    || topics.All(topic => topic is not null)
                                        && topics.Distinct().Count() == topics.Count
                                )
                                .WithMessage("one of them stands twice or is null");
                        })
                        .OverridePropertyName("coverage");
                });
        }
    }

    public static async Task<Results<Ok<IReadOnlyList<CoverageRow>>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        IReadOnlyList<CoverageRow> rows,
        IfMatch match,
        MatchingDb db,
        TopicNames names,
        Caller caller,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (!(await BodyOfCaller.FindAsync(db, caller, id, ct)).Is(out _, out var problem))
        {
            return problem;
        }

        if (match.Refusal(await CoverageRow.ReadAsync(db, id, names, ct)) is { } refusal)
        {
            return refusal;
        }

        var on = clock.Today();
        var numbers = rows.Select(row => row.Municipality).ToHashSet();
        var known = await db
            .Places.Where(place =>
                place.Kind == PlaceKind.Municipality && !place.Historical && numbers.Contains(place.Municipality!)
            )
            .Select(place => place.Municipality!)
            .ToHashSetAsync(ct);
        var coverage = new List<Coverage>(rows.Count);
        foreach (var (i, row) in rows.Index())
        {
            var municipality = row.Municipality;
            if (!known.Contains(municipality))
            {
                var field = $"coverage[{i}].municipality";
                if (!(await ResolvePlace.MunicipalityAsync(db, municipality, field, ct)).Is(out var today, out problem))
                {
                    return problem;
                }

                municipality = today.Place.Municipality!;
            }

            if (row.Until < on)
            {
                return Problems.Invalid.At($"coverage[{i}].until", "is over: leave the row out");
            }

            if (
                !(await names.ResolveAsync(db, row.Topics ?? [], $"coverage[{i}].topics", ct)).Is(
                    out var topics,
                    out problem
                )
            )
            {
                return problem;
            }

            var taken = row with { Municipality = municipality };
            if (coverage.Exists(other => (other.Municipality, other.FromDay) == (municipality, row.From)))
            {
                return Problems.Invalid.At($"coverage[{i}].municipality", Twice);
            }

            coverage.Add(taken.ToCoverage(id, row.Topics is null ? null : topics));
        }

        await db.Coverage.Where(row => row.Body == id).ExecuteDeleteAsync(ct);
        db.Coverage.AddRange(coverage);
        db.Note("coverage-replaced", id);
        await db.SaveChangesAsync(ct);
        await db.AnnounceAsync([new(Body.Changed, id, RandomId.New())], clock.GetUtcNow(), ct);
        return TypedResults.Ok(await CoverageRow.ReadAsync(db, id, names, ct));
    }
}
