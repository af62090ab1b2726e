using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Matching.Web;

/// <summary>
/// <c>If-Match</c>: for which versions a change is meant, so that nobody writes over what somebody else wrote
/// meanwhile. A handler that takes it declares it, with its refusals, by that alone.
/// </summary>
public sealed class IfMatch : IEndpointParameterMetadataProvider
{
    private readonly StringValues _given;
    private readonly EntityTags _tags;

    private IfMatch(StringValues given, EntityTags tags) => (_given, _tags) = (given, tags);

    /// <summary>
    /// Why a change of what is stored now is refused; null where it is meant for that. What is stored must be locked,
    /// and read after that: of two changes at once that are meant for one version, the second is refused.
    /// </summary>
    public ProblemHttpResult? Refusal(object stored)
    {
        if (_given.Count == 0)
        {
            return Problems.PreconditionRequired.Because();
        }

        if (!EntityTagHeaderValue.TryParseStrictList([.. _given.OfType<string>()], out var tags))
        {
            return Problems.Invalid.At(HeaderNames.IfMatch, "not a list of entity tags: take it from ETag as it is");
        }

        var version = _tags.VersionOf(stored);
        return tags.Any(tag =>
            tag.Equals(EntityTagHeaderValue.Any) || (!tag.IsWeak && EntityTags.VersionIn(tag) == version)
        )
            ? null
            : Problems.PreconditionFailed.Because();
    }

    /// <summary>Read by minimal APIs for a handler's parameter.</summary>
    public static ValueTask<IfMatch> BindAsync(HttpContext context) =>
        ValueTask.FromResult(
            new IfMatch(context.Request.Headers.IfMatch, context.RequestServices.GetRequiredService<EntityTags>())
        );

    /// <summary>Read by minimal APIs for the route of a handler.</summary>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new IfMatchRoute());
        builder.Metadata.Add(new Refusals([Problems.PreconditionRequired, Problems.PreconditionFailed]));
    }
}

/// <summary>Marks a route that needs <c>If-Match</c>.</summary>
public sealed record IfMatchRoute;
