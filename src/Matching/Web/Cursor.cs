using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;

namespace Matching.Web;

/// <summary>A question that is answered in pages.</summary>
public interface IPaged
{
    /// <summary>How many rows at most.</summary>
    int? Limit { get; }

    /// <summary>Where to go on.</summary>
    string? Cursor { get; }
}

/// <summary>
/// Where a list goes on: the sort key of the last row seen, so that rows that come and go neither hide nor repeat
/// others. Only one whose own key changes meanwhile, say a group that moves house, may be met twice or not at all.
/// Opaque to callers. It holds nothing that the list did not show, and which question it belongs to: with another one
/// it is refused, where it would leave out rows that nobody has seen.
/// </summary>
public static class Cursor
{
    private const int Bytes = 9;

    /// <summary>The default number of rows of a page.</summary>
    public const int DefaultLimit = 20;

    private const int LargestLimit = 100;

    /// <summary>The number of rows to give: at least 1, at most 100, 20 where none is asked for.</summary>
    public static int Limit(int? asked) => Math.Clamp(asked ?? DefaultLimit, 1, LargestLimit);

    /// <summary>The answer to a cursor that <see cref="TryRead"/> does not take.</summary>
    public static ProblemHttpResult Refused => Problems.CursorInvalid.At("cursor", "take it from nextCursor as it is");

    /// <summary>
    /// A page, and the cursor of the next one; null where none follows. One row more than the limit tells that.
    /// </summary>
    /// <param name="found">Rows in order, one more than the limit where there are as many.</param>
    /// <param name="position">The sort key of a row.</param>
    public static (T[] Items, string? NextCursor) Page<T, TPosition>(
        IPaged request,
        IReadOnlyList<T> found,
        int limit,
        Func<T, TPosition> position
    )
    {
        T[] items = [.. found.Take(limit)];
        return (items, found.Count > limit ? Write(request, position(items[^1])) : null);
    }

    /// <summary>Writes a position in the answer to a question as a cursor.</summary>
    public static string Write<TPosition>(IPaged request, TPosition position) =>
        WebEncoders.Base64UrlEncode(
            JsonSerializer.SerializeToUtf8Bytes(new Mark<TPosition>(Question(request), position))
        );

    /// <summary>
    /// Reads the cursor of a question; false for anything that <see cref="Write"/> did not make for the same one.
    /// </summary>
    /// <param name="position">Null where there is no cursor: from the beginning.</param>
    public static bool TryRead<TPosition>(IPaged request, out TPosition? position)
        where TPosition : class
    {
        position = null;
        if (request.Cursor is null)
        {
            return true;
        }

        try
        {
            // PostgreSQL refuses U+0000 in any text, and no position of ours holds it.
            var json = Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(request.Cursor));
            var mark = json.Contains("\\u0000", StringComparison.Ordinal)
                ? null
                : JsonSerializer.Deserialize<Mark<TPosition>>(json, JsonSerializerOptions.Strict);
            position = mark?.Of == Question(request) ? mark.At : null;
            return position is not null;
        }
        catch (Exception notOurs) when (notOurs is FormatException or JsonException)
        {
            return false;
        }
    }

    // How many rows a page has may change from one to the next. What is not asked is null in a body, empty in a query.
    private static string Question(IPaged request)
    {
        var asked = JsonSerializer
            .SerializeToNode(request, request.GetType())!
            .AsObject()
            .Where(member => member.Key is not (nameof(IPaged.Limit) or nameof(IPaged.Cursor)))
            .Where(member => member.Value is not (null or JsonArray { Count: 0 }))
            .Select(member => $"{member.Key} {member.Value!.ToJsonString()}");
        var question = SHA256.HashData(Encoding.UTF8.GetBytes($"{request.GetType()} {string.Join(' ', asked)}"));
        return WebEncoders.Base64UrlEncode(question.AsSpan(0, Bytes));
    }

    private sealed record Mark<TPosition>(string Of, TPosition At);
}
