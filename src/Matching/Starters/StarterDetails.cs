using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Courses;
using Matching.Database;
using Matching.Places;
using Matching.Sealing;
using Matching.Topics;
using Matching.Web;
using Microsoft.EntityFrameworkCore;

namespace Matching.Starters;

/// <summary>A form with what it names found: nothing in it can be refused any more.</summary>
internal sealed record StarterDetails(StarterForm Form, Guid Body, short[] Topics, Whereabouts Home)
{
    /// <summary>What a form can name that is not there.</summary>
    internal static readonly Problem[] Refusals =
    [
        Problems.TopicUnknown,
        .. ResolvePlace.Refusals,
        Problems.MunicipalityUnknown,
        Problems.CourseUnknown,
        Problems.BodyUnknown,
    ];

    /// <summary>Finds the body, the topics, the home and the course that a form names.</summary>
    /// <param name="body">Where the form names none.</param>
    public static async Task<Outcome<StarterDetails>> FindAsync(
        StarterForm form,
        Guid body,
        MatchingDb db,
        TopicNames names,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (!await db.Bodies.AnyAsync(known => known.Id == (form.Body ?? body), ct))
        {
            return Problems.BodyUnknown.At("body", "not known");
        }

        if (!(await names.ResolveAsync(db, form.Topics ?? [], "topics", ct)).Is(out var topics, out var problem))
        {
            return problem;
        }

        if (!(await ResolvePlace.ByCodeAsync(db, form.Home, "home", ct)).Is(out var home, out problem))
        {
            return problem;
        }

        if (
            form.Course is { } course
            && !await db.Occasions.AnyAsync(known => known.Id == course && known.Sort == OccasionSort.StarterCourse, ct)
        )
        {
            return Problems.CourseUnknown.At("course", "no starter course has this id");
        }

        return Read(form, form.Body ?? body, topics, home, clock.Today());
    }

    /// <summary>The same where all that the form names is found already.</summary>
    public static Outcome<StarterDetails> Read(
        StarterForm form,
        Guid body,
        short[] topics,
        Whereabouts home,
        DateOnly today
    ) =>
        form.CertifiedOn > today ? Problems.Invalid.At("certifiedOn", "is a day to come")
        : form.CourseYear > today.Year ? Problems.Invalid.At("courseYear", "is a year to come")
        : form.ConsentedOn > today ? Problems.Invalid.At("consentedOn", "is a day to come")
        : new StarterDetails(
            form,
            body,
            form.Topics?.Contains(Topic.Across) ?? false ? [] : [.. topics.Distinct()],
            home
        );

    /// <summary>Writes all of it onto a starter, and seals who she is.</summary>
    public Starter Onto(Starter starter, RecordKey key)
    {
        starter.Body = Body;
        starter.Name = key.Close(Form.Name, Starter.NameField);
        starter.Email = Form.Email is { } email ? key.Close(email, Starter.EmailField) : null;
        starter.Phone = Form.Phone is { } phone ? key.Close(phone, Starter.PhoneField) : null;
        starter.Topics = Topics;
        starter.Home = Home.Place.Code;
        (starter.Longitude, starter.Latitude) = (Home.Point.Longitude, Home.Point.Latitude);
        starter.RadiusKm = Form.RadiusKm;
        starter.Languages = Form.Languages is { } languages ? [.. languages.Distinct()] : ["nb"];
        starter.GroupsAtATime = Form.GroupsAtATime;
        starter.GroupsNow = Form.GroupsNow ?? starter.GroupsNow;
        (starter.Course, starter.CourseYear) = (Form.Course, Form.CourseYear);
        (starter.CertifiedOn, starter.ConsentedOn) = (Form.CertifiedOn, Form.ConsentedOn);
        return starter;
    }
}
