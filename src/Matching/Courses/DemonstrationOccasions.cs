using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Database;
using Matching.Places;
using Microsoft.EntityFrameworkCore;

namespace Matching.Courses;

/// <summary>
/// Twenty made-up courses and information meetings of the months to come, to try the service with: some near Drammen,
/// some digital, the others where people live. Marked as demonstration; one signs up nowhere.
/// </summary>
public static class DemonstrationOccasions
{
    private const int Count = 20;
    private const int Seed = 2023;
    private const string SignUp = "kurs@example.org";

    private static readonly string[] Venues = ["Biblioteket", "Frivilligsentralen", "Samfunnshuset"];

    // The first ones stand where they are certain to be looked for; a town that is not named is drawn.
    private static readonly (OccasionSort Sort, OccasionKind Kind, string? Town)[] Certain =
    [
        (OccasionSort.StarterCourse, OccasionKind.InPerson, "town:drammen"),
        (OccasionSort.InformationMeeting, OccasionKind.InPerson, "town:drammen"),
        (OccasionSort.StarterCourse, OccasionKind.Digital, null),
        (OccasionSort.InformationMeeting, OccasionKind.Digital, null),
        (OccasionSort.StarterCourse, OccasionKind.Digital, null),
        (OccasionSort.InformationMeeting, OccasionKind.Digital, null),
        (OccasionSort.StarterCourse, OccasionKind.Students, null),
        (OccasionSort.StarterCourse, OccasionKind.InPerson, "town:alta"),
    ];

    /// <summary>Adds them unless some are there, and returns how many were added.</summary>
    public static async Task<int> AddAsync(MatchingDb db, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Occasions.AnyAsync(occasion => occasion.Demonstration, ct))
        {
            return 0;
        }

        var random = new Random(Seed);
        var today = clock.Today();
        var spread = await PeopleSpread.ReadAsync(db, ct);
        var bodies = await BodiesByMunicipality.ReadAsync(db, today, ct);
        var drawn = spread.Draw(Count, random).ToArray();
        random.Shuffle(drawn);
        foreach (var i in Enumerable.Range(0, Count))
        {
            var (sort, kind, named) =
                i < Certain.Length
                    ? Certain[i]
                    : (
                        i % 3 == 0 ? OccasionSort.StarterCourse : OccasionSort.InformationMeeting,
                        OccasionKind.InPerson,
                        null
                    );
            db.Occasions.Add(Make(sort, kind, named is null ? drawn[i] : spread.Of(named)));
        }

        return await db.SaveChangesAsync(ct);

        Occasion Make(OccasionSort sort, OccasionKind kind, Place town)
        {
            var (id, course) = (new byte[16], sort == OccasionSort.StarterCourse);
            random.NextBytes(id);
            var where = kind == OccasionKind.Digital ? "på nett" : "i " + town.Name;
            var occasion = new Occasion
            {
                Id = new Guid(id),
                Body = bodies.Of(town.Municipality!),
                Sort = sort,
                Kind = kind,
                Title =
                    !course ? "Hva er en selvhjelpsgruppe? Informasjonsmøte " + where
                    : kind == OccasionKind.Students ? "Igangsetterkurs for studenter " + where
                    : "Igangsetterkurs " + where,
                Languages = random.Next(8) == 0 ? ["nb", "en"] : ["nb"],
                SignUpEmail = SignUp,
                Demonstration = true,
            };
            if (kind != OccasionKind.Digital)
            {
                (occasion.Place, occasion.Venue) = (town.Code, Venues[random.Next(Venues.Length)]);
                (occasion.Longitude, occasion.Latitude) = (town.Longitude, town.Latitude);
            }

            // Within four months; a course on a Saturday and the Sunday after it, a meeting on an evening of the week.
            var day = today.AddDays(random.Next(7, 120));
            if (course)
            {
                var saturday = day.AddDays(((int)DayOfWeek.Saturday - (int)day.DayOfWeek + 7) % 7);
                occasion.HoldOn([At(saturday, 10, 360), At(saturday.AddDays(1), 10, 300)]);
            }
            else
            {
                var weekend = day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
                occasion.HoldOn([At(weekend ? day.AddDays(2) : day, random.Next(17, 20), 90)]);
            }

            return occasion;
        }
    }

    private static Session At(DateOnly day, int hour, int minutes) =>
        new(day.ToDateTime(new TimeOnly(hour, 0)), minutes);
}
