using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Database;
using Matching.Sealing;
using Matching.Topics;
using Matching.Web;
using Microsoft.EntityFrameworkCore;

namespace Matching.Starters;

/// <summary>A starter as the staff of her own body see her.</summary>
/// <param name="Topics">Slugs; empty: any.</param>
/// <param name="GroupsNow">How many groups she is with by the count of staff.</param>
/// <param name="GroupsTaken">How many she took by a request beside these.</param>
/// <param name="ConsentedOn">The day she agreed to be shown to other bodies; null: she did not.</param>
/// <param name="PausedUntil">The last day of her pause; null: she does not pause, or until somebody ends it.</param>
/// <param name="Available">Whether she would start another group now.</param>
public sealed record StarterView(
    Guid Id,
    int Number,
    ResponsibleView Body,
    string Name,
    string? Email,
    string? Phone,
    IReadOnlyList<string> Topics,
    string Home,
    int RadiusKm,
    IReadOnlyList<string> Languages,
    int GroupsAtATime,
    int GroupsNow,
    int GroupsTaken,
    Guid? Course,
    int? CourseYear,
    DateOnly? CertifiedOn,
    DateOnly? ConsentedOn,
    StarterState State,
    DateOnly? PausedUntil,
    bool Available,
    bool Demonstration
) : IVersioned
{
    object? IVersioned.Stored => Starter;

    private Starter? Starter { get; init; }

    /// <summary>
    /// Starters of which the reader may see everything, in this order; who was erased meanwhile is left out.
    /// </summary>
    internal static async Task<IReadOnlyList<StarterView>> ReadAsync(
        MatchingDb db,
        Secrets secrets,
        TopicNames names,
        TimeProvider clock,
        IReadOnlyList<Starter> starters,
        CancellationToken ct
    )
    {
        var bodies = await BodiesAsync(db, starters, ct);
        var keys = await RecordKey.OfAsync(db, secrets, [.. starters.Select(starter => starter.Id)], ct);
        var loads = await StarterLoad.OfAsync(db, [.. starters.Select(starter => starter.Id)], ct);
        var topics = await names.AllAsync(db, ct);
        var today = clock.Today();
        return
        [
            .. starters
                .Where(starter => keys.ContainsKey(starter.Id))
                .Select(starter =>
                {
                    var (who, paused) = (Person.Of(starter, keys[starter.Id]), starter.StateOn(today));
                    var load = loads.GetValueOrDefault(starter.Id, StarterLoad.None);
                    return new StarterView(
                        starter.Id,
                        starter.Number,
                        bodies[starter.Body],
                        who.Name,
                        who.Email,
                        who.Phone,
                        [.. starter.Topics.Select(id => topics[id].Slug)],
                        starter.Home,
                        starter.RadiusKm,
                        starter.Languages,
                        starter.GroupsAtATime,
                        starter.GroupsNow,
                        load.Taken,
                        starter.Course,
                        starter.CourseYear,
                        starter.CertifiedOn,
                        starter.ConsentedOn,
                        paused,
                        paused == StarterState.Paused ? starter.PausedUntil : null,
                        starter.IsAvailable(today, load.Taken + load.Asked),
                        starter.Demonstration
                    )
                    {
                        Starter = starter,
                    };
                }),
        ];
    }

    /// <summary>The bodies that these work with.</summary>
    internal static Task<Dictionary<Guid, ResponsibleView>> BodiesAsync(
        MatchingDb db,
        IEnumerable<Starter> starters,
        CancellationToken ct
    )
    {
        var ids = starters.Select(starter => starter.Body).Distinct().ToArray();
        return db
            .Bodies.Where(body => ids.Contains(body.Id))
            .Select(body => new ResponsibleView(body.Id, body.Kind, body.Name, body.Phone, body.Url))
            .ToDictionaryAsync(body => body.Id, ct);
    }

    /// <summary>Who she is, opened.</summary>
    internal readonly record struct Person(string Name, string? Email, string? Phone)
    {
        public static Person Of(Starter starter, RecordKey key) =>
            new(
                key.Open(starter.Name, Starter.NameField),
                starter.Email is { } email ? key.Open(email, Starter.EmailField) : null,
                starter.Phone is { } phone ? key.Open(phone, Starter.PhoneField) : null
            );
    }
}
