using Matching.Sealing;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Registration;

/// <summary>
/// What is to be solved before one registers while there is a flood; nothing while it is calm. Costs the caller some
/// seconds of her device, and tells nobody anything.
/// </summary>
public static class ReadChallenge
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/challenge", Execute)
            .WithName("ReadChallenge")
            .WithSummary("Proof of work for a registration in a flood; empty when calm")
            .WithMetadata(new OwnPagesRoute())
            .AllowAnonymous();

    public static Results<Ok<ProofOfWork.Challenge>, NoContent> Execute(Floods floods) =>
        floods.Challenge() is { } challenge ? TypedResults.Ok(challenge) : TypedResults.NoContent();
}
