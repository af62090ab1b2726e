using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Seeking;

/// <summary>
/// The search: what is asked goes by POST and stands in no address. A link from elsewhere may carry a topic and a place
/// to begin with.
/// </summary>
public static class SeekGroups
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", LookAsync).WithName("LookAround").IsSameForAll().WithSummary("The search");
        routes
            .MapPost("/", SeekAsync)
            .WithName("SeekGroups")
            .IsCompressed()
            .WithSummary("Groups, who answers, and the way to the form")
            .WithMetadata(new SearchRoute());
    }

    public static async Task<RazorComponentResult<SearchPage>> LookAsync(
        string? topic,
        string? place,
        MatchingDb db,
        TopicNames names,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    ) =>
        Page(
            language,
            await Findings.OfAsync(
                new(new(Trimmed(topic)), new(Trimmed(place)), IsNew: topic is null && place is null),
                db,
                names,
                clock,
                language,
                ct
            )
        );

    public static async Task<RazorComponentResult<SearchPage>> SeekAsync(
        Sent sent,
        MatchingDb db,
        TopicNames names,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    ) => Page(language, await Findings.OfAsync(Wanted.Of(sent), db, names, clock, language, ct));

    private static RazorComponentResult<SearchPage> Page(Language language, Findings found) =>
        new(new { Language = language, Found = found });

    private static string? Trimmed(string? text) => text?.Trim() is { Length: > 0 } some ? some : null;
}
