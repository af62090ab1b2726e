using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Web;
using Microsoft.EntityFrameworkCore;

namespace Matching.Bodies;

/// <summary>Bodies as people write them in lists: by external id, by name, or by id.</summary>
public sealed class BodiesByText
{
    private readonly Dictionary<string, Named> _ids;
    private readonly ILookup<string, Named> _names;

    private BodiesByText(IReadOnlyList<Named> bodies)
    {
        _ids = bodies.ToDictionary(body => body.Id.ToString(), StringComparer.OrdinalIgnoreCase);
        foreach (var body in bodies.Where(body => body.ExternalId is not null))
        {
            _ids[body.ExternalId!] = body;
        }

        _names = bodies.ToLookup(body => body.Name, StringComparer.OrdinalIgnoreCase);
        Labels = bodies.ToDictionary(body => body.Id, body => body.ExternalId ?? body.Name);
    }

    /// <summary>What a list calls each of them.</summary>
    public IReadOnlyDictionary<Guid, string> Labels { get; }

    public static async Task<BodiesByText> ReadAsync(MatchingDb db, CancellationToken ct) =>
        new(await db.Bodies.Select(body => new Named(body.Id, body.ExternalId, body.Name)).ToListAsync(ct));

    /// <summary>The one that a text means.</summary>
    public Outcome<Named> Find(string text, string field) =>
        _ids.TryGetValue(text, out var body)
            ? body
            : _names[text].ToList() switch
            {
                [var one] => one,
                [] => Problems.BodyUnknown.At(field, "there is no such body"),
                _ => Problems.BodyUnknown.At(field, "several bodies have this name; write the external id"),
            };

    /// <summary>One of them.</summary>
    public sealed record Named(Guid Id, string? ExternalId, string Name);
}
