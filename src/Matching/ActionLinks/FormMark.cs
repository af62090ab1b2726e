using System;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Sealing;
using Matching.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.ActionLinks;

/// <summary>
/// What every form in a session carries, so that no other site can send one with the cookie: an HMAC of the session's
/// secret. Any instance can check it, and nothing of it is kept. Beside it stands a number of the form's own: whoever
/// presses its button twice does it once, and whoever goes back and writes something else says that too.
/// </summary>
public sealed record FormMark(string Text)
{
    /// <summary>The name of the form's field.</summary>
    public const string Field = "mark";

    /// <summary>The name of the field with the form's own number.</summary>
    public const string NumberField = "once";

    /// <summary>Read by minimal APIs for a handler's parameter.</summary>
    /// <exception cref="InvalidOperationException">The route lets anyone in, and so has no session.</exception>
    public static ValueTask<FormMark> BindAsync(HttpContext context) =>
        LinkCookies.SecretOf(context) is { } secret
            ? ValueTask.FromResult(
                new FormMark(
                    Convert.ToHexStringLower(
                        context
                            .RequestServices.GetRequiredService<Secrets>()
                            .Fingerprint("link-session-form", Encoding.UTF8.GetBytes(secret))
                    )
                )
            )
            : throw new InvalidOperationException("A route that anyone may call has no session.");

    /// <summary>Whether a form carries it.</summary>
    public bool IsOn(IFormCollection form) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Text),
            Encoding.UTF8.GetBytes(form[Field].ToString())
        );

    /// <summary>
    /// The number of a form as it was filled in. It tells nothing of what stands there: the form's own number, which is
    /// random, is kept nowhere.
    /// </summary>
    internal static Guid Of(Guid number, IFormCollection form)
    {
        var filledIn = JsonSerializer.SerializeToUtf8Bytes(
            form.Where(field => field.Key is not (Field or NumberField))
                .OrderBy(field => field.Key, StringComparer.Ordinal)
                .Select(field => new { field.Key, Values = field.Value.ToArray() })
        );
        return new(HMACSHA256.HashData(number.ToByteArray(), filledIn).AsSpan(0, 16));
    }
}

/// <summary>Asks for the mark.</summary>
public static class FormMarkExtensions
{
    /// <summary>
    /// Every form that a route of this group takes must carry the mark of its session, and counts once. Must stand
    /// inside <see cref="OneTransaction"/>: one that was refused may be sent again.
    /// </summary>
    public static RouteGroupBuilder WithFormMark(this RouteGroupBuilder routes) =>
        routes.AddEndpointFilter(
            async (call, next) =>
            {
                var http = call.HttpContext;
                var ct = http.RequestAborted;
                if (!HttpMethods.IsPost(http.Request.Method))
                {
                    return await next(call);
                }

                if (
                    !http.Request.HasFormContentType
                    || await http.Request.ReadFormAsync(ct) is not { } form
                    || !(await FormMark.BindAsync(http)).IsOn(form)
                    || !Guid.TryParse(form[FormMark.NumberField], out var number)
                )
                {
                    return Problems.Forbidden.Because();
                }

                var db = http.RequestServices.GetRequiredService<MatchingDb>();
                return await LinkSession.TakeFormAsync(db, LinkCookies.SecretOf(http)!, FormMark.Of(number, form), ct)
                    ? await next(call)
                    : new SeeOther($"/waiting?done={ListWaiting.DoneBefore}");
            }
        );
}
