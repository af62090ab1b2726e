using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Bodies;

/// <summary>A row of a body's coverage, past and coming ones too.</summary>
/// <param name="Municipality">Its number.</param>
/// <param name="From">The first day.</param>
/// <param name="Until">The last day; null for the time being.</param>
/// <param name="Priority">Where bodies of one rank overlap, the larger number answers first.</param>
/// <param name="Topics">Just these, and not an interest without a topic; null for every topic and none.</param>
public sealed record CoverageRow(
    string Municipality,
    DateOnly From,
    DateOnly? Until = null,
    int Priority = 0,
    IReadOnlyList<string>? Topics = null
)
{
    internal Coverage ToCoverage(Guid body, short[]? topics) =>
        new()
        {
            Body = body,
            Municipality = Municipality,
            FromDay = From,
            UntilDay = Until,
            Priority = Priority,
            Topics = topics,
        };

    internal static CoverageRow Of(Coverage row, IReadOnlyDictionary<short, NamedTopic> topics) =>
        new(
            row.Municipality,
            row.FromDay,
            row.UntilDay,
            row.Priority,
            row.Topics?.Select(id => topics[id].Slug).ToArray()
        );

    internal static async Task<IReadOnlyList<CoverageRow>> ReadAsync(
        MatchingDb db,
        Guid body,
        TopicNames names,
        CancellationToken ct
    )
    {
        var all = await names.AllAsync(db, ct);
        var rows = await db
            .Coverage.AsNoTracking()
            .Where(row => row.Body == body)
            .OrderBy(row => row.Municipality)
            .ThenBy(row => row.FromDay)
            .ToListAsync(ct);
        return rows.ConvertAll(row => Of(row, all));
    }
}

/// <summary>A body's whole coverage as it is replaced, for its own staff.</summary>
public static class ReadCoverage
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/bodies/{id:guid}/coverage", ExecuteAsync)
            .WithName("ReadCoverage")
            .WithSummary("The whole coverage of a body, with days, priorities and topics")
            .Requires(Role.Coordinator)
            .Refuses(Problems.NotFound);

    public static async Task<Results<Ok<IReadOnlyList<CoverageRow>>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        MatchingDb db,
        TopicNames names,
        Caller caller,
        CancellationToken ct
    ) =>
        caller.MayActFor(id) && await db.Bodies.AnyAsync(body => body.Id == id, ct)
            ? TypedResults.Ok(await CoverageRow.ReadAsync(db, id, names, ct))
            : Problems.NotFound.Because();
}
