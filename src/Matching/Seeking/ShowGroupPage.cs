using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Groups;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Seeking;

/// <summary>One group on a page of its own, as anybody may see it: <see cref="ShowGroup"/>.</summary>
public static class ShowGroupPage
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/groups/{id:guid}", ExecuteAsync)
            .WithName("ShowGroupPage")
            .IsSameForAll()
            .WithSummary("One group");

    public static async Task<Results<RazorComponentResult<GroupPage>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        MatchingDb db,
        TopicNames topics,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    ) =>
        await GroupView.ReadAsync(db, topics, clock, [new(id, null)], ct) is [var group]
            ? new RazorComponentResult<GroupPage>(
                new
                {
                    Language = language,
                    Group = group,
                    Named = new TopicNamed(await topics.AllAsync(db, ct), language),
                }
            )
            : Problems.NotFound.Because();
}
