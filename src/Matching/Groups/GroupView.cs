using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Bodies;
using Matching.Database;
using Matching.Topics;
using Matching.Web;
using Microsoft.EntityFrameworkCore;

namespace Matching.Groups;

/// <summary>
/// A group, and how far away it is; null where nobody said from where, and for one that meets at a distance.
/// </summary>
public readonly record struct GroupAt(Guid Id, double? Km);

/// <summary>
/// A group as anybody may see it. What would lead to the house of one whose venue is not public is in it only where the
/// reader is named and works for the body of the group.
/// </summary>
/// <param name="Topics">Slugs; empty: across topics.</param>
/// <param name="FreePlaces">Places that nobody has; one that is on offer still counts as free.</param>
/// <param name="DistanceKm">To the venue where that is public, else to the municipality's point.</param>
public sealed record GroupView(
    Guid Id,
    int Number,
    string Name,
    IReadOnlyList<string> Topics,
    GroupState State,
    int Capacity,
    int Members,
    int FreePlaces,
    Joining Joining,
    MeetingView Meeting,
    ScheduleView? Schedule,
    IReadOnlyList<string> Languages,
    AudienceView Audience,
    double? DistanceKm,
    ResponsibleView Responsible,
    DateOnly ConfirmedOn,
    bool Demonstration
) : IVersioned
{
    private const int NextMeetings = 3;

    /// <summary>Why it was matched, where it was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Said>? Why { get; init; }

    /// <summary>What its municipality is called; null where the register does not know it any more.</summary>
    [JsonIgnore]
    public string? MunicipalityName { get; init; }

    object? IVersioned.Stored => Group;

    private SelfHelpGroup? Group { get; init; }

    /// <summary>
    /// These groups in this order, by one query however many they are. One that is not there any more is left out.
    /// </summary>
    public static async Task<IReadOnlyList<GroupView>> ReadAsync(
        MatchingDb db,
        TopicNames topics,
        TimeProvider clock,
        IReadOnlyList<GroupAt> groups,
        CancellationToken ct,
        Caller? reader = null
    )
    {
        if (groups.Count == 0)
        {
            return [];
        }

        var ids = groups.Select(group => group.Id).ToArray();
        var rows = await Rows(db.Groups.AsNoTracking().Where(group => ids.Contains(group.Id)), db)
            .ToDictionaryAsync(row => row.Group.Id, ct);
        var names = await topics.AllAsync(db, ct);
        return
        [
            .. groups
                .Where(at => rows.ContainsKey(at.Id))
                .Select(at => Of(rows[at.Id] with { Km = at.Km }, names, clock.GetUtcNow(), reader)),
        ];
    }

    /// <summary>A group with what is shown beside it.</summary>
    internal sealed record Row
    {
        public required SelfHelpGroup Group { get; init; }

        public required ResponsibleView Responsible { get; init; }

        public string? MunicipalityName { get; init; }

        public double? Km { get; init; }
    }

    /// <summary>Groups with the bodies that answer for them, and where they meet.</summary>
    internal static IQueryable<Row> Rows(IQueryable<SelfHelpGroup> groups, MatchingDb db) =>
        from g in groups
        join b in db.Bodies on g.Body equals b.Id
        select new Row
        {
            Group = g,
            Responsible = new ResponsibleView(b.Id, b.Kind, b.Name, b.Phone, b.Url),
            MunicipalityName = db
                .Places.Where(place => place.Code == "municipality:" + g.Municipality)
                .Select(place => place.Name)
                .FirstOrDefault(),
        };

    /// <summary>A group as a reader may see it; null: anybody.</summary>
    internal static GroupView Of(
        Row row,
        IReadOnlyDictionary<short, NamedTopic> topics,
        DateTimeOffset now,
        Caller? reader = null
    )
    {
        var group = row.Group;
        return new(
            group.Id,
            group.Number,
            group.Name,
            [.. group.Topics.Select(id => topics[id].Slug)],
            group.State,
            group.Capacity,
            group.Members,
            group.FreePlaces,
            group.Joining,
            MeetingView.Of(group, group.Visibility == Visibility.Exact || (reader?.MayActFor(group.Body) ?? false)),
            ScheduleOf(group, now),
            group.Languages,
            new(group.Gender, group.AgeBands),
            row.Km is { } km ? Math.Round(km, 1) : null,
            row.Responsible,
            group.ConfirmedOn,
            group.Demonstration
        )
        {
            Group = group,
            MunicipalityName = row.MunicipalityName,
        };
    }

    private static ScheduleView? ScheduleOf(SelfHelpGroup group, DateTimeOffset now)
    {
        if (group.Schedule is not { } schedule)
        {
            return null;
        }

        var next = group.State is GroupState.Paused or GroupState.Ended ? [] : schedule.Next(now, NextMeetings);
        return new(
            schedule.Rrule,
            schedule.StartText,
            schedule.DurationMinutes,
            Groups.Schedule.TimeZone,
            [.. schedule.Pauses.Select(pause => pause.Days)],
            next
        );
    }
}

/// <summary>Where a group meets, as far as that is public.</summary>
/// <param name="Municipality">The municipality's number.</param>
public sealed record MeetingView(
    MeetingForm Form,
    string? Venue,
    string? Address,
    double? Longitude,
    double? Latitude,
    string Municipality,
    Visibility Visibility
)
{
    internal static MeetingView Of(SelfHelpGroup group, bool whole) =>
        whole
            ? new(
                group.Form,
                group.Venue,
                group.Address,
                group.Longitude,
                group.Latitude,
                group.Municipality,
                group.Visibility
            )
            : new(group.Form, null, null, null, null, group.Municipality, group.Visibility);
}

/// <summary>When a group meets.</summary>
/// <param name="Start">The first meeting, wall-clock time.</param>
/// <param name="Next">The next meetings within two years, with their offset and without those in a pause; none of a
/// group that rests or has ended.</param>
public sealed record ScheduleView(
    string Rrule,
    string Start,
    int DurationMinutes,
    string TimeZone,
    IReadOnlyList<PauseDays> Pauses,
    IReadOnlyList<DateTimeOffset> Next
);

/// <summary>Whom a group is for.</summary>
/// <param name="AgeBands">Empty: all ages.</param>
public sealed record AudienceView(Gender Gender, IReadOnlyList<string> AgeBands);
