using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Cases;
using Matching.Database;
using Matching.Groups;
using Matching.Interests;
using Matching.Matches;
using Matching.Places;
using Matching.Topics;
using Microsoft.EntityFrameworkCore;

namespace Matching.Proposals;

/// <summary>
/// Enough said yes: the group is there, forming, with a place for each of them. It opens when it has a schedule and a
/// starter.
/// </summary>
public sealed class FormGroup(MatchingDb db, CaseWork cases, News news, TopicNames names, TimeProvider clock)
{
    /// <summary>Forms it; the bodies to tell.</summary>
    /// <param name="yeses">The interests, locked, of those who said yes, with their invitations.</param>
    internal async Task<IReadOnlyCollection<Guid>> FormAsync(
        LockedProposal held,
        IReadOnlyDictionary<Interest, Offer> yeses,
        Policy policy,
        CancellationToken ct
    )
    {
        var (today, proposal) = (clock.Today(), held.Proposal);
        var group = await GroupOfAsync(proposal, policy, ct);
        group.Count(Math.Max(policy.MostMembers, yeses.Count), yeses.Count);
        db.Groups.Add(group);
        await db.SaveChangesAsync(ct);
        proposal.Form(group.Id);
        foreach (var (member, interest) in held.Live.Where(pair => yeses.ContainsKey(pair.Interest)).ToList())
        {
            member.Live = false;
            yeses[interest].LeadTo(group.Id);
            interest.Placed(today);
            interest.News();
            await Offer.GiveBackAsync(db, interest.Id, yeses[interest].Id, ct);
        }

        // Who said no to the invitation is not offered a place in the group either.
        foreach (
            var member in held.Members.Where(row => row.NoUntil >= today && held.Interests.ContainsKey(row.Interest))
        )
        {
            await RememberedNo.AddAsync(db, member.Interest, group.Id, member.NoUntil!.Value, ct);
        }

        var bodies = new List<Guid> { proposal.Body };
        foreach (var interest in yeses.Keys)
        {
            var @case = await db.Cases.SingleAsync(row => row.Interest == interest.Id, ct);
            await cases.RememberAsync(@case, "group-forming", proposal.Body, ct);
            bodies.Add(@case.Body);
        }

        await db.SaveChangesAsync(ct);
        await news.TellPeopleAsync(ct);
        return bodies;
    }

    private async Task<SelfHelpGroup> GroupOfAsync(Proposal proposal, Policy policy, CancellationToken ct)
    {
        var place = await db.Places.AsNoTracking().SingleAsync(row => row.Code == proposal.Place, ct);
        var number = "municipality:" + proposal.Municipality;
        var municipality = await db.Places.AsNoTracking().SingleAsync(row => row.Code == number, ct);
        var site = Coordinates.Of(proposal.Longitude, proposal.Latitude);
        var about = (await names.AllAsync(db, ct))[proposal.Topic ?? await names.AcrossAsync(db, ct)];
        var group = new SelfHelpGroup
        {
            Id = RandomId.New(),
            Body = proposal.Body,
            Name = $"{about.Name("nb")}, {place.Name}",
            Topics = proposal.Topics,
            Form = MeetingForm.InPerson,
            Municipality = proposal.Municipality,
            Languages = proposal.Languages,
            Gender = proposal.Gender,
            AgeBands = proposal.AgeBands,
            ConfirmedOn = clock.Today(),
            Proposed = true,
            AwaitsStarter = policy.StartersLeast > 0,
        };
        group.MeetAt(site, municipality.Point ?? site, Visibility.Area);
        return group;
    }
}
