using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Matching.Tests.Support;

namespace Matching.Tests.Web;

/// <summary>A request, and how it is told of where its answer is wrong.</summary>
internal sealed record FuzzRequest(ServedCall Call, HttpRequestMessage Message, string Told);

/// <summary>Makes requests to a call: good ones, nearly good ones, and all others.</summary>
internal sealed class FuzzRequests(FuzzWorld world, FuzzValues values, Random chance)
{
    // What a parameter of this name is mostly asked for.
    private static readonly Dictionary<string, string[]> Good = new(StringComparer.Ordinal)
    {
        ["topic"] = ["grief", "next-of-kin", "anxiety", "next-of-kin-addiction"],
        ["place"] = ["municipality:3301", "postal-code:3015", "county:33", "town:drammen", "postal-code:1305"],
        ["near"] = ["10.20,59.74", "25.1,70.3", "59.74,10.20"],
        ["q"] = ["sorggruppe", "drammen", "os", "nordre follo"],
        ["lang"] = ["nb", "nn", "en", "se"],
        ["language"] = ["nb", "nn", "en"],
        ["meeting"] = ["in-person", "digital", "hybrid", "telephone"],
        ["weekday"] = ["monday", "tuesday"],
        ["state"] = ["open", "forming", "waiting", "full", "scheduled"],
        ["kind"] = ["contact-point", "link-centre", "national-office"],
        ["act"] = ["closure", "handover", "decline"],
        ["radiusKm"] = ["30", "0", "-1", "300.5", "1e308"],
        ["code"] = ["too-far", "placed", "not-our-topic", "made-up"],
    };

    private static readonly (string Name, string Value)[] Odd =
    [
        ("Accept", "application/xml"),
        ("Accept", "*/*;q=0"),
        ("Accept-Language", "nn;q=0.8,en;q=9,;;"),
        ("Accept-Language", "xx-klingon"),
        ("Accept-Encoding", "br, zstd"),
        ("Accept-Charset", "utf-7"),
        ("Expect", "100-continue"),
        ("Range", "bytes=0-1"),
        ("If-Modified-Since", "yesterday"),
        ("X-HTTP-Method-Override", "DELETE"),
        ("X-Forwarded-For", "127.0.0.1"),
        ("X-Forwarded-Proto", "https"),
        ("Forwarded", "for=\"[::1]\""),
        ("Origin", "https://evil.example"),
        ("Origin", "null"),
        ("Referer", "https://evil.example/"),
        ("Cookie", "waiting=0000; __Host-waiting=x"),
        ("Prefer", "return=minimal"),
        ("Upgrade", "h2c"),
        ("Deprecation", "@1"),
        ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        ("traceparent", "zz"),
        ("X-Very-Long", new string('x', 20_000)),
        ("Proof", "0"),
        ("Authorization", "Bearer"),
    ];

    /// <param name="isGood">As its example shows it, with what exists, by somebody who may.</param>
    public FuzzRequest To(ServedCall call, bool isGood)
    {
        var (who, by) = world.Caller(call, isGood);
        var path = Path(call, isGood) + (isGood ? "" : Query(call));
        var told = new StringBuilder();
        var message = new HttpRequestMessage(new HttpMethod(call.Method), path);
        message.Headers.Authorization = by;
        told.Append(CultureInfo.InvariantCulture, $"{call.Name}: {call.Method} {Short(path, 300)} as {who}");
        foreach (var (name, value) in isGood ? [("If-Match", "*")] : Headers(call))
        {
            told.Append(CultureInfo.InvariantCulture, $", {name}: {Short(value, 60)}");
            message.Headers.Remove(name);
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if ((isGood ? GoodBody(call) : Body(call)) is { } body)
        {
            message.Content = new ByteArrayContent(body);
            var type =
                !isGood && values.Rarely(0.04)
                    ? values.One([
                        "text/plain",
                        "application/xml",
                        "application/json; charset=utf-16",
                        "x",
                        "multipart/form-data",
                    ])
                    : "application/json";
            message.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            message.Headers.TransferEncodingChunked = !isGood && values.Rarely(0.05);
            if (!isGood && values.Rarely(0.01))
            {
                message.Content.Headers.TryAddWithoutValidation("Content-Encoding", "gzip");
            }

            told.Append(CultureInfo.InvariantCulture, $", {type}: {Short(Encoding.UTF8.GetString(body), 600)}");
        }

        return new(call, message, told.ToString());
    }

    /// <summary>The list in which what a member of this name means stands.</summary>
    public static string List(string name) =>
        name switch
        {
            "groupId" or "group" => "/v1/groups",
            "body" or "to" or "lead" or "members" => "/v1/bodies",
            "offerId" => "offers",
            "starter" => "/v1/starters",
            "starter-requests" => "/v1/desk/starter-requests",
            "deliveryId" => "deliveries",
            _ => name,
        };

    private byte[]? GoodBody(ServedCall call) => call.BodyExample is { } example ? Write(Known(example, true)) : null;

    private string Path(ServedCall call, bool isGood)
    {
        var parts = call.Path.Split('/');
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i] is not ['{', .. var name, '}'])
            {
                continue;
            }

            var list = name == "id" ? string.Join('/', parts[..i]) : List(name);
            parts[i] = Uri.EscapeDataString(
                name == "code" && !values.Rarely(0.2) ? values.One(Good[name])
                : call.Name is "EndBody" && world.Find(list) is { } body && !world.Homes.Contains(body) ? body
                : call.Name is "EndBody" ? Guid.Empty.ToString()
                : isGood ? world.GoodId(list)
                : Short(world.Id(list), 20_000)
            );
            // Where a part is empty the address is another call's.
            parts[i] = parts[i] is "" or "." or ".." ? "x" : parts[i].Replace("%00", "%01", StringComparison.Ordinal);
        }

        return string.Join('/', parts);
    }

    private string Query(ServedCall call)
    {
        var asked = new List<string>();
        foreach (var parameter in call.Parameters.Where(parameter => parameter.In == "query" && values.Rarely(0.4)))
        {
            var times = values.Rarely(0.1) ? 2 : 1;
            for (var i = 0; i < times; i++)
            {
                asked.Add($"{parameter.Name}={Uri.EscapeDataString(Short(Value(call, parameter), 3000))}");
            }
        }

        if (values.Rarely(0.04))
        {
            asked.Add(values.One(["page=1", "=", "&&", "topic[]=x", "%", "q", "a=b=c", "limit=%ff"]));
        }

        return asked.Count == 0 ? "" : "?" + string.Join('&', asked);
    }

    private string Value(ServedCall call, ServedParameter parameter) =>
        values.Rarely(0.2) ? values.Text()
        : parameter.Name == "cursor" ? world.Find($"{call.Name} cursor") ?? "e30"
        : Good.TryGetValue(parameter.Name, out var good) ? values.One(good)
        : parameter.Name == "body" ? world.Id("/v1/bodies")
        : parameter.Schema["format"]?.GetValue<string>() == "uuid" ? world.Id("any")
        : values.By(parameter.Schema)?.ToString() ?? "";

    private List<(string Name, string Value)> Headers(ServedCall call)
    {
        var headers = new List<(string, string)>();
        foreach (var parameter in call.Parameters.Where(parameter => parameter.In == "header"))
        {
            if (parameter.Name == "If-Match" ? values.Rarely(0.95) : values.Rarely(0.2))
            {
                headers.Add(
                    (
                        parameter.Name,
                        parameter.Name == "If-Match" && !values.Rarely(0.2) ? "*"
                        : parameter.Name == "Idempotency-Key" && !values.Rarely(0.2)
                            ? new Guid(chance.Next(8), 0, 0, new byte[8]).ToString()
                        : values.One(["\"a.b\"", "*", "W/\"x\"", "x", "\"", "", new string('k', 201), "en grunn"])
                    )
                );
            }
        }

        if (values.Rarely(0.1))
        {
            headers.Add(values.One(Odd));
        }

        return headers;
    }

    private byte[]? Body(ServedCall call)
    {
        if (call.BodySchema is null)
        {
            return values.Rarely(0.05) ? "{}"u8.ToArray() : null;
        }

        var good = Known(call.BodyExample!, false);
        return chance.Next(20) switch
        {
            < 8 => Write(good),
            < 14 => Write(values.Changed(good)),
            14 => Write(values.Changed(values.Changed(values.Changed(good)))),
            < 19 => Write(Known(values.By(call.BodySchema), false)),
            _ => values.Torn(good?.ToJsonString() ?? ""),
        };
    }

    private static byte[] Write(JsonNode? node) =>
        Encoding.UTF8.GetBytes(node is null ? "null" : node.ToJsonString(JsonSerializerOptions.Default));

    // Every id in it becomes one of its kind that exists, mostly.
    private JsonNode? Known(JsonNode? node, bool isGood, string name = "") =>
        node switch
        {
            JsonObject members => new JsonObject(
                members.Select(member => KeyValuePair.Create(member.Key, Known(member.Value, isGood, member.Key)))
            ),
            JsonArray items => new JsonArray([.. items.Select(item => Known(item, isGood, name))]),
            JsonValue value when value.TryGetValue<string>(out var text) && Guid.TryParse(text, out _) => isGood
                ? world.GoodId(List(name))
                : world.Id(List(name)),
            _ => node?.DeepClone(),
        };

    private static string Short(string text, int longest) => text.Length <= longest ? text : text[..longest] + "…";
}
