using System.Reflection;
using System.Threading.Tasks;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Matching.Registration;

/// <summary>The header <c>Proof</c>: the solution of what <c>GET /v1/challenge</c> gave.</summary>
/// <param name="Given">Null where there is none.</param>
/// <param name="IsExcused">Whether it comes from somebody who is known: staff floods nobody.</param>
public sealed record Proof(string? Given, bool IsExcused) : IEndpointParameterMetadataProvider
{
    internal const string Header = "Proof";

    /// <summary>Read by minimal APIs for a handler's parameter.</summary>
    public static ValueTask<Proof> BindAsync(HttpContext context) =>
        ValueTask.FromResult(
            new Proof(
                context.Request.Headers[Header] is { Count: 1 } given ? given.ToString() : null,
                context.User.Identity is { IsAuthenticated: true }
            )
        );

    /// <summary>Read by minimal APIs for the route of a handler.</summary>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(
            new TakenHeader(Header, "The solution of GET /v1/challenge; without one, nobody is turned away.")
        );
}
