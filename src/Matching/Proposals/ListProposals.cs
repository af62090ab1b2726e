using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentValidation;
using Matching.Access;
using Matching.Bodies;
using Matching.Database;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Proposals;

/// <summary>
/// The groups that could be, the oldest first: the body's own, the members' of the networks that it leads, and all of
/// them for the national office.
/// </summary>
public static class ListProposals
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/desk/proposals", ExecuteAsync)
            .WithName("ListProposals")
            .WithSummary("Groups that could be, the oldest first")
            .Validates<Request, Validator>()
            .Refuses(Problems.CursorInvalid)
            .Requires(Role.Coordinator);

    /// <param name="State">Only these; without it those that are not over: open, waiting, accepted.</param>
    /// <param name="Limit">How many at most.</param>
    /// <param name="Cursor">Where to go on: the <c>nextCursor</c> of the page before.</param>
    public sealed record Request(string[]? State, int? Limit, string? Cursor) : IPaged;

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(request => request.State).SomeOf(Codes.All<ProposalState>());
    }

    public sealed record Response(IReadOnlyList<ProposalItem> Items, string? NextCursor);

    /// <param name="Members">How many are in it now.</param>
    /// <param name="Until">The day on which the body decides again.</param>
    public sealed record ProposalItem(
        Guid Id,
        DateOnly Day,
        ProposalState State,
        Guid Body,
        IReadOnlyList<string> Topics,
        MeetingPlace Place,
        int Members,
        DateOnly? Until
    );

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(
        [AsParameters] Request request,
        Caller caller,
        MatchingDb db,
        TopicNames names,
        CancellationToken ct
    )
    {
        if (!Cursor.TryRead<Position>(request, out var after))
        {
            return Cursor.Refused;
        }

        ProposalState[] states = request.State is { Length: > 0 } asked
            ? [.. asked.Select(Codes.Parse<ProposalState>)]
            : [ProposalState.Open, ProposalState.Waiting, ProposalState.Accepted];
        var limit = Cursor.Limit(request.Limit);
        var (day, id) = (after?.Day, after?.Id ?? Guid.Empty);
        Guid[] readable = [caller.Body, .. await db.LedBy(caller.Body).ToListAsync(ct)];
        var found = await (
            from row in db.Proposals.AsNoTracking()
            join place in db.Places on row.Place equals place.Code
            where
                (caller.IsNational || readable.Contains(row.Body))
                && states.Contains(row.State)
                && (day == null || row.Day > day || (row.Day == day && row.Id > id))
            orderby row.Day, row.Id
            select new
            {
                Proposal = row,
                place.Name,
                Members = db.ProposalMembers.Count(member => member.Proposal == row.Id && member.Live),
            }
        )
            .Take(limit + 1)
            .ToListAsync(ct);
        var (rows, next) = Cursor.Page(request, found, limit, row => new Position(row.Proposal.Day, row.Proposal.Id));
        var topics = await names.AllAsync(db, ct);
        return TypedResults.Ok(
            new Response(
                [
                    .. rows.Select(row => new ProposalItem(
                        row.Proposal.Id,
                        row.Proposal.Day,
                        row.Proposal.State,
                        row.Proposal.Body,
                        [.. row.Proposal.Topics.Select(topic => topics[topic].Slug)],
                        new(row.Proposal.Place, row.Name, row.Proposal.Municipality),
                        row.Members,
                        row.Proposal.WaitUntil
                    )),
                ],
                next
            )
        );
    }

    private sealed record Position(DateOnly Day, Guid Id);
}
