using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Matching.Web;

namespace Matching.Statistics;

/// <summary>
/// The numbers of a publication for a spreadsheet: a line for each, empty where nothing is shown. Codes are those of
/// the API; beside them stands the Norwegian name.
/// </summary>
internal static class SpreadSheet
{
    private const string All = "";

    /// <summary>Writes it, to the byte the same whenever it is asked for.</summary>
    public static byte[] Of(StatisticsView view)
    {
        using var file = new MemoryStream();
        using (var csv = CsvCells.Into(file))
        {
            csv.WriteRow(["table", "county", "countyName", "topic", "topicName", "days", "count"]);
            foreach (var row in Figures(view.KeyFigures).Concat(Numbers(view)))
            {
                csv.WriteRow(row);
            }

            csv.Flush();
        }

        return file.ToArray();
    }

    private static IEnumerable<string[]> Numbers(StatisticsView view)
    {
        var counties = view.Counties.ToDictionary(county => county.Code, county => county.Names["nb"]);
        var topics = view.Topics.ToDictionary(topic => topic.Code, topic => topic.Names["nb"]);
        return from table in view.Tables
            from number in table.Numbers
            select new[]
            {
                table.Event,
                number.County ?? All,
                number.County is { } county ? counties[county] : All,
                number.Topic ?? All,
                number.Topic is { } topic ? topics[topic] : All,
                Quoted(number.Days),
                Written(number.Count),
            };
    }

    private static IEnumerable<string[]> Figures(KeyFigures? figures) =>
        figures is null
            ? []
            :
            [
                Figure("contact-points", figures.ContactPoints),
                Figure("link-centres", figures.LinkCentres),
                Figure("district-offices", figures.DistrictOffices),
                Figure("networks", figures.Networks),
                Figure("starter-courses", figures.StarterCourses),
                Figure("course-participants", figures.CourseParticipants),
                Figure("information-meetings", figures.InformationMeetings),
            ];

    private static string[] Figure(string table, long? count) => [table, All, All, All, All, All, Written(count)];

    // A spreadsheet would read 6-10 as a day of October.
    private static string Quoted(string? days) =>
        days is null ? All : days.Replace("-", "–", System.StringComparison.Ordinal);

    private static string Written(long? count) => count?.ToString(CultureInfo.InvariantCulture) ?? "";
}
