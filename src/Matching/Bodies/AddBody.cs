using System;
using System.Threading;
using System.Threading.Tasks;
using FluentValidation;
using Matching.Access;
using Matching.Calendar;
using Matching.Database;
using Matching.Places;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Bodies;

/// <summary>
/// A body is there from now on; it answers for nothing until its coverage says so. The national office alone adds
/// bodies.
/// </summary>
public static class AddBody
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/bodies", ExecuteAsync)
            .WithName("AddBody")
            .WithSummary("Adds a contact point, a LINK centre or a district office")
            .Example(
                """
                { "kind": "contact-point", "name": "Gjøvik frivilligsentral", "email": "post@gjovik.test", "house": "municipality:3407" }
                """
            )
            .Requires(Role.NationalAdmin)
            .Validates<Request, Validator>()
            .Idempotent<Request>()
            .Refuses([Problems.MunicipalityUnknown, Problems.NationalOfficeStays, .. ResolvePlace.Refusals]);

    /// <param name="House">The place where its house stands, say <c>municipality:3301</c>.</param>
    public sealed record Request(
        BodyKind Kind,
        string Name,
        string Email,
        string House,
        string? Phone = null,
        string? Url = null
    );

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(request => request.Name).BodyName();
            RuleFor(request => request.Email).OneMailbox();
            RuleFor(request => request.House).House();
            RuleFor(request => request.Phone).Phone();
            RuleFor(request => request.Url).WebAddress();
        }
    }

    public static async Task<Results<Created<BodyView>, ProblemHttpResult>> ExecuteAsync(
        Request request,
        MatchingDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (request.Kind == BodyKind.NationalOffice)
        {
            return Problems.NationalOfficeStays.Because();
        }

        if (!(await ResolvePlace.ByCodeAsync(db, request.House, "house", ct)).Is(out var house, out var problem))
        {
            return problem;
        }

        var body = new Body
        {
            Id = RandomId.New(),
            Kind = request.Kind,
            Name = request.Name,
            Phone = request.Phone,
            Email = request.Email,
            Url = request.Url,
            House = house.Place.Code,
        };
        db.Bodies.Add(body);
        db.Note("body-added", body.Id);
        await db.SaveChangesAsync(ct);
        return TypedResults.Created($"/v1/bodies/{body.Id}", await BodyView.OfAsync(db, body.Id, clock.Today(), ct));
    }
}
