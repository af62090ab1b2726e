using System;
using System.Text.Json;
using Matching.Sealing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Matching.Web;

/// <summary>
/// An answer about something that a PUT writes anew, and that shows more of it or less. An answer that is just what its
/// PUT takes need not say this: it is its own version.
/// </summary>
public interface IVersioned
{
    /// <summary>What is stored of it: as long as that stays the same, so does its version.</summary>
    object? Stored { get; }
}

/// <summary>
/// <c>ETag</c>: <c>"VERSION.DIGEST"</c>. The version is that of what is stored, and <see cref="IfMatch"/> asks for it
/// alone: a passing day, which changes the next meetings of a group, refuses nobody. The digest is that of the answer
/// as this caller reads it, and <c>If-None-Match</c> asks for both. Both are made under a secret: where a group of
/// which only the municipality is public meets could else be guessed from the version.
/// </summary>
public sealed class EntityTags(Secrets secrets, IOptions<JsonOptions> json)
{
    private const int Bytes = 12;

    /// <summary>The version of something.</summary>
    /// <param name="stored">What is stored of it, or an answer that shows all of that.</param>
    public string VersionOf(object stored) => Digest(Write(stored));

    /// <summary>The version that a tag names.</summary>
    public static string VersionIn(EntityTagHeaderValue tag) => tag.Tag.ToString().Trim('"').Split('.')[0];

    /// <summary>An answer as it leaves, and its tag.</summary>
    internal (byte[] Json, string Tag) Of(object answer)
    {
        var written = Write(answer);
        var digest = Digest(written);
        var version = answer is IVersioned { Stored: { } stored } ? VersionOf(stored) : digest;
        return (written, $"\"{version}.{digest}\"");
    }

    private byte[] Write(object value) =>
        JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), json.Value.SerializerOptions);

    private string Digest(byte[] written) =>
        WebEncoders.Base64UrlEncode(secrets.Fingerprint("entity-tag", written).AsSpan(0, Bytes));
}

/// <summary>Puts the tags on answers.</summary>
public static class TaggedAnswers
{
    private const string Json = "application/json; charset=utf-8";

    /// <summary>
    /// Every reading call of this group is answered with its tag, and with 304 where the caller has that already; but
    /// not what people and the desk read, which is kept nowhere. A writing call that answers with the new version tells
    /// its tag. What was asked for says something of whoever asked: only an answer that everybody gets may be kept by
    /// caches, which must ask each time. Must stand before <see cref="OneTransaction"/>.
    /// </summary>
    public static RouteGroupBuilder WithEntityTags(this RouteGroupBuilder routes) =>
        routes.AddEndpointFilter(
            async (call, next) =>
            {
                var result = await next(call);
                var http = call.HttpContext;
                var reads = IsTagged(http.Request.Method, http.Request.Path);
                if (
                    ResultFacts.StatusOf(result) >= StatusCodes.Status300MultipleChoices
                    || (ResultFacts.Unwrap(result) as IValueHttpResult)?.Value is not { } answer
                    || !(reads || answer is IVersioned || TakesIfMatch(http))
                )
                {
                    return result;
                }

                var (json, tag) = http.RequestServices.GetRequiredService<EntityTags>().Of(answer);
                var headers = http.Response.Headers;
                headers.ETag = tag;
                if (!reads)
                {
                    return result;
                }

                headers.Append(HeaderNames.Vary, "Authorization, Accept-Language");
                if (IsForEverybody(http))
                {
                    headers.CacheControl = "no-cache";
                }

                // That a call would write over something is asked of writing calls.
                http.Request.Headers.Remove(HeaderNames.IfMatch);
                return TypedResults.Bytes(json, Json, entityTag: EntityTagHeaderValue.Parse(tag));
            }
        );

    /// <summary>Whether an answer to this carries a tag and may be 304.</summary>
    internal static bool IsTagged(string method, PathString path) =>
        HttpMethods.IsGet(method) && !HttpEdges.IsPrivate(path);

    // What needs a key, a starter's name say, must not stay on the disk of whoever read it.
    private static bool IsForEverybody(HttpContext http) =>
        http.Request.RouteValues.Count == 0
        && !http.Request.QueryString.HasValue
        && http.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    private static bool TakesIfMatch(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<IfMatchRoute>() is not null;
}
