using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Npgsql;

namespace Matching.Jobs;

/// <summary>Something public of which others keep copies: they are told that it changed.</summary>
public interface IAnnounced
{
    Guid Id { get; }

    /// <summary>
    /// The type of the event of a change that is about to be saved; null where nobody outside sees any of it.
    /// </summary>
    string? EventOf(EntityEntry change);
}

/// <summary>That something happened, for programs outside: written to the outbox with what it tells of.</summary>
/// <param name="Type">The type of the event, with its version.</param>
/// <param name="Subject">The group or body that it is about; never an interest or a case.</param>
/// <param name="Job">The id of the job, from which that of the event comes: the same one twice is one event.</param>
public sealed record Announcement(string Type, Guid Subject, Guid Job)
{
    /// <summary>The kind of the jobs that tell of events of a type.</summary>
    public static string KindOf(string type) => $"announce:{type}";

    /// <summary>What is about to be saved and others are told of.</summary>
    internal static IReadOnlyList<Announcement> Of(ChangeTracker changes) =>
        [
            .. from change in changes.Entries<IAnnounced>()
            where change.State is EntityState.Added or EntityState.Modified
            let type = change.Entity.EventOf(change)
            where type is not null
            select new Announcement(type, change.Entity.Id, RandomId.New()),
        ];
}

/// <summary>Writing announcements to the outbox.</summary>
public static class AnnouncementExtensions
{
    /// <summary>
    /// Adds announcements to the current transaction, where anybody asked to be told. After what they tell of is
    /// written: its lock keeps two that tell of the same from waiting for each other.
    /// </summary>
    public static Task<int> AnnounceAsync(
        this MatchingDb db,
        IReadOnlyCollection<Announcement> announcements,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var types = announcements.Select(told => told.Type).ToArray();
        var subjects = announcements.Select(told => told.Subject).ToArray();
        var jobs = announcements.Select(told => told.Job).ToArray();
        return db
            .Database.SqlQuery<int>(
                $"select announce({types}, {subjects}, {jobs}, {now.ToUniversalTime()}) as \"Value\""
            )
            .SingleAsync(ct);
    }

    /// <summary>The same for events of one type, on the connection that wrote what they tell of.</summary>
    public static Task AnnounceAsync(
        this NpgsqlConnection connection,
        string type,
        IReadOnlyCollection<Guid> subjects,
        DateTimeOffset now,
        CancellationToken ct
    ) =>
        connection.ExecuteAsync(
            "select announce($1, $2, $3, $4)",
            ct,
            subjects.Select(_ => type).ToArray(),
            subjects.ToArray(),
            subjects.Select(_ => RandomId.New()).ToArray(),
            now.ToUniversalTime()
        );
}
