using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Matching.Calendar;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Matching.Web;

/// <summary>
/// The language of the texts in an answer, by <c>Accept-Language</c>; bokmål where nothing known is asked for.
/// </summary>
public sealed record Language(string Tag)
{
    private const char NoBreak = '\u00a0';

    private static readonly Dictionary<string, string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["nb"] = "nb",
        ["no"] = "nb",
        ["nn"] = "nn",
        ["en"] = "en",
        ["se"] = "se",
    };

    /// <summary>The languages to try, in order: nynorsk and Sámi readers read bokmål sooner than English.</summary>
    public IEnumerable<string> Fallback =>
        Tag switch
        {
            "nb" => ["nb", "en"],
            "en" => ["en", "nb"],
            _ => [Tag, "nb", "en"],
        };

    /// <summary>The first of them that every text is there in: what a page says of itself.</summary>
    public string Shown => Tag is "nn" or "en" ? Tag : "nb";

    /// <summary>A day as people read it: 25. november 2026.</summary>
    public string Write(DateOnly day) =>
        Tag switch
        {
            "en" => day.ToString("d MMMM yyyy", CultureInfo.GetCultureInfo("en-GB")),
            "nn" => day.ToString("d. MMMM yyyy", CultureInfo.GetCultureInfo("nn-NO")),
            _ => day.ToString("d. MMMM yyyy", CultureInfo.GetCultureInfo("nb-NO")),
        };

    /// <summary>A moment as a clock in Oslo shows it: 25. november 2026 kl. 14.05.</summary>
    public string Write(DateTimeOffset moment)
    {
        var there = OsloTime.Of(moment);
        return Write(DateOnly.FromDateTime(there.DateTime)) + (Tag == "en" ? " at " : " kl. ") + Clock(there);
    }

    /// <summary>The same in a table, of a moment not long ago: 25. nov. 14.05.</summary>
    public string WriteShort(DateTimeOffset moment)
    {
        var there = OsloTime.Of(moment);
        var day = Tag switch
        {
            "en" => there.ToString("d MMM", CultureInfo.GetCultureInfo("en-GB")),
            "nn" => there.ToString("d. MMM", CultureInfo.GetCultureInfo("nn-NO")),
            _ => there.ToString("d. MMM", CultureInfo.GetCultureInfo("nb-NO")),
        };
        return day.Replace(' ', NoBreak) + " " + Clock(there);
    }

    /// <summary>Read by minimal APIs for a handler's parameter.</summary>
    public static ValueTask<Language> BindAsync(HttpContext context)
    {
        var wanted = StringWithQualityHeaderValue.TryParseList(
            [.. context.Request.Headers.AcceptLanguage.OfType<string>()],
            out var list
        )
            ? list.OrderByDescending(language => language.Quality ?? 1)
                .Select(language => language.Value.ToString().Split('-')[0])
            : [];
        return ValueTask.FromResult(
            new Language(wanted.Select(Known.GetValueOrDefault).FirstOrDefault(tag => tag is not null) ?? "nb")
        );
    }

    private string Clock(DateTimeOffset there) =>
        there.ToString(Tag == "en" ? "HH:mm" : "HH.mm", CultureInfo.InvariantCulture);
}
