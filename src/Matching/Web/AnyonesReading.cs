using System.Collections.Generic;
using System.Linq;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Matching.Web;

/// <summary>A route that anyone may read, but that only our own pages have a use for.</summary>
public sealed record OwnPagesRoute;

/// <summary>What anyone may ask and nothing comes of: open to pages of registered sites too.</summary>
public static class AnyonesReading
{
    /// <summary>Whether a route with this metadata is one.</summary>
    public static bool Is(IEnumerable<object> route)
    {
        var facts = route.ToList();
        return facts.OfType<IAllowAnonymous>().Any()
            && !facts.OfType<ReceiptRoute>().Any()
            && !facts.OfType<OwnPagesRoute>().Any()
            && (
                facts.OfType<SearchRoute>().Any()
                || facts.OfType<IHttpMethodMetadata>().LastOrDefault()?.HttpMethods is [{ } only]
                    && HttpMethods.IsGet(only)
            );
    }
}
