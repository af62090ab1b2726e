using System;
using System.Text.Encodings.Web;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matching.ActionLinks;

/// <summary>
/// The cookie of a session that a link opened. It lets in where pages are and nowhere else: no other route asks for it,
/// and there no key does.
/// </summary>
public static class LinkCookies
{
    /// <summary>The authentication scheme, and the policy that asks for it.</summary>
    public const string Name = "ActionLink";

    public static IServiceCollection AddLinkCookies(this IServiceCollection services)
    {
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, Handler>(Name, null);
        services
            .AddAuthorizationBuilder()
            .AddPolicy(Name, new AuthorizationPolicyBuilder(Name).RequireAuthenticatedUser().Build());
        return services;
    }

    /// <summary>Only who came by a link may call.</summary>
    public static TBuilder RequiresLink<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.RequireAuthorization(Name);

    /// <summary>Gives the browser the secret of its session.</summary>
    public static void Give(HttpContext http, OwnAddress own, string secret) =>
        http.Response.Cookies.Append(NameOf(own), secret, Attributes(own));

    /// <summary>Takes it back.</summary>
    public static void TakeBack(HttpContext http, OwnAddress own) =>
        http.Response.Cookies.Delete(NameOf(own), Attributes(own));

    /// <summary>The secret that the browser came with.</summary>
    internal static string? SecretOf(HttpContext http) =>
        http.Request.Cookies[NameOf(http.RequestServices.GetRequiredService<IOptions<OwnAddress>>().Value)];

    // With the prefix browsers keep it to this host alone.
    private static string NameOf(OwnAddress own) => own.IsSecure ? "__Host-waiting" : "waiting";

    // Strict: only a page of ours leads here with it. Without a day of its own it is gone with the browser.
    private static CookieOptions Attributes(OwnAddress own) =>
        new()
        {
            HttpOnly = true,
            Secure = own.IsSecure,
            SameSite = SameSiteMode.Strict,
            Path = "/",
        };

    private sealed class Handler(
        IOptionsMonitor<AuthenticationSchemeOptions> options,
        ILoggerFactory logger,
        UrlEncoder encoder,
        MatchingDb db,
        TimeProvider clock
    ) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override async Task<AuthenticateResult> HandleAuthenticateAsync() =>
            SecretOf(Context) is not { } secret ? AuthenticateResult.NoResult()
            : await LinkSession.FindAsync(db, secret, clock, Context.RequestAborted) is { } caller
                ? AuthenticateResult.Success(new AuthenticationTicket(caller.Principal(Name), Name))
            : AuthenticateResult.Fail("unknown session");

        protected override Task HandleChallengeAsync(AuthenticationProperties properties)
        {
            Response.Headers.WWWAuthenticate = Name;
            return Problems.Unauthenticated.Because().ExecuteAsync(Context);
        }
    }
}
