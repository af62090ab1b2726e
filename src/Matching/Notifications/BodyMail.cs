using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.ActionLinks;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Cases;
using Matching.Database;
using Matching.Jobs;
using Matching.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Matching.Notifications;

/// <summary>
/// The neutral mail to a body or its deputy, with a link to its waiting list where it has no account.
/// </summary>
public sealed class BodyMail(
    MatchingDb db,
    Mailer mailer,
    TimeProvider clock,
    IOptions<OwnAddress> own,
    IOptions<NewsOptions> options
)
{
    /// <summary>Sends it.</summary>
    /// <param name="address">The body's own, or its deputy's.</param>
    /// <param name="id">Gives the Message-ID.</param>
    public async Task<JobOutcome> SendAsync(Body body, string address, Guid id, CancellationToken ct)
    {
        if (!EmailAddress.TryParse(address, out var to))
        {
            return JobOutcome.Refused("address-invalid");
        }

        var token = await ActionLink.IssueAsync(db, body, address, clock, ct);
        var where = own.Value.To(token is null ? "/v1/desk/cases" : $"/links/{token}");
        return await mailer.SendAsync(to, NeutralMail.To("body", "nb", where), id, ct);
    }

    /// <summary>The id of the deputy's mail, where one job sends both: another, and the same with every try.</summary>
    public static Guid ForDeputy(Guid job)
    {
        var bytes = job.ToByteArray();
        bytes[^1] ^= 1;
        return new(bytes);
    }

    /// <summary>
    /// The job of a deputy: what is overdue with the body, while it still is, in office hours.
    /// </summary>
    public async Task<JobOutcome> TellDeputyAsync(ClaimedJob job, CancellationToken ct)
    {
        var body = await db.Bodies.AsNoTracking().SingleAsync(row => row.Id == job.Subject, ct);
        var isOverdue = await db.Cases.AnyAsync(Case.IsOverdueWith(body.Id), ct);
        var now = clock.OsloNow();
        return body.Deputy is null || !isOverdue ? JobOutcome.Done
            : options.Value.AtOnce || OfficeHours.Holds(now) ? await SendAsync(body, body.Deputy, job.Id, ct)
            : JobOutcome.PutOff(OsloTime.At(OfficeHours.NextOpening(now)));
    }

    /// <summary>
    /// The job of a link that a body asked for: at once and at any hour, since it is there and waits for it; to its
    /// deputy too, since nobody says who of the two asked. A body that has ended is let in no more.
    /// </summary>
    public async Task<JobOutcome> SendLinkAsync(ClaimedJob job, CancellationToken ct)
    {
        var body = await db.Bodies.AsNoTracking().SingleAsync(row => row.Id == job.Subject, ct);
        if (body.State == BodyState.Ended)
        {
            return JobOutcome.Done;
        }

        if (body.Deputy is not null)
        {
            await SendAsync(body, body.Deputy, ForDeputy(job.Id), ct);
        }

        return await SendAsync(body, body.Email, job.Id, ct);
    }
}
