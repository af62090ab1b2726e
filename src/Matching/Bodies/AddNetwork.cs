using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentValidation;
using Matching.Access;
using Matching.Database;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Bodies;

/// <summary>
/// Contact points work together from now on. The national office alone says so: the lead answers where they do not, and
/// reads their cases.
/// </summary>
public static class AddNetwork
{
    internal const string Example = """
        { "name": "Selvhjelp i Hallingdal", "lead": "b77f1a38-2c42-4024-a441-5eb9729ded2a",
          "members": ["0921d247-0ca0-43c4-a9c7-952a22052398", "de79495a-b49e-4ab6-ad14-842267979849"] }
        """;
    private const int MostMembers = 400;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/networks", ExecuteAsync)
            .WithName("AddNetwork")
            .WithSummary("Adds a network of contact points")
            .Example(Example)
            .Requires(Role.NationalAdmin)
            .Validates<Request, Validator>()
            .Idempotent<Request>()
            .Refuses(Problems.BodyUnknown);

    /// <param name="Lead">The body that answers where no member does; any but the national office, which does so
    /// anyway.</param>
    /// <param name="Members">Contact points.</param>
    public sealed record Request(string Name, Guid Lead, IReadOnlyList<Guid> Members);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(request => request.Name).BodyName();
            RuleFor(request => request.Members)
                .Must(members => members.Count is > 0 and <= MostMembers)
                .WithMessage($"from 1 to {MostMembers}")
                .Must(members => members.Distinct().Count() == members.Count)
                .WithMessage("one of them stands twice");
        }
    }

    public static async Task<Results<Created<NetworkView>, ProblemHttpResult>> ExecuteAsync(
        Request request,
        MatchingDb db,
        CancellationToken ct
    )
    {
        if (await UnknownAsync(request, db, ct) is { } problem)
        {
            return problem;
        }

        var network = new Network
        {
            Id = RandomId.New(),
            Name = request.Name,
            Lead = request.Lead,
        };
        network.Join(request.Members);
        db.Networks.Add(network);
        db.Note("network-added", network.Id);
        await db.SaveChangesAsync(ct);
        return TypedResults.Created($"/v1/networks/{network.Id}", NetworkView.Of(network));
    }

    /// <summary>The problem with a lead or member that is none; null where all are there.</summary>
    internal static async Task<ProblemHttpResult?> UnknownAsync(Request request, MatchingDb db, CancellationToken ct)
    {
        var asked = request.Members.Append(request.Lead).ToArray();
        var kinds = await db
            .Bodies.Where(body => asked.Contains(body.Id))
            .ToDictionaryAsync(body => body.Id, body => body.Kind, ct);
        if (!kinds.TryGetValue(request.Lead, out var lead) || lead == BodyKind.NationalOffice)
        {
            return Problems.BodyUnknown.At("lead", "no contact point, LINK centre or district office has this id");
        }

        return request
            .Members.Index()
            .Where(member => !kinds.TryGetValue(member.Item, out var kind) || kind != BodyKind.ContactPoint)
            .Select(member => Problems.BodyUnknown.At($"members[{member.Index}]", "no contact point has this id"))
            .FirstOrDefault();
    }
}
