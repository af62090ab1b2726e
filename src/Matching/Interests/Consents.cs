using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Matching.Database;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Interests;

/// <summary>
/// The text that a person agrees to, by version, from <c>db/seed/consents.json</c>; the current one and the one before
/// count.
/// </summary>
public static class Consents
{
    private static readonly File Known = JsonSerializer.Deserialize<File>(
        Scripts.Read("seed/consents.json"),
        JsonSerializerOptions.Web
    )!;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/consents/current", Execute)
            .WithName("ReadConsent")
            .IsSameForAll()
            .WithSummary("The text agreed to, per language, and its version")
            .AllowAnonymous();

    /// <summary>The version that a new registration names.</summary>
    public static string Current => Known.Current;

    /// <summary>Whether a registration may name this version.</summary>
    public static bool IsAccepted(string version) => Known.Accepted.Contains(version);

    /// <summary>The current text in a language; what is not there in it is read in the next one.</summary>
    public static string Text(Language language) =>
        Known.Texts[Known.Current] is var texts ? texts[language.Fallback.First(texts.ContainsKey)] : "";

    /// <param name="Version">What a registration sends as <c>consent</c>.</param>
    /// <param name="Texts">The text by language.</param>
    public sealed record Response(string Version, IReadOnlyDictionary<string, string> Texts);

    public static Ok<Response> Execute() => TypedResults.Ok(new Response(Known.Current, Known.Texts[Known.Current]));

    private sealed record File(
        string Current,
        IReadOnlyList<string> Accepted,
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Texts
    );
}
