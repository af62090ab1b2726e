using System.Linq;
using System.Text.Json.Nodes;

namespace Matching.Tests.Courses;

/// <summary>Starter courses and information meetings as staff of a body write them.</summary>
public static class OccasionsOfTests
{
    /// <summary>A course of two days in Drammen, with members put over it.</summary>
    public static JsonObject Course(params (string Member, JsonNode? Value)[] changes) =>
        With(
            """
            {
              "kind": "in-person", "title": "Igangsetterkurs", "where": { "place": "town:drammen", "venue": "Biblioteket" },
              "sessions": [{ "start": "2026-12-05T10:00:00", "durationMinutes": 360 }, { "start": "2026-12-06T10:00:00", "durationMinutes": 300 }]
            }
            """,
            changes
        );

    /// <summary>An information meeting of one evening in Drammen.</summary>
    public static JsonObject Meeting(params (string Member, JsonNode? Value)[] changes) =>
        With(
            """
            {
              "kind": "in-person", "title": "Hva er en selvhjelpsgruppe?", "where": { "place": "town:drammen" },
              "sessions": [{ "start": "2026-12-01T18:00:00", "durationMinutes": 90 }]
            }
            """,
            changes
        );

    /// <summary>Sessions that begin at these wall-clock times.</summary>
    public static JsonArray At(params string[] starts) =>
        [.. starts.Select(start => new JsonObject { ["start"] = start, ["durationMinutes"] = 90 })];

    /// <summary>A house in a place.</summary>
    public static JsonObject In(string place) => new() { ["place"] = place };

    private static JsonObject With(string form, (string Member, JsonNode? Value)[] changes)
    {
        var written = JsonNode.Parse(form)!.AsObject();
        foreach (var (member, value) in changes)
        {
            written[member] = value;
        }

        return written;
    }
}
