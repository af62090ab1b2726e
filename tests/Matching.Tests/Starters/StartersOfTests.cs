using System;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Matching.Tests.Support;

namespace Matching.Tests.Starters;

/// <summary>Starters as staff of a body write them.</summary>
public static class StartersOfTests
{
    /// <summary>A form that is right, with members put over it.</summary>
    public static JsonObject Form(params (string Member, JsonNode? Value)[] changes)
    {
        var form = JsonNode
            .Parse(
                """
                {
                  "name": "Guri Hemmelig", "email": "guri@hemmelig.test", "phone": "+47 98 76 54 32", "home": "town:drammen",
                  "radiusKm": 40, "topics": ["grief"], "languages": ["nb"], "groupsAtATime": 2, "groupsNow": 0
                }
                """
            )!
            .AsObject();
        foreach (var (member, value) in changes)
        {
            form[member] = value;
        }

        return form;
    }

    /// <summary>A new starter of the caller's body.</summary>
    public static Task<JsonElement> AddStarterAsync(
        this HttpClient staff,
        params (string Member, JsonNode? Value)[] changes
    ) => staff.PostJsonAsync("/v1/starters", Form(changes));

    /// <summary>The address of one.</summary>
    public static string StarterPath(this JsonElement starter) => $"/v1/starters/{starter.Id()}";

    /// <summary>
    /// One of those that would start a group at a place, by number; null where she is not among them.
    /// </summary>
    public static async Task<JsonElement?> NearbyAsync(this HttpClient staff, JsonElement starter, string query) =>
        (await staff.GetJsonAsync("/v1/starters/nearby?limit=100&" + query))
            .GetProperty("items")
            .EnumerateArray()
            .Where(item => item.NumberOf() == starter.NumberOf())
            .Select(item => (JsonElement?)item)
            .SingleOrDefault();

    /// <summary>The number that she is called by.</summary>
    public static int NumberOf(this JsonElement starter) => starter.GetProperty("number").GetInt32();

    /// <summary>The members that an answer has.</summary>
    public static string[] Members(this JsonElement element) =>
        [.. element.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal)];
}
