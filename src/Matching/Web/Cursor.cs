using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;

namespace Matching.Web;

/// <summary>
/// Where a list goes on: the sort key of the last row seen, so that rows that come and go neither hide nor repeat
/// others. Opaque to callers. It holds nothing that the list did not show.
/// </summary>
public static class Cursor
{
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
        IReadOnlyList<T> found,
        int limit,
        Func<T, TPosition> position
    )
    {
        T[] items = [.. found.Take(limit)];
        return (items, found.Count > limit ? Write(position(items[^1])) : null);
    }

    /// <summary>Writes a position as a cursor.</summary>
    public static string Write<TPosition>(TPosition position) =>
        WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(position));

    /// <summary>Reads a cursor that <see cref="Write"/> made; false for anything else.</summary>
    public static bool TryRead<TPosition>(string? cursor, out TPosition? position)
        where TPosition : class
    {
        position = null;
        if (cursor is null)
        {
            return true;
        }

        try
        {
            // PostgreSQL refuses U+0000 in any text, and no position of ours holds it.
            var json = Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(cursor));
            position = json.Contains("\\u0000", StringComparison.Ordinal)
                ? null
                : JsonSerializer.Deserialize<TPosition>(json, JsonSerializerOptions.Strict);
            return position is not null;
        }
        catch (Exception notOurs) when (notOurs is FormatException or JsonException)
        {
            return false;
        }
    }
}
