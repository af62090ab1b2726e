using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Mime;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Matching.Web;

/// <summary>
/// What browsers get beside pages: styles, scripts and the widget, as <c>scripts/assets</c> built them, carried in the
/// program and compressed beforehand. A name with a hash in it may be kept for good.
/// </summary>
public static class BrowserFiles
{
    private const string Root = "wwwroot/";

    // The widget is named by other sites: what is new in it must arrive within the hour.
    private const string ForGood = "public, max-age=31536000, immutable",
        ForAnHour = "public, max-age=3600";

    private static readonly FrozenDictionary<string, byte[]> Files = Load();
    private static readonly FrozenDictionary<string, string> Addresses = JsonSerializer
        .Deserialize<Dictionary<string, string>>(Files["manifest.json"])!
        .ToFrozenDictionary(StringComparer.Ordinal);

    // Of what is asked for by itself; weak, since its compressed forms have the same.
    private static readonly FrozenDictionary<string, EntityTagHeaderValue> Tags = Files
        .Where(file => Path.GetExtension(file.Key) is ".css" or ".js")
        .ToFrozenDictionary(
            file => file.Key,
            file => new EntityTagHeaderValue(
                $"\"{WebEncoders.Base64UrlEncode(SHA256.HashData(file.Value).AsSpan(0, 12))}\"",
                isWeak: true
            ),
            StringComparer.Ordinal
        );

    /// <summary>Where a style or script is, by its own name: <c>pages.css</c>.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public static string Address(string name) => Addresses[name];

    /// <summary>How large a file is once it is compressed, in bytes.</summary>
    internal static int CompressedSize(string path) => Files[path + ".br"].Length;

    public static void MapBrowserFiles(this IEndpointRouteBuilder routes)
    {
        Declare(
            routes
                .MapGet("/assets/{file}", (string file, HttpContext http) => Answer(http, "assets/" + file, ForGood))
                .WithName("ReadBrowserFile")
        );
        Declare(
            routes
                .MapGet(
                    "/embed/v1.js",
                    (HttpContext http) =>
                    {
                        // A page of another origin loads it as a script of its own.
                        http.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
                        return Answer(http, "embed/v1.js", ForAnHour);
                    }
                )
                .WithName("ReadWidget")
        );
    }

    private static void Declare(RouteHandlerBuilder route) =>
        route.WithMetadata(new OwnPagesRoute()).ExcludeFromDescription().AllowAnonymous();

    private static Results<FileContentHttpResult, ProblemHttpResult> Answer(HttpContext http, string path, string keep)
    {
        if (!Tags.TryGetValue(path, out var tag))
        {
            return Problems.NotFound.Because();
        }

        var headers = http.Response.Headers;
        headers.CacheControl = keep;
        headers.Vary = HeaderNames.AcceptEncoding;
        return TypedResults.Bytes(Compressed(http, path), TypeOf(path), entityTag: tag);
    }

    private static byte[] Compressed(HttpContext http, string path)
    {
        var taken = http.Request.Headers.GetCommaSeparatedValues(HeaderNames.AcceptEncoding);
        foreach (var (coding, suffix) in new[] { ("br", ".br"), ("gzip", ".gz") })
        {
            if (taken.Contains(coding, StringComparer.OrdinalIgnoreCase))
            {
                http.Response.Headers.ContentEncoding = coding;
                return Files[path + suffix];
            }
        }

        return Files[path];
    }

    private static string TypeOf(string path) =>
        (Path.GetExtension(path) is ".css" ? MediaTypeNames.Text.Css : MediaTypeNames.Text.JavaScript)
        + "; charset=utf-8";

    private static FrozenDictionary<string, byte[]> Load()
    {
        var home = Assembly.GetExecutingAssembly();
        return home.GetManifestResourceNames()
            .Where(name => name.StartsWith(Root, StringComparison.Ordinal))
            .ToFrozenDictionary(
                name => name[Root.Length..],
                name =>
                {
                    using var stream = home.GetManifestResourceStream(name)!;
                    using var bytes = new MemoryStream();
                    stream.CopyTo(bytes);
                    return bytes.ToArray();
                },
                StringComparer.Ordinal
            );
    }
}
