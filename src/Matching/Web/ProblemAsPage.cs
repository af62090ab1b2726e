using System;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matching.Web;

/// <summary>
/// A problem on a page, in plain words and without detail; everywhere else it stays JSON. What was written in the form
/// that failed is shown again, to copy: whoever was away longer than her session lasts writes it once. It is kept
/// nowhere.
/// </summary>
internal sealed class ProblemAsPage : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) =>
        Pages.IsPage(context.HttpContext.Request.Path) || Pages.IsAstray(context.HttpContext);

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var http = context.HttpContext;
        var status = context.ProblemDetails.Status ?? http.Response.StatusCode;
        var language = await Language.BindAsync(http);
        var known = status switch
        {
            // Where a form goes there is no page: say, who loads its address again.
            StatusCodes.Status405MethodNotAllowed => "404",
            StatusCodes.Status401Unauthorized
            or StatusCodes.Status403Forbidden
            or StatusCodes.Status404NotFound
            or StatusCodes.Status409Conflict
            or StatusCodes.Status429TooManyRequests
            or StatusCodes.Status503ServiceUnavailable => status.ToString(CultureInfo.InvariantCulture),
            >= 500 => "500",
            _ => "400",
        };
        await new RazorComponentResult<ProblemPage>(
            new
            {
                Language = language,
                Heading = Texts.Say("Web", $"{known}-heading", language),
                Text = Texts.Say("Web", $"{known}-text", language),
                Written = await WrittenAsync(http.Request),
            }
        )
        {
            StatusCode = status,
        }.ExecuteAsync(http);
    }

    // Not what another site sends: it would put its own words on a page of ours.
    private static async Task<string?> WrittenAsync(HttpRequest request)
    {
        if (
            !request.HasFormContentType
            || request.ContentLength is not <= HttpEdges.LargestBody
            || Pages.IsFromElsewhere(request)
        )
        {
            return null;
        }

        try
        {
            var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
            return form[Pages.TextField].ToString() is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException)
        {
            return null;
        }
    }
}
