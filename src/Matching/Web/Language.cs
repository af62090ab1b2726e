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
/// The language of the texts in an answer, by <c>?lang=</c>, else by <c>Accept-Language</c>; bokmål where nothing known
/// is asked for.
/// </summary>
/// <param name="IsChosen">Whether it was asked for by <c>?lang=</c>: then links on a page keep to it.</param>
public sealed record Language(string Tag, bool IsChosen = false)
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

    private CultureInfo Culture =>
        CultureInfo.GetCultureInfo(
            Tag switch
            {
                "en" => "en-GB",
                "nn" => "nn-NO",
                _ => "nb-NO",
            }
        );

    /// <summary>The address of a page of ours, in this language where it was chosen.</summary>
    public string To(string path) => IsChosen ? $"{path}?lang={Tag}" : path;

    /// <summary>A day as people read it: 25. november 2026.</summary>
    public string Write(DateOnly day) => day.ToString(Tag == "en" ? "d MMMM yyyy" : "d. MMMM yyyy", Culture);

    /// <summary>A whole number as people read it: 82 000.</summary>
    public string Write(long number) => number.ToString("N0", Culture);

    /// <summary>A distance, which is never better known than that: ca. 12 km.</summary>
    public string WriteKm(double km) =>
        (Tag == "en" ? "about " : "ca. ") + Math.Max(1, Math.Round(km)).ToString("N0", Culture) + NoBreak + "km";

    /// <summary>When something begins: tirsdag 24. november kl. 18.00.</summary>
    public string WriteMeeting(DateTimeOffset moment)
    {
        var there = OsloTime.Of(moment);
        return there.ToString(Tag == "en" ? "dddd d MMMM" : "dddd d. MMMM", Culture)
            + (Tag == "en" ? " at " : " kl. ")
            + Clock(there);
    }

    /// <summary>A Norwegian telephone number in pairs: 12 34 56 78; any other as it is written.</summary>
    public static string WritePhone(string number)
    {
        var digits = new string([.. number.Where(c => c != ' ' && c != NoBreak)]);
        var own = digits.StartsWith("+47", StringComparison.Ordinal) ? digits[3..] : digits;
        return own.Length == 8 && own.All(char.IsAsciiDigit)
            ? string.Join(NoBreak, own.Chunk(2).Select(pair => new string(pair)))
            : number;
    }

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
        var day = there.ToString(Tag == "en" ? "d MMM" : "d. MMM", Culture);
        return day.Replace(' ', NoBreak) + " " + Clock(there);
    }

    /// <summary>Read by minimal APIs for a handler's parameter.</summary>
    public static ValueTask<Language> BindAsync(HttpContext context)
    {
        if (Known.TryGetValue(Primary(context.Request.Query["lang"].ToString()), out var chosen))
        {
            return ValueTask.FromResult(new Language(chosen, IsChosen: true));
        }

        var wanted = StringWithQualityHeaderValue.TryParseList(
            [.. context.Request.Headers.AcceptLanguage.OfType<string>()],
            out var list
        )
            ? list.Where(language => language.Quality is not 0)
                .OrderByDescending(language => language.Quality ?? 1)
                .Select(language => Primary(language.Value.ToString()))
            : [];
        return ValueTask.FromResult(
            new Language(wanted.Select(Known.GetValueOrDefault).FirstOrDefault(tag => tag is not null) ?? "nb")
        );
    }

    // «en» of «en-GB».
    private static string Primary(string tag) => tag.Split('-')[0];

    private string Clock(DateTimeOffset there) =>
        there.ToString(Tag == "en" ? "HH:mm" : "HH.mm", CultureInfo.InvariantCulture);
}
