using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentValidation;
using Matching.Database;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Topics;

/// <summary>
/// The topics as a tree, or those that a word means, best first; all at once, because there are some dozens. Costs the
/// caller nothing: nothing is kept of what was asked, and the POST form keeps it out of addresses that others log.
/// </summary>
public static class FindTopics
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        Declare(routes.MapGet("/topics", ExecuteAsync).WithName("FindTopics").IsSameForAll());
        Declare(routes.MapPost("/topics/search", SearchAsync).WithName("SearchTopics"))
            .WithMetadata(new SearchRoute())
            .Example("""{ "q": "sorggruppe", "lang": "nb" }""");
    }

    /// <param name="Q">What somebody typed.</param>
    /// <param name="Lang">The language of <c>name</c>: nb, nn, en or se.</param>
    public sealed record Request(string? Q = null, string? Lang = null);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(request => request.Q).OneLine(100);
            RuleFor(request => request.Lang).OneOf(TopicNames.Languages);
        }
    }

    public sealed record Response(IReadOnlyList<TopicItem> Items);

    /// <param name="Topic">The slug by which other calls take it.</param>
    /// <param name="Name">Its name in the language asked for, or the nearest to that.</param>
    /// <param name="Children">Narrower topics; empty in the answer to a search.</param>
    public sealed record TopicItem(
        string Topic,
        string? Parent,
        string Name,
        IReadOnlyDictionary<string, string> Names,
        IReadOnlyDictionary<string, string[]> Synonyms,
        IReadOnlyList<TopicItem> Children
    );

    public static async Task<Ok<Response>> ExecuteAsync(
        [AsParameters] Request request,
        MatchingDb db,
        TopicNames names,
        CancellationToken ct
    )
    {
        var topics = await names.AllAsync(db, ct);
        if (string.IsNullOrEmpty(request.Q))
        {
            return TypedResults.Ok(new Response(Below(null)));
        }

        var found = (await names.SearchAsync(db, ct)).Find(request.Q);
        return TypedResults.Ok(new Response([.. found.Select(topic => Item(topic, []))]));

        IReadOnlyList<TopicItem> Below(short? parent) =>
            [
                .. topics
                    .Values.Where(topic => topic.Parent == parent)
                    .OrderBy(topic => topic.Id)
                    .Select(topic => Item(topic, Below(topic.Id))),
            ];

        TopicItem Item(NamedTopic topic, IReadOnlyList<TopicItem> children) =>
            new(
                topic.Slug,
                topic.Parent is { } parent ? topics[parent].Slug : null,
                topic.Name(request.Lang),
                topic.Names,
                topic.Synonyms,
                children
            );
    }

    private static Task<Ok<Response>> SearchAsync(
        Request request,
        MatchingDb db,
        TopicNames names,
        CancellationToken ct
    ) => ExecuteAsync(request, db, names, ct);

    private static RouteHandlerBuilder Declare(RouteHandlerBuilder route) =>
        route
            .WithSummary("Topics as a tree, or by synonym, misspelling and compound")
            .Validates<Request, Validator>()
            .AllowAnonymous();
}
