using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Cases;
using Matching.Database;
using Matching.Interests;
using Microsoft.EntityFrameworkCore;

namespace Matching.Proposals;

/// <summary>Where some who could form a group would meet.</summary>
/// <param name="Body">The body that covers the site and would decide.</param>
/// <param name="Profile">What they have in common by that body's policy.</param>
/// <param name="Journeys">From the areas of all of them.</param>
internal sealed record ChosenPlace(Site Site, Guid Body, Profile Profile, Journeys Journeys);

/// <summary>
/// Chooses the meeting place that keeps the longest journey shortest, among contact points' houses and towns where the
/// body that covers them would take these people.
/// </summary>
public sealed class ChoosePlace(MatchingDb db, Ground ground, News news, TimeProvider clock)
{
    /// <summary>Null where there is none.</summary>
    internal async Task<ChosenPlace?> ForAsync(short? topic, List<Interest> members, CancellationToken ct)
    {
        // A place must be in everybody's reach: those in reach of the one who knows best where she is, and travels
        // least.
        var sites = await ground.SitesAsync(
            members
                .OrderBy(member => !member.Area.StartsWith("municipality:", StringComparison.Ordinal))
                .ThenBy(member => member.TravelKm)
                .First(),
            ct
        );
        var areas = members.ConvertAll(member => member.Area);
        var journeys = await ground.JourneysAsync(areas, sites.Select(site => site.Code), ct);
        var noes = await Noes.ReadAsync(db, clock.Today(), [.. members.Select(member => member.Id)], ct);
        foreach (var site in journeys.Best(sites, areas))
        {
            var body = await ground.BodyAsync(site.Municipality, topic, members, ct);
            var policy = ground.PolicyOf(body);
            if (
                members.Count >= policy.Enough
                && members.Count <= policy.MostMembers
                && members.All(member =>
                    journeys.Km(member.Area, site.Code) is var km
                    && ground.Suits(member, topic, km, policy)
                    && !noes.Against(member.Id, topic, km)
                )
                && Profile.Of(members, policy) is { } profile
            )
            {
                return new(site, body, profile, journeys);
            }
        }

        return null;
    }

    /// <summary>
    /// Chooses the place anew for those who are in a proposal now; it moves only where that shortens the longest
    /// journey.
    /// </summary>
    public async Task AnewAsync(Proposal proposal, List<Interest> members, CancellationToken ct)
    {
        var here = await ground.JourneysAsync(members.Select(member => member.Area), [proposal.Place], ct);
        var journeys = here;
        if (
            await ForAsync(proposal.Topic, members, ct) is { } chosen
            && chosen.Journeys.Longest(members, chosen.Site.Code) < here.Longest(members, proposal.Place)
        )
        {
            journeys = chosen.Journeys;
            proposal.MeetAt(chosen.Site);
            proposal.Agree(chosen.Profile);
            if (proposal.Body != chosen.Body)
            {
                proposal.Body = chosen.Body;
                await news.TellBodyAsync(chosen.Body, ct);
            }
        }

        var areas = members.ToDictionary(member => member.Id, member => member.Area);
        var rows = await db
            .ProposalMembers.Where(row => row.Proposal == proposal.Id && row.Live && areas.Keys.Contains(row.Interest))
            .ToListAsync(ct);
        rows.ForEach(row => row.TravelsBy(journeys.Of(areas[row.Interest], proposal.Place)));
        await db.SaveChangesAsync(ct);
    }
}
