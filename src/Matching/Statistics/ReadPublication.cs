using System.Linq;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace Matching.Statistics;

/// <summary>
/// Statistics of a quarter or a year to the byte as they were published, so that whoever has them need never ask again.
/// It costs nobody anything: what is small is in none of them.
/// </summary>
public static class ReadPublication
{
    private const string ForGood = "private, max-age=31536000, immutable";

    public static void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "quarters/{quarter}", "quarter")
            .WithName("ReadQuarter")
            .WithSummary("Statistics of a quarter, say 2026-4, as JSON or, by Accept or format=csv, as CSV");
        Map(routes, "years/{year}", "year")
            .WithName("ReadYear")
            .WithSummary("Key figures and statistics of a year, as JSON or, by Accept or format=csv, as CSV");
    }

    private static RouteHandlerBuilder Map(IEndpointRouteBuilder routes, string path, string of) =>
        routes
            .MapGet(
                "/statistics/" + path,
                ([FromQuery] string? format, HttpContext http, MatchingDb db, CancellationToken ct) =>
                    ExecuteAsync((string)http.GetRouteValue(of)!, of == "year", format, http, db, ct)
            )
            .Produces<StatisticsView>(StatusCodes.Status200OK, MediaTypeNames.Application.Json)
            .Refuses(Problems.Invalid, Problems.NotFound)
            .Requires(Role.Coordinator);

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> ExecuteAsync(
        string written,
        bool isYear,
        string? format,
        HttpContext http,
        MatchingDb db,
        CancellationToken ct
    )
    {
        if (format is not (null or "json" or "csv"))
        {
            return Problems.Invalid.At("format", "json or csv");
        }

        if (
            !Period.TryParse(written, out var period)
            || period.Quarter is null != isYear
            || await db.Publications.AsNoTracking().SingleOrDefaultAsync(one => one.Period == written, ct)
                is not { } publication
        )
        {
            return Problems.NotFound.Because();
        }

        var asCsv = format == "csv" || (format is null && PrefersCsv(http.Request));
        http.Response.Headers.CacheControl = ForGood;
        http.Response.Headers.Vary = "Authorization, Accept";
        return asCsv
            ? File(publication.Csv, "text/csv; charset=utf-8", $"matching-{publication.Period}.csv")
            : File(publication.Json, "application/json; charset=utf-8", null);
    }

    private static FileContentHttpResult File(byte[] bytes, string type, string? name) =>
        TypedResults.File(
            bytes,
            type,
            name,
            entityTag: new EntityTagHeaderValue($"\"{WebEncoders.Base64UrlEncode(SHA256.HashData(bytes))}\"")
        );

    private static bool PrefersCsv(HttpRequest request)
    {
        return Quality("text/csv") > Quality(MediaTypeNames.Application.Json);

        double Quality(string type) =>
            request
                .GetTypedHeaders()
                .Accept.Where(accepted => accepted.MediaType.Equals(type, System.StringComparison.OrdinalIgnoreCase))
                .Select(accepted => accepted.Quality ?? 1)
                .DefaultIfEmpty()
                .Max();
    }
}
