using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Database;
using Matching.Places;
using Matching.Web;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Matching.Courses;

/// <summary>An occasion, and how far away it is; null where nobody said from where, and for a digital one.</summary>
public readonly record struct OccasionAt(Guid Id, double? Km);

/// <summary>A starter course or an information meeting as it is shown.</summary>
/// <param name="Where">Null of a digital one.</param>
/// <param name="SignUp">Where one signs up, or asks.</param>
/// <param name="Body">The body that holds it.</param>
/// <param name="Participants">How many took part, as staff counted them.</param>
/// <param name="CancelledOn">The day it was called off; null: it is held.</param>
public sealed record OccasionView(
    Guid Id,
    OccasionKind Kind,
    string Title,
    OccasionView.House? Where,
    IReadOnlyList<OccasionView.Sitting> Sessions,
    IReadOnlyList<string> Languages,
    OccasionForm.Enrolment SignUp,
    ResponsibleView Body,
    double? DistanceKm,
    int? Participants,
    DateOnly? CancelledOn,
    bool Demonstration
) : IVersioned
{
    object? IVersioned.Stored => Occasion;

    private Occasion? Occasion { get; init; }

    /// <param name="Municipality">The municipality's number.</param>
    public sealed record House(
        string Place,
        string Name,
        string? Municipality,
        string? Venue,
        string? Address,
        double Longitude,
        double Latitude
    );

    /// <param name="Start">Wall-clock time in Oslo, as it was written.</param>
    /// <param name="From">The same with its offset.</param>
    public sealed record Sitting(string Start, int DurationMinutes, DateTimeOffset From, DateTimeOffset Until)
    {
        internal static Sitting Of(Session session)
        {
            var from = OsloTime.At(LocalDateTime.FromDateTime(session.Start));
            // By the minutes that pass: a night may have an hour more or less on the wall.
            var until = OsloTime.Of(from.AddMinutes(session.DurationMinutes));
            return new(WallClock.Write(session.Start), session.DurationMinutes, from, until);
        }
    }

    /// <summary>These occasions in this order, by one query however many they are.</summary>
    public static async Task<IReadOnlyList<OccasionView>> ReadAsync(
        MatchingDb db,
        IReadOnlyList<OccasionAt> occasions,
        CancellationToken ct
    )
    {
        var ids = occasions.Select(occasion => occasion.Id).ToArray();
        var rows = await (
            from occasion in db.Occasions.AsNoTracking()
            join body in db.Bodies.AsNoTracking() on occasion.Body equals body.Id
            join place in db.Places.AsNoTracking() on occasion.Place equals place.Code into places
            from place in places.DefaultIfEmpty()
            where ids.Contains(occasion.Id)
            select new
            {
                Occasion = occasion,
                Body = new ResponsibleView(body.Id, body.Kind, body.Name, body.Phone, body.Url),
                body.Email,
                Place = place,
            }
        ).ToDictionaryAsync(row => row.Occasion.Id, ct);
        return
        [
            .. from at in occasions
            let row = rows[at.Id]
            select Of(row.Occasion, row.Place, row.Body, row.Email, at.Km),
        ];
    }

    private static OccasionView Of(Occasion occasion, Place? place, ResponsibleView body, string email, double? km) =>
        new(
            occasion.Id,
            occasion.Kind,
            occasion.Title,
            place is null
                ? null
                : new(
                    place.Code,
                    place.Name,
                    place.Municipality,
                    occasion.Venue,
                    occasion.Address,
                    occasion.Longitude!.Value,
                    occasion.Latitude!.Value
                ),
            [.. occasion.Sessions.Select(Sitting.Of)],
            occasion.Languages,
            occasion is { SignUpUrl: null, SignUpPhone: null, SignUpEmail: null }
                ? new(body.Url, body.Phone, email)
                : new(occasion.SignUpUrl, occasion.SignUpPhone, occasion.SignUpEmail),
            body,
            km is { } far ? Math.Round(far, 1) : null,
            occasion.Participants,
            occasion.CancelledOn,
            occasion.Demonstration
        )
        {
            Occasion = occasion,
        };
}
