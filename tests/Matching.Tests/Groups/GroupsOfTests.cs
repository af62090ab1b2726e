using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Matching.Tests.Support;

namespace Matching.Tests.Groups;

/// <summary>Groups as staff of a body write them.</summary>
public static class GroupsOfTests
{
    /// <summary>A form that is right, with members put over it (null takes one away).</summary>
    public static JsonObject Form(params (string Path, JsonNode? Value)[] changes)
    {
        var form = JsonNode
            .Parse(
                """
                {
                  "name": "Tirsdagsgruppa", "topics": ["grief"], "capacity": 8, "members": 3, "joining": "direct",
                  "meeting": { "form": "in-person", "venue": "Frivilligsentralen", "address": "Gata 1", "longitude": 10.25, "latitude": 59.72,
                               "municipality": "3301", "visibility": "exact" },
                  "schedule": { "rrule": "FREQ=WEEKLY;BYDAY=TU", "start": "2026-09-01T18:00:00", "durationMinutes": 120 },
                  "languages": ["nb"], "audience": { "gender": "any", "ageBands": [] }, "contact": "gruppe@example.org"
                }
                """
            )!
            .AsObject();
        foreach (var (path, value) in changes)
        {
            var parts = path.Split('.');
            var at = parts.Length == 1 ? form : form[parts[0]]!.AsObject();
            at[parts[^1]] = value;
        }

        return form;
    }

    /// <summary>A group that is open.</summary>
    public static async Task<JsonElement> OpenGroupAsync(this HttpClient staff, JsonObject? form = null)
    {
        var made = await staff.PostJsonAsync("/v1/groups", form ?? Form());
        return await staff.PutJsonAsync($"/v1/groups/{made.Id()}/opening", null);
    }

    /// <summary>The same by its path.</summary>
    public static string Path(this JsonElement group) => $"/v1/groups/{group.Id()}";
}
