using System;
using NodaTime;
using NodaTime.Text;

namespace Matching.Calendar;

/// <summary>
/// A time as a clock on a wall in Oslo shows it, without an offset: <c>2026-12-05T10:00</c>, with or without seconds.
/// </summary>
public static class WallClock
{
    private static readonly LocalDateTimePattern Seconds = LocalDateTimePattern.CreateWithInvariantCulture(
        "uuuu-MM-dd'T'HH:mm:ss"
    );
    private static readonly LocalDateTimePattern Minutes = LocalDateTimePattern.CreateWithInvariantCulture(
        "uuuu-MM-dd'T'HH:mm"
    );

    /// <summary>Reads one; null for anything else.</summary>
    public static DateTime? Read(string? text) =>
        text is null ? null
        : Seconds.Parse(text) is { Success: true } whole ? whole.Value.ToDateTimeUnspecified()
        : Minutes.Parse(text) is { Success: true } shorter ? shorter.Value.ToDateTimeUnspecified()
        : null;

    /// <summary>Writes one as the API does, with seconds.</summary>
    public static string Write(DateTime time) => Seconds.Format(LocalDateTime.FromDateTime(time));
}
