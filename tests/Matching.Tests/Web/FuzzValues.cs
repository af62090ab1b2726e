using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;

namespace Matching.Tests.Web;

/// <summary>Values by a schema, and what somebody who means no good makes of good ones.</summary>
internal sealed class FuzzValues(Random chance, JsonNode schemas)
{
    private const int Deep = 12;

    private static readonly string[] Texts =
    [
        "",
        " ",
        "0",
        "-1",
        "true",
        "null",
        "grief",
        "municipality:3301",
        "postal-code:3015",
        "town:drammen",
        "county:33",
        "nb",
        "in-person",
        "2026-11-22",
        "2026-12-01T18:00:00",
        "9999-12-31",
        "0001-01-01",
        "10000-01-01",
        "2026-02-30",
        "FREQ=WEEKLY",
        "FREQ=DAILY;COUNT=99999999",
        "FREQ=SECONDLY",
        "https://body.example.org/",
        "someone@example.org",
        "a\u0000b",
        "\ud800",
        "\u202Eevil",
        "a\r\nBcc: x@example.org",
        "'; drop table groups; --",
        "%",
        "_",
        "\\",
        "{{7*7}}",
        "<script>",
        "../../etc/passwd",
        "${jndi:ldap://x}",
        "=cmd|' /C calc'!A0",
        "🙂",
        "Å\u030A",
        "11111111-1111-4111-8111-111111111111",
        "NaN",
        "1e999",
        "١٢٣",
    ];

    private static readonly double[] Numbers =
    [
        0,
        1,
        -1,
        2,
        30,
        0.5,
        -0.0,
        300,
        301,
        int.MaxValue,
        int.MinValue,
        (double)int.MaxValue + 1,
        long.MaxValue,
        1e300,
        -1e300,
        double.Epsilon,
    ];

    public T One<T>(IReadOnlyList<T> of) => of[chance.Next(of.Count)];

    public bool Rarely(double share) => chance.NextDouble() < share;

    public string Text() =>
        chance.Next(12) switch
        {
            0 => new string('x', One([100, 1001, 5000, 70_000])),
            1 => string.Concat(Enumerable.Range(0, chance.Next(1, 40)).Select(_ => (char)chance.Next(1, 0x3000))),
            _ => One(Texts),
        };

    /// <summary>Something of the form that a schema asks for, and now and then beyond its sense.</summary>
    public JsonNode? By(JsonNode schema, int depth = 0)
    {
        if (schema["$ref"] is { } reference)
        {
            return By(schemas[reference.GetValue<string>().Split('/')[^1]]!, depth);
        }

        if (schema["oneOf"] is JsonArray choices)
        {
            return By(One([.. choices])!, depth);
        }

        if (schema["enum"] is JsonArray values)
        {
            return One([.. values])?.DeepClone();
        }

        var type = schema["type"] is JsonArray types
            ? One([.. types])!.GetValue<string>()
            : schema["type"]?.GetValue<string>();
        return type switch
        {
            "null" or null => null,
            "boolean" => chance.Next(2) == 0,
            "integer" => (JsonNode)(Rarely(0.7) ? chance.Next(0, 40) : (long)Math.Clamp(One(Numbers), -9e18, 9e18)),
            "number" => Rarely(0.7) ? chance.NextDouble() * 100 : One(Numbers),
            "array" => new JsonArray([
                .. Enumerable
                    .Range(
                        0,
                        depth > Deep ? 0
                            : Rarely(0.02) ? 300
                            : chance.Next(4)
                    )
                    .Select(_ => By(schema["items"]!, depth + 1)),
            ]),
            "object" => new JsonObject(
                (schema["properties"] as JsonObject ?? [])
                    .Where(member => Rarely(0.6) || IsRequired(schema, member.Key))
                    .Select(member => KeyValuePair.Create(member.Key, By(member.Value!, depth + 1)))
            ),
            _ => schema["format"]?.GetValue<string>() switch
            {
                "uuid" => One([Guid.Empty, new Guid(chance.Next(), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)]).ToString(),
                "date" => $"20{chance.Next(20, 40)}-{chance.Next(1, 13):00}-{chance.Next(1, 29):00}",
                "date-time" => $"2026-{chance.Next(1, 13):00}-{chance.Next(1, 29):00}T18:00:00",
                _ => Text(),
            },
        };
    }

    /// <summary>The same with one thing changed somewhere.</summary>
    public JsonNode? Changed(JsonNode? good)
    {
        var root = new JsonObject { ["$"] = good?.DeepClone() };
        var places = Places(root).ToList();
        var (parent, key) = One(places);
        var wrong = Wrong();
        if (parent is JsonObject members)
        {
            if (Rarely(0.2) && key != "$")
            {
                members.Remove(key!);
            }
            else if (Rarely(0.1) && members[key!] is JsonObject inner)
            {
                inner["unknown" + chance.Next(3)] = wrong;
            }
            else
            {
                members[key!] = wrong;
            }
        }
        else if (parent is JsonArray items)
        {
            items[chance.Next(items.Count)] = wrong;
        }

        return root["$"]?.DeepClone();
    }

    /// <summary>What is no JSON of any form.</summary>
    public byte[] Torn(string good) =>
        chance.Next(9) switch
        {
            0 => [],
            1 => Encoding.UTF8.GetBytes(good[..(good.Length / 2)]),
            2 => Encoding.UTF8.GetBytes(good + good),
            3 => [.. Encoding.UTF8.GetBytes(good), 0xFF, 0xFE],
            4 => Encoding.UTF8.GetBytes("[" + good + "]"),
            5 => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 200))),
            6 => Encoding.UTF8.GetBytes(good.Replace("\"", "'", StringComparison.Ordinal)),
            7 => Encoding.Unicode.GetBytes(good),
            _ => Encoding.UTF8.GetBytes(
                good.StartsWith("{\"", StringComparison.Ordinal) && good.IndexOf(',') is > 0 and var comma
                    ? good[..comma] + "," + good[1..]
                    : "null"
            ),
        };

    private JsonNode? Wrong() =>
        chance.Next(8) switch
        {
            0 => null,
            1 => JsonValue.Create(chance.Next(2) == 0),
            2 => JsonValue.Create(One(Numbers)),
            3 => new JsonArray(),
            4 => new JsonObject(),
            5 => new JsonArray([.. Enumerable.Range(0, 120).Select(_ => JsonValue.Create(Text()))]),
            _ => JsonValue.Create(Text()),
        };

    private static bool IsRequired(JsonNode schema, string member) =>
        schema["required"] is JsonArray required && required.Any(name => name!.GetValue<string>() == member);

    private static IEnumerable<(JsonNode Parent, string? Key)> Places(JsonNode? node) =>
        node switch
        {
            JsonObject members => members.SelectMany(member =>
                Places(member.Value).Prepend((Parent: members, Key: member.Key))
            ),
            JsonArray { Count: > 0 } items => items.SelectMany(Places).Prepend((Parent: items, Key: null)),
            _ => [],
        };
}
