using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.ActionLinks;

/// <summary>
/// How a body without an account works: a link in its neutral mail leads to its waiting list, where it acknowledges,
/// answers and hands over, by the very rules of the API. Who has a key asks for a link by that, to look in a browser.
/// Promises that to look at a link changes nothing, that it works once and opens a short session, that both end with
/// the address or the key behind them, that history tells what was done by one, and that no page sends anything to
/// anybody else. It refuses everything beside: no offers, no keys, nothing of the body itself.
/// </summary>
public static class ActionLinksModule
{
    public static IServiceCollection AddActionLinks(this IServiceCollection services) => services.AddLinkCookies();

    /// <summary>Under <c>/v1</c>: how whoever has a key comes to the pages.</summary>
    public static void MapDeskLink(this IEndpointRouteBuilder routes) => IssueDeskLink.Map(routes);

    /// <summary>Pages: at the root, since people read their addresses, and in no document of the API.</summary>
    public static void MapActionLinks(this IEndpointRouteBuilder routes)
    {
        var links = routes.MapGroup("/links").InOneTransaction().ExcludeFromDescription().AllowAnonymous();
        OpenLink.Map(links);
        UseLink.Map(links);
        RenewLink.Map(links);

        var waiting = routes
            .MapGroup("/waiting")
            .InOneTransaction()
            .WithFormMark()
            .ExcludeFromDescription()
            .RequiresLink();
        ListWaiting.Map(waiting);
        ReadWaiting.Map(waiting);
        AcknowledgeWaiting.Map(waiting);
        AnswerWaiting.Map(waiting);
        HandOverWaiting.Map(waiting);
        EndSession.Map(waiting);
    }
}
