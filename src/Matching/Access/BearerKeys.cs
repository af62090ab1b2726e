using System;
using System.Text.Encodings.Web;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Database;
using Matching.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matching.Access;

/// <summary>
/// <c>Authorization: Bearer KEY</c>, looked up for every call, so that a key taken away opens nothing from then on.
/// Deny by default: a route that says nothing needs a key.
/// </summary>
public static class BearerKeys
{
    /// <summary>The authentication scheme.</summary>
    public const string Name = "Bearer";

    public static IServiceCollection AddBearerKeys(this IServiceCollection services)
    {
        services.AddAuthentication(Name).AddScheme<AuthenticationSchemeOptions, Handler>(Name, null);
        services
            .AddAuthorizationBuilder()
            .SetFallbackPolicy(Needs(Role.Coordinator))
            .AddPolicy(nameof(Role.Coordinator), Needs(Role.Coordinator))
            .AddPolicy(nameof(Role.BodyAdmin), Needs(Role.BodyAdmin))
            .AddPolicy(nameof(Role.NationalAdmin), Needs(Role.NationalAdmin));
        return services;
    }

    /// <summary>Declares the least role that may call.</summary>
    public static TBuilder Requires<TBuilder>(this TBuilder routes, Role role)
        where TBuilder : IEndpointConventionBuilder =>
        routes
            .RequireAuthorization(role.ToString())
            .Refuses(Problems.Unauthenticated, Problems.Forbidden, Problems.ScopeMissing);

    private static AuthorizationPolicy Needs(Role role) =>
        new AuthorizationPolicyBuilder(Name)
            .RequireAuthenticatedUser()
            .RequireAssertion(context =>
                Enum.TryParse<Role>(context.User.FindFirst(System.Security.Claims.ClaimTypes.Role)?.Value, out var held)
                && held >= role
            )
            .Build();

    private sealed class Handler(
        IOptionsMonitor<AuthenticationSchemeOptions> options,
        ILoggerFactory logger,
        UrlEncoder encoder,
        MatchingDb db,
        TimeProvider clock
    ) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var header = Request.Headers.Authorization.ToString();
            if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            {
                return AuthenticateResult.NoResult();
            }

            var secret = header["Bearer ".Length..].Trim();
            return await ApiKey.FindAsync(db, secret, clock.Today(), Context.RequestAborted) is { } key
                ? AuthenticateResult.Success(
                    new AuthenticationTicket(new Caller(key.Id, key.Body, key.Role).Principal(Name, key.Scopes), Name)
                )
                : AuthenticateResult.Fail("unknown key");
        }

        protected override Task HandleChallengeAsync(AuthenticationProperties properties)
        {
            Response.Headers.WWWAuthenticate = Name;
            return Problems.Unauthenticated.Because().ExecuteAsync(Context);
        }

        protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
            Problems.Forbidden.Because().ExecuteAsync(Context);
    }
}
