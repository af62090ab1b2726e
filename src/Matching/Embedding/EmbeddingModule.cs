using Microsoft.AspNetCore.Routing;

namespace Matching.Embedding;

/// <summary>
/// The widget for pages of other sites (<c>widget.js</c> and what it is made of, which <c>scripts/assets</c> bundles
/// into <c>/embed/v1.js</c>) and the page that shows and describes it. Promises that what is written there keeps its
/// meaning for as long as it is called v1, that nothing is asked but our reading calls, and that neither topic nor
/// place stands in an address. It refuses to register anybody: that is a page of ours, opened on its own.
/// </summary>
public static class EmbeddingModule
{
    /// <summary>At the root, beside the other pages.</summary>
    public static void MapEmbedding(this IEndpointRouteBuilder routes) => ShowEmbed.Map(routes);
}
