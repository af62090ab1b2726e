using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace Matching.Web;

/// <summary>
/// After a form was sent: the browser goes on to a page by GET, so that to load that again repeats nothing.
/// </summary>
public sealed class SeeOther(string location) : IResult, IStatusCodeHttpResult
{
    public int? StatusCode => StatusCodes.Status303SeeOther;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = location;
        return Task.CompletedTask;
    }
}
