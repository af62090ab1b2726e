using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Claims;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace Matching.Access;

/// <summary>Who calls: a key with its role and the body that it works for.</summary>
/// <param name="Key">The key, or the session that a link opened.</param>
/// <param name="ByLink">Whether it comes by a link in a mail, without a key.</param>
public sealed record Caller(Guid Key, Guid Body, Role Role, bool ByLink = false)
{
    private const string BodyClaim = "body";
    private const string LinkClaim = "by-link";

    /// <summary>Whether the caller works for the national office's administration.</summary>
    public bool IsNational => Role == Role.NationalAdmin;

    /// <summary>Whether the caller works for this body itself: who its starters are is for nobody else.</summary>
    public bool WorksFor(Guid body) => body == Body;

    /// <summary>Whether something of this body is the caller's to see and change.</summary>
    public bool MayActFor(Guid body) => IsNational || body == Body;

    /// <summary>Read by minimal APIs for a handler's parameter.</summary>
    /// <exception cref="InvalidOperationException">The route lets anyone in, and so has no caller.</exception>
    public static ValueTask<Caller> BindAsync(HttpContext context)
    {
        var user = context.User;
        return user.Identity is { IsAuthenticated: true }
            ? ValueTask.FromResult(
                new Caller(
                    Guid.Parse(user.FindFirstValue(ClaimTypes.NameIdentifier)!),
                    Guid.Parse(user.FindFirstValue(BodyClaim)!),
                    Enum.Parse<Role>(user.FindFirstValue(ClaimTypes.Role)!),
                    user.HasClaim(claim => claim.Type == LinkClaim)
                )
            )
            : throw new InvalidOperationException("A route that anyone may call has no caller.");
    }

    /// <summary>Who calls, where a key came with the call; null for anyone.</summary>
    public static async ValueTask<Caller?> OrNullAsync(HttpContext context) =>
        context.User.Identity is { IsAuthenticated: true } ? await BindAsync(context) : null;

    /// <summary>The caller as ASP.NET Core carries it.</summary>
    /// <param name="scheme">By which it was let in.</param>
    /// <param name="scopes">What the key is narrowed to.</param>
    internal ClaimsPrincipal Principal(string scheme, params IEnumerable<string> scopes) =>
        new(
            new ClaimsIdentity(
                [
                    new(ClaimTypes.NameIdentifier, Key.ToString()),
                    new(BodyClaim, Body.ToString()),
                    new(ClaimTypes.Role, Role.ToString()),
                    .. scopes.Select(scope => new Claim(Scopes.Claim, scope)),
                    .. ByLink ? [new Claim(LinkClaim, bool.TrueString)] : Array.Empty<Claim>(),
                ],
                scheme
            )
        );
}
