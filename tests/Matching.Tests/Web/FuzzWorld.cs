using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Tests.Support;

namespace Matching.Tests.Web;

/// <summary>
/// Who calls, and what exists: the ids, receipts, cursors and tags that the service itself has told so far, by the list
/// in which they stand.
/// </summary>
internal sealed class FuzzWorld(TestHost host, FuzzValues values, Random chance)
{
    private const int MostKept = 60;

    private string _within = "";
    private readonly Dictionary<string, List<string>> _known = new(StringComparer.Ordinal);
    private readonly List<(string Who, AuthenticationHeaderValue? By)> _callers = [];

    /// <summary>The bodies that staff work for, which nothing here may end.</summary>
    public HashSet<string> Homes { get; } = new(StringComparer.Ordinal);

    /// <summary>Everybody anew: keys that were taken away and people who are forgotten leave a world that says
    /// no.</summary>
    public async Task RenewAsync()
    {
        _callers.Clear();
        _known.Clear();
        foreach (
            var (body, role) in new[]
            {
                ("contact-point-drammen", Role.Coordinator),
                ("contact-point-drammen", Role.BodyAdmin),
                ("contact-point-nesbyen", Role.BodyAdmin),
                ("national-office", Role.NationalAdmin),
            }
        )
        {
            var id = await host.BodyAsync(body);
            Homes.Add(id.ToString());
            Learn("/v1/bodies", id.ToString());
            using var staff = await host.StaffAsync(id, role);
            _callers.Add(($"{role} of {body}", staff.DefaultRequestHeaders.Authorization));
        }

        foreach (var round in new[] { "place-waiting", "match-groups", "ask-starters", "remind-cases" })
        {
            await host.RunAloneAsync(round);
        }

        _callers.Add(("a key that is none", new("Bearer", "mk_none")));
        _callers.Add(("a receipt that is none", new("Receipt", "0000-0000-0000-0000-0000-0000-0000")));
        _callers.Add(("something else", new("Basic", "YTpi")));
    }

    /// <summary>Somebody who may call it; anybody else now and then.</summary>
    public (string Who, AuthenticationHeaderValue? By) Caller(ServedCall call, bool isGood)
    {
        _within = "";
        if (!isGood && values.Rarely(0.12))
        {
            return values.One([("anyone", null), .. _callers]);
        }

        if (call.Security == "receipt" && Find("receipt") is { } receipt)
        {
            _within = receipt;
            return ("a person", new("Receipt", receipt));
        }

        // The national office may do the most, the coordinator of Drammen has the cases.
        return call.Security is null ? ("anyone", null)
            : values.Rarely(0.5) ? _callers[3]
            : values.One(_callers[..4]);
    }

    /// <summary>One of a list; null where none is known.</summary>
    public string? Find(string list) =>
        _known.GetValueOrDefault(list) is { Count: > 0 } some ? some[chance.Next(some.Count)] : null;

    /// <summary>An id for a place in a path or a member: mostly of the right kind.</summary>
    public string Id(string list) =>
        chance.Next(20) switch
        {
            0 => Guid.Empty.ToString(),
            1 => values.Text(),
            2 => Find("any") ?? "x",
            _ => GoodId(list),
        };

    /// <summary>An id of the right kind; where it stands within another thing, mostly one that does.</summary>
    public string GoodId(string list)
    {
        var id =
            (values.Rarely(0.7) ? Find($"{list} of {_within}") : null)
            ?? (list == "/v1/bodies" && values.Rarely(0.8) ? values.One([.. Homes]) : Find(list))
            ?? Find("any")
            ?? Guid.Empty.ToString();
        _within = _within.Length == 0 ? id : _within;
        return id;
    }

    /// <summary>Reads an answer for what it tells.</summary>
    public void Learn(ServedCall call, JsonNode? answer)
    {
        var list = call.Path.Replace("/search", "", StringComparison.Ordinal);
        list = list.Contains('{', StringComparison.Ordinal) ? list.Split('/')[^1] : list;
        foreach (var (name, value) in Members(answer))
        {
            if (name is "nextCursor" or "receipt")
            {
                Learn(name == "receipt" ? name : $"{call.Name} cursor", value);
            }
            else if (Guid.TryParse(value, out _))
            {
                Learn("any", value);
                foreach (var kind in new[] { name == "id" ? list : name, FuzzRequests.List(name) })
                {
                    Learn(kind, value);
                    Learn($"{kind} of {_within}", value);
                }
            }
        }
    }

    public void Learn(string list, string value)
    {
        var some = _known.TryGetValue(list, out var known) ? known : _known[list] = [];
        if (!some.Contains(value, StringComparer.Ordinal))
        {
            some.Add(value);
            if (some.Count > MostKept)
            {
                some.RemoveAt(chance.Next(MostKept));
            }
        }
    }

    // The ids in a list of offers are of offers, wherever it stands.
    private static IEnumerable<(string Name, string Value)> Members(JsonNode? node, string within = "") =>
        node switch
        {
            JsonObject members => members.SelectMany(member =>
                member.Value is JsonValue value && value.TryGetValue<string>(out var text)
                    ? [(member.Key == "id" && within.Length > 0 ? within : member.Key, text)]
                    : Members(member.Value, member.Key)
            ),
            JsonArray items => items.SelectMany(item => Members(item, within == "items" ? "" : within)),
            _ => [],
        };
}
