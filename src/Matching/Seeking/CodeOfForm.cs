using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Matching.Seeking;

/// <summary>
/// The code in a page's form, taken as if it came in the header of a call: no cookie holds it, and each form carries it
/// on. What is decided before the form is read, who waits in a flood, does not know of it: there she is a stranger.
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
                var isUnknown =
                    ResultFacts.Unwrap(result) is ProblemHttpResult problem
                    && problem.ProblemDetails.Title == Problems.ReceiptUnknown.Title;
                // What was written is shown again, by the page of the problem.
                if (!isUnknown || sent.One(Pages.TextField) is not null)
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
    public static RedirectHttpResult Standing(Language language, bool done = true)
    {
        var to = language.To("/receipt");
        return TypedResults.LocalRedirect(
            done ? $"~{to}{(language.IsChosen ? '&' : '?')}done=yes" : "~" + to,
            preserveMethod: true
        );
    }

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
