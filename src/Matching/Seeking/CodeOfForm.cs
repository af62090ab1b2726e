using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Matching.Seeking;

/// <summary>
/// The code in a page's form, taken as if it came in the header of a call: no cookie holds it, and each form carries it
/// on. A page that another site sends it from is refused like any other.
/// </summary>
public static class CodeOfForm
{
    /// <summary>The name of the field.</summary>
    public const string Field = "code";

    /// <summary>Lets the routes of this group be called by the code in their form.</summary>
    public static RouteGroupBuilder WithCodeOfForm(this RouteGroupBuilder routes)
    {
        routes.WithMetadata(new ReceiptRoute());
        return routes.AddEndpointFilter(
            async (call, next) =>
            {
                var http = call.HttpContext;
                var sent = await Sent.BindAsync(http);
                http.Request.Headers[HeaderNames.Authorization] = "Receipt " + Written(sent.One(Field));
                var result = await next(call);
                if (ResultFacts.Unwrap(result) is not ProblemHttpResult { StatusCode: StatusCodes.Status404NotFound })
                {
                    return result;
                }

                var language = await Language.BindAsync(http);
                return OpenReceipt.Empty(language, wrong: true);
            }
        );
    }

    /// <summary>
    /// After something was done: the browser asks for where the interest stands now, with the code in the same form, so
    /// that to load that again repeats nothing.
    /// </summary>
    /// <param name="done">What was done; null: nothing.</param>
    public static RedirectHttpResult Standing(Language language, string? done) =>
        TypedResults.LocalRedirect("~" + Address(language, done), preserveMethod: true);

    /// <summary>Where the page of a code is, saying what was done.</summary>
    internal static string Address(Language language, string? done) =>
        done is null
            ? language.To("/receipt")
            : $"{language.To("/receipt")}{(language.IsChosen ? '&' : '?')}done={done}";

    // What is no visible ASCII is no code, and could be no header either.
    private static string Written(string? code)
    {
        foreach (var c in code ?? "")
        {
            if (c is < ' ' or > '~')
            {
                return "-";
            }
        }

        return code is null or { Length: > 100 } ? "-" : code;
    }
}
