using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Places;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matching.Seeking;

/// <summary>What a field with suggestions was understood as.</summary>
/// <param name="Best">Null where nothing was written, or nothing of that is known.</param>
/// <param name="Others">What else could be meant, best first.</param>
/// <param name="IsUnknown">Whether something was written that means nothing here.</param>
/// <param name="IsAsWritten">Whether what was written is what it is called; else the reader is told what it was taken
/// for.</param>
public sealed record Understood(
    Choice? Best,
    IReadOnlyList<Choice> Others,
    bool IsUnknown = false,
    bool IsAsWritten = true
)
{
    private const int MostOthers = 4;
    private const int LongestText = 100;

    private static readonly Understood Nothing = new(null, []),
        Unknown = new(null, [], IsUnknown: true);

    /// <summary>How the field is filled in when it is shown again.</summary>
    public Asked As(Asked asked) => Best is { } best ? Asked.For(best.Code, best.Words) : asked;

    /// <summary>A topic, by its slug or by whatever people call it.</summary>
    public static async Task<Understood> TopicAsync(
        Asked asked,
        MatchingDb db,
        TopicNames names,
        Language language,
        CancellationToken ct
    )
    {
        if (asked.Text is not { } text)
        {
            return Nothing;
        }

        var all = await names.AllAsync(db, ct);
        var code = asked.Code ?? text;
        if (all.Values.FirstOrDefault(topic => topic.Slug == code) is { } known)
        {
            return new(new(known.Slug, known.Name(language.Tag)), []);
        }

        if (!IsSearchable(text))
        {
            return Unknown;
        }

        var found = await FindTopics.ExecuteAsync(new(text, language.Tag), db, names, ct);
        return Of([.. found.Value!.Items.Select(item => (new Choice(item.Topic, item.Name), item.Name))], text);
    }

    /// <summary>A place, by its code or by its name or postal code.</summary>
    public static async Task<Understood> PlaceAsync(Asked asked, MatchingDb db, Language language, CancellationToken ct)
    {
        if (asked.Text is not { } text)
        {
            return Nothing;
        }

        var code = asked.Code ?? text;
        if (!IsSearchable(code) || !IsSearchable(text))
        {
            return Unknown;
        }

        if (
            code.Contains(':', StringComparison.Ordinal)
            && (await ResolvePlace.KnownAsync(db, code, "place", ct)).Is(out var place, out _)
        )
        {
            return new(new(place.Code, await PlaceLabels.OfAsync(db, place, language, ct)), []);
        }

        var found =
            (await FindPlaces.ExecuteAsync(new(text, MostOthers + 1), db, language, ct)).Result
            as Ok<FindPlaces.Response>;
        return Of(
            [.. (found?.Value!.Items ?? []).Select(item => (new Choice(item.Place, item.Label), item.Name))],
            text
        );
    }

    // Who wrote just what it is called meant that; a name alone may be borne by several.
    private static Understood Of(IReadOnlyList<(Choice Choice, string Name)> found, string text)
    {
        if (found is not [var (best, name), ..])
        {
            return Unknown;
        }

        var isWhole = IsSame(best.Words, text);
        return new(
            best,
            isWhole ? [] : [.. found.Skip(1).Take(MostOthers).Select(other => other.Choice)],
            IsAsWritten: isWhole || IsSame(name, text)
        );
    }

    private static bool IsSame(string called, string text) => called.Equals(text, StringComparison.OrdinalIgnoreCase);

    private static bool IsSearchable(string text) =>
        text.Length <= LongestText && !text.Any(c => char.IsControl(c) || char.IsSurrogate(c));
}
