using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Matching.Embedding;

/// <summary>
/// The widget at work, the lines to copy, and all that a page may say to it. Costs the reader nothing: what she tries
/// there is asked as on any other page, and kept nowhere.
/// </summary>
public static class ShowEmbed
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/embed", Execute)
            .WithName("ShowEmbed")
            .WithSummary("The widget at work, and how other sites have it on their pages")
            .ExcludeFromDescription()
            .AllowAnonymous();

    public static RazorComponentResult<EmbedPage> Execute(Language language, IOptions<OwnAddress> own) =>
        new(new { Language = language, Host = own.Value.To() });
}
