using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Database;
using Matching.Matches;
using Matching.Proposals;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Benchmarks;

/// <summary>Where somebody was placed.</summary>
/// <param name="Proposal">Of a group that the engine proposed; null: of one that was there.</param>
internal sealed record Seat(Guid Interest, Guid? Proposal, double Km);

/// <summary>
/// The product's own rounds over all who wait: its scheduled jobs until nothing is flagged; then each proposal is
/// accepted and each invitation answered with yes, over HTTP; and again, until nothing happens any more.
/// </summary>
internal sealed class Rounds(
    IServiceProvider services,
    HttpClient anyone,
    HttpClient admin,
    IReadOnlyDictionary<Guid, string> receipts
)
{
    private const int Most = 20;

    /// <summary>A client of the national office, whose key is new.</summary>
    public static async Task<HttpClient> AdminAsync(WebApplication service, CancellationToken ct)
    {
        await using var scope = service.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MatchingDb>();
        var office = await db.Bodies.SingleAsync(body => body.Kind == BodyKind.NationalOffice, ct);
        var (key, secret) = ApiKey.Issue(
            office.Id,
            Role.NationalAdmin,
            "quality",
            scope.ServiceProvider.GetRequiredService<TimeProvider>().Today(),
            1
        );
        db.ApiKeys.Add(key);
        await db.SaveChangesAsync(ct);
        var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new(service.Urls.Single()) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        return client;
    }

    /// <summary>Runs them all; who has a place.</summary>
    public async Task<IReadOnlyList<Seat>> RunAsync(CancellationToken ct)
    {
        for (var round = 0; round < Most; round++)
        {
            await PlaceAsync(ct);
            if (!await AcceptAsync(ct))
            {
                return await SeatsAsync(ct);
            }
        }

        throw new InvalidOperationException("The rounds come to no end.");
    }

    private async Task PlaceAsync(CancellationToken ct)
    {
        for (var round = 0; round < Most; round++)
        {
            foreach (var job in new[] { Schedule.Find("match-groups")!, Schedule.Find("place-waiting")! })
            {
                await using var scope = services.CreateAsyncScope();
                await job.RunAsync(scope.ServiceProvider, ct);
            }

            await using var after = services.CreateAsyncScope();
            var db = after.ServiceProvider.GetRequiredService<MatchingDb>();
            if (
                !await db.Groups.AnyAsync(group => group.ToMatch, ct)
                && !await db.Interests.AnyAsync(interest => interest.ToPlace, ct)
            )
            {
                return;
            }
        }

        throw new InvalidOperationException("Somebody stays flagged.");
    }

    // Whether there was anything to accept or to answer.
    private async Task<bool> AcceptAsync(CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MatchingDb>();
        var proposals = await db
            .Proposals.Where(proposal => proposal.State == ProposalState.Open)
            .Select(proposal => proposal.Id)
            .ToListAsync(ct);
        foreach (var id in proposals)
        {
            using var answer = await admin.PutAsJsonAsync(
                $"/v1/desk/proposals/{id}/decision",
                new { decision = "accept" },
                ct
            );
            answer.EnsureSuccessStatusCode();
        }

        var invitations = await db
            .Offers.Where(offer => offer.Kind == OfferKind.Invitation && offer.State == OfferState.Open)
            .Select(offer => new { offer.Id, offer.Interest })
            .ToListAsync(ct);
        foreach (var invitation in invitations)
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, $"/v1/interest/answers/{invitation.Id}")
            {
                Content = JsonContent.Create(new { answer = "yes" }),
            };
            request.Headers.Authorization = new AuthenticationHeaderValue("Receipt", receipts[invitation.Interest]);
            using var answer = await anyone.SendAsync(request, ct);
            answer.EnsureSuccessStatusCode();
        }

        return proposals.Count + invitations.Count > 0;
    }

    // Places that are on offer or taken, and parts in groups for which everybody said yes.
    private async Task<IReadOnlyList<Seat>> SeatsAsync(CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MatchingDb>();
        return await db
            .Database.SqlQuery<Seat>(
                $"""
                select distinct on (o.interest) o.interest as "Interest", coalesce(o.proposal, p.id) as "Proposal",
                       coalesce(m.km_from, t.km_from, 0) as "Km"
                from offers o
                left join proposal_members m on m.proposal = o.proposal and m.interest = o.interest
                left join proposals p on p.group_id = o.group_id
                left join matches t on t.interest = o.interest and t.group_id = o.group_id
                where o.state in ('open', 'accepted')
                order by o.interest, o.state
                """
            )
            .ToListAsync(ct);
    }
}
