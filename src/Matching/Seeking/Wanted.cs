using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Matching.Database;
using Matching.Groups;
using Matching.Places;

namespace Matching.Seeking;

/// <summary>What somebody asks the search for.</summary>
/// <param name="ReachKm">How far she would go, in km.</param>
/// <param name="Meeting">Forms of meeting; none: any.</param>
/// <param name="Weekday">One of <c>mo</c> to <c>su</c>; null: any.</param>
/// <param name="Show">How many groups at most.</param>
/// <param name="Zoom">How close the map is; null: so that her reach is on it.</param>
/// <param name="IsNew">Whether nothing was asked yet.</param>
public sealed record Wanted(
    Asked Topic,
    Asked Place,
    int ReachKm = Wanted.UsualReachKm,
    IReadOnlyList<string>? Meeting = null,
    string? Weekday = null,
    int Show = Wanted.UsualShown,
    int? Zoom = null,
    bool IsNew = false
)
{
    /// <summary>How far people go where they do not say, in km.</summary>
    public const int UsualReachKm = 30;

    /// <summary>How many groups are shown at first, and more each time that more are asked for.</summary>
    public const int UsualShown = 10;

    /// <summary>How many groups are shown at most; whoever wants more can narrow her search.</summary>
    public const int MostShown = 100;

    /// <summary>The reaches to choose from, in km.</summary>
    public static readonly IReadOnlyList<int> Reaches = [10, 30, 60, 100, 300];

    /// <summary>Reads a form; what it could not offer counts as not said.</summary>
    public static Wanted Of(Sent sent) =>
        new(
            sent.One("topic-instead") is { } topic ? new(topic) : sent.Asked("topic"),
            sent.One("place-instead") is { } place ? new(place) : sent.Asked("place"),
            Number(sent.One("reach")) is { } reach && Reaches.Contains(reach) ? reach : UsualReachKm,
            [.. sent.All("meeting").Intersect(Codes.All<MeetingForm>(), StringComparer.Ordinal)],
            sent.One("weekday") is { } day && Groups.Schedule.Weekdays.Contains(day) ? day : null,
            Math.Clamp(Number(sent.One("show")) ?? UsualShown, UsualShown, MostShown),
            Number(sent.One("zoom")) is { } zoom ? Math.Clamp(zoom, MapBox.Farthest, MapBox.Nearest) : null
        );

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
