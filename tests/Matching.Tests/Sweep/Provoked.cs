using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Matching.Tests.Sweep;

/// <summary>A call that must fail, with something in it that nobody may keep.</summary>
/// <param name="Body">As it is sent; null: none.</param>
internal sealed record Provocation(
    string Method,
    string Path,
    byte[]? Body = null,
    string ContentType = "application/json",
    params (string Name, string Value)[] Headers
);

/// <summary>Calls that provoke an error each, by what is wrong with them.</summary>
internal static class Provoked
{
    private const string Interests = "/v1/interests";

    public static IReadOnlyDictionary<string, Provocation> All(Markers markers)
    {
        string Body() => markers.New("refused body");
        string Query() => markers.New("refused query");
        string Header() => markers.New("refused header");
        string Path() => markers.New("refused path");
        string Name() => markers.New("name of an unknown member");

        return new Dictionary<string, Provocation>(StringComparer.Ordinal)
        {
            ["a word for a body"] = Post(Body()),
            ["JSON that ends too soon"] = Post($$"""{"message":"{{Body()}}"""),
            ["JSON with something after it"] = Post($$"""{"consent":"2026-11"} {{Body()}}"""),
            ["an unknown member"] = Post($$"""{"{{Name()}}":"{{Body()}}","consent":"2026-11"}"""),
            ["an unknown member within"] = Post($$"""{"audience":{"{{Name()}}":1},"consent":"2026-11"}"""),
            ["a member twice"] = With(
                $$"""
                "message":"{{Body()}}","message":"{{Body()}}"
                """
            ),
            ["an object for a text"] = With(
                $$"""
                "message":{"{{Name()}}":"{{Body()}}"}
                """
            ),
            ["a text for a number"] = With($"\"travelKm\":\"{Body()}\""),
            ["a code that is none"] = With($"\"wish\":\"{Body()}\""),
            ["a text that is too long"] = With($"\"message\":\"{string.Concat(Enumerable.Repeat(Body(), 80))}\""),
            ["U+0000"] = With($"\"message\":\"{Body()}\\u0000\""),
            ["half a character"] = With($"\"message\":\"{Body()}\\ud800\""),
            ["UTF-8 that is none"] = new(
                "POST",
                Interests,
                [.. Bytes($$"""{"message":"{{Body()}}"""), 0xC3, 0x28, .. Bytes("\"}")]
            ),
            ["nested a hundred deep"] = With($"\"{Name()}\":{new string('[', 100)}\"{Body()}\"{new string(']', 100)}"),
            ["a hundred thousand bytes"] = Post($$"""{"message":"{{Body()}}{{new string('a', 100_000)}}"}"""),
            ["another content type"] = new("POST", Interests, Bytes($"message={Body()}"), "text/plain"),
            ["another character set"] = new("POST", Interests, Bytes(Body()), $"application/json; charset={Header()}"),
            ["an address that is none"] = With(
                $$"""
                "contact":{"email":"{{Body()}}"}
                """
            ),
            ["an address with a line break"] = With(
                $$"""
                "contact":{"email":"a@example.org\r\nBcc: {{Body()}}@example.org"}
                """
            ),
            ["an unknown topic"] = With($"\"topics\":[\"{Body()}\"]"),
            ["an unknown place"] = Post($$"""{"place":"town:{{Body()}}","consent":"2026-11"}"""),
            ["an unknown consent"] = Post($$"""{"place":"municipality:3301","consent":"{{Body()}}"}"""),
            ["an unknown cohort"] = Post($$"""{"cohort":"{{Body()}}","consent":"2026-11"}"""),
            ["an unknown path"] = new("GET", $"/v1/{Path()}/{Path()}"),
            ["a path that is no id"] = new("GET", $"/v1/groups/{Path()}"),
            ["a page that is none"] = new("GET", $"/links/{Path()}"),
            ["a method that nobody knows"] = new(markers.New("refused method").ToUpperInvariant(), "/v1/topics"),
            ["a method that it does not take"] = new("PATCH", $"{Interests}?{Query()}={Query()}", Bytes(Body())),
            ["an unknown parameter"] = new("GET", $"/v1/topics?{Query()}={Query()}"),
            ["a parameter twice"] = new("GET", $"/v1/places?q={Query()}&q={Query()}"),
            ["a parameter with U+0000"] = new("GET", $"/v1/places?q=%00{Query()}"),
            ["a cursor that is none"] = new("GET", $"/v1/groups?cursor={Query()}"),
            ["a point that is none"] = new("GET", $"/v1/groups?near={Query()},{Query()}"),
            ["a receipt that is none"] = By($"Receipt {Header()}", "/v1/interest"),
            ["a receipt that nobody has"] = By(
                $"Receipt {markers.LearnCode("unknown receipt", Matching.Interests.Receipt.New().ToString())}",
                "/v1/interest"
            ),
            ["a receipt for a key"] = By($"Receipt {Header()}", "/v1/desk/cases"),
            ["a key that is none"] = By($"Bearer mk_{Header()}", "/v1/desk/cases"),
            ["a scheme that is none"] = By($"{Header()} {Header()}", "/v1/desk/cases"),
            ["a name and a password"] = By($"Basic {Convert.ToBase64String(Bytes(Header()))}", "/v1/desk/cases"),
            ["an idempotency key that is none"] = Post(
                """{"place":"municipality:3301","consent":"2026-11"}""",
                ("Idempotency-Key", Header())
            ),
            ["another site"] = Post("{}", ("Origin", $"https://{Header()}.example.org")),
            ["a header that is too long"] = new(
                "GET",
                "/v1/topics",
                Headers: [("X-Long", Header() + new string('a', 40_000))]
            ),
            ["an address that is too long"] = new("GET", $"/v1/places?q={Query()}{new string('a', 9_000)}"),
            ["a mark that is none"] = new("PUT", "/v1/groups/none", Bytes("{}"), Headers: [("If-Match", Header())]),
            ["a proof that is none"] = Post("{}", ("Proof", Header())),
        };
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static Provocation Post(string body, params (string Name, string Value)[] headers) =>
        new("POST", Interests, Bytes(body), Headers: headers);

    private static Provocation With(string members) =>
        Post("{" + members + ""","place":"municipality:3301","consent":"2026-11"}""");

    private static Provocation By(string authorization, string path) =>
        new("GET", path, Headers: [("Authorization", authorization)]);
}
