using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Database;
using Matching.Places;
using Matching.Sealing;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Matching.Groups;

/// <summary>A form with what it names found: nothing in it can be refused any more.</summary>
internal sealed record GroupDetails(
    GroupForm Form,
    short[] Topics,
    Coordinates Venue,
    Whereabouts Municipality,
    Schedule? Schedule
)
{
    private const int DefaultCapacity = 8;

    public int Capacity => Form.Capacity ?? DefaultCapacity;

    /// <summary>Finds the topics, the municipality and the dates that a form names.</summary>
    public static async Task<Outcome<GroupDetails>> FindAsync(
        GroupForm form,
        MatchingDb db,
        TopicNames names,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var topics = await names.ResolveAsync(db, form.Topics ?? [], "topics", ct);
        var here = await ResolvePlace.MunicipalityAsync(db, form.Meeting.Municipality, "meeting.municipality", ct);
        return Read(form, topics, here, clock.Today());
    }

    /// <summary>The same where topics and municipality were looked for already.</summary>
    public static Outcome<GroupDetails> Read(
        GroupForm form,
        Outcome<short[]> found,
        Outcome<Whereabouts> here,
        DateOnly today
    )
    {
        if (!found.Is(out var topics, out var problem))
        {
            return problem;
        }

        if (form.Languages?.Any(tag => !LanguageTag.IsKnown(tag)) ?? false)
        {
            return Problems.LanguageUnknown.At("languages", "one of them is not known; write nb, nn, se, en, uk, ...");
        }

        if (!here.Is(out var municipality, out problem))
        {
            return problem;
        }

        var venue = municipality.Point;
        if (
            form.Meeting is { Longitude: { } longitude, Latitude: { } latitude }
            && !Coordinates.TryCreate(longitude, latitude, out venue)
        )
        {
            return Coordinates
                .WhyNot(longitude, latitude)
                .At("meeting.longitude", "longitude -10 to 36, and latitude 57 to 82");
        }

        Schedule? schedule = null;
        if (form.Schedule is { } when)
        {
            if (when.TimeZone != Schedule.TimeZone)
            {
                return Problems.ScheduleInvalid.At("schedule.timeZone", "every schedule is in Europe/Oslo");
            }

            if (!Schedule.Read(when, today).Is(out schedule, out problem))
            {
                return problem;
            }
        }

        // Across topics fits everybody, so a narrower one beside it would say nothing.
        return new GroupDetails(
            form,
            form.Topics?.Contains(Topic.Across) ?? false ? [] : [.. topics.Distinct()],
            venue,
            municipality,
            schedule
        );
    }

    /// <summary>Writes all but the counts and the contact onto a group.</summary>
    public SelfHelpGroup Onto(SelfHelpGroup group)
    {
        group.Name = Form.Name;
        group.Joining = Form.Joining;
        group.Venue = Form.Meeting.Venue;
        group.Address = Form.Meeting.Address;
        group.Municipality = Municipality.Place.Municipality!;
        group.IsFor(
            Topics,
            Form.Meeting.Form,
            Form.Languages is { } languages ? [.. languages.Distinct()] : ["nb"],
            Form.Audience?.Gender ?? Gender.Any,
            [.. Form.Audience?.AgeBands ?? []]
        );
        group.MeetAt(Venue, Municipality.Point, Form.Meeting.Visibility);
        group.MeetOn(Schedule);
        return group;
    }

    /// <summary>The problem of more members, with those whom a place is offered, than there is room for.</summary>
    public ProblemHttpResult? Overfull(int members, int onOffer) =>
        members + onOffer > Capacity
            ? Problems.CapacityBelowMembers.At("capacity", "less than its members and the places on offer")
            : null;

    /// <summary>
    /// Seals the contact, keeps it, or takes it away; with whichever was there before goes its key. The group is
    /// locked.
    /// </summary>
    public async Task SealContactAsync(SelfHelpGroup group, MatchingDb db, Secrets secrets, CancellationToken ct)
    {
        if (Form.Contact is { Length: > 0 } contact)
        {
            var key = await RecordKey.RenewAsync(db, secrets, group.Id, ct);
            group.Contact = key.Close(contact, SelfHelpGroup.ContactField);
        }
        else if (Form.Contact is not null)
        {
            group.Contact = null;
            await db.Shards.EraseShardsAsync(group.Id, ct);
        }
    }
}
