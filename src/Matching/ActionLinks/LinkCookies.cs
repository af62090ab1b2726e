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

/// <summary>How the service is reached, as far as cookies care.</summary>
public sealed class LinkCookieOptions
{
    /// <summary>Where this service is reached from outside: TLS ends before it.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Whether that is by https.</summary>
    public bool IsSecure => PublicUrl?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ?? false;

    /// <summary>The cookie's name; with the prefix browsers keep it to this host alone.</summary>
    public string CookieName => IsSecure ? "__Host-waiting" : "waiting";
}

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
        services.AddOptions<LinkCookieOptions>().BindConfiguration(string.Empty);
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
    public static void Give(HttpContext http, LinkCookieOptions options, string secret) =>
        http.Response.Cookies.Append(options.CookieName, secret, Attributes(options));

    /// <summary>Takes it back.</summary>
    public static void TakeBack(HttpContext http, LinkCookieOptions options) =>
        http.Response.Cookies.Delete(options.CookieName, Attributes(options));

    /// <summary>The secret that the browser came with.</summary>
    internal static string? SecretOf(HttpContext http) =>
        http.Request.Cookies[http.RequestServices.GetRequiredService<IOptions<LinkCookieOptions>>().Value.CookieName];

    // Strict: only a page of ours leads here with it. Without a day of its own it is gone with the browser.
    private static CookieOptions Attributes(LinkCookieOptions options) =>
        new()
        {
            HttpOnly = true,
            Secure = options.IsSecure,
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
