using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Tests.Fences;
using Xunit;

namespace Matching.Tests.Groups;

/// <summary>
/// What ical.js, which calendar programs use, makes of calendars. It is installed beside this file on first use.
/// </summary>
internal static class IcalJs
{
    private static readonly string Folder = Path.Combine(Committed.Root(), "tests", "Matching.Tests", "Groups", "ical");

    private const string Zone = """
        BEGIN:VTIMEZONE
        TZID:Europe/Oslo
        BEGIN:DAYLIGHT
        DTSTART:19960331T020000
        TZOFFSETFROM:+0100
        TZOFFSETTO:+0200
        RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
        END:DAYLIGHT
        BEGIN:STANDARD
        DTSTART:19961027T030000
        TZOFFSETFROM:+0200
        TZOFFSETTO:+0100
        RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
        END:STANDARD
        END:VTIMEZONE
        """;

    /// <summary>A meeting: its wall-clock time, and its moment.</summary>
    public sealed record Meeting(DateTime WallClock, DateTimeOffset Moment);

    /// <summary>
    /// The meetings of each of these events from one year's beginning to another's end, by one Node process.
    /// </summary>
    /// <param name="events">From BEGIN:VEVENT to END:VEVENT; their times are Europe/Oslo's.</param>
    public static async Task<IReadOnlyList<IReadOnlyList<Meeting>>> ExpandAsync(
        IEnumerable<string> events,
        int from,
        int until
    )
    {
        await InstallAsync();
        string[] lines = ["BEGIN:VCALENDAR", .. Zone.Split('\n'), .. events, "END:VCALENDAR", ""];
        var said = await RunAsync(
            "node",
            ["expand.mjs"],
            JsonSerializer.Serialize(
                new
                {
                    calendar = string.Join("\r\n", lines),
                    from,
                    until,
                }
            )
        );
        return
        [
            .. JsonSerializer
                .Deserialize<JsonElement[][][]>(said)!
                .Select(meetings =>
                    meetings
                        .Select(meeting => new Meeting(
                            meeting[0].GetDateTime(),
                            DateTimeOffset.FromUnixTimeSeconds(meeting[1].GetInt64())
                        ))
                        .ToList()
                ),
        ];
    }

    // npm leaves a copy of the lock file in what it installed; an older one is of another version.
    private static async Task InstallAsync()
    {
        var wanted = File.GetLastWriteTimeUtc(Path.Combine(Folder, "package-lock.json"));
        if (File.GetLastWriteTimeUtc(Path.Combine(Folder, "node_modules", ".package-lock.json")) < wanted)
        {
            await RunAsync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], "");
        }
    }

    private static async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, string input)
    {
        using var process = Start(program, arguments);
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(
            process.ExitCode == 0,
            $"Schedules are compared with those of ical.js, but «{program} {arguments[0]}» failed in {Folder}:\n"
                + await complained
        );
        return await said;
    }

    private static Process Start(string program, IReadOnlyList<string> arguments)
    {
        try
        {
            return Process.Start(
                new ProcessStartInfo(program, arguments)
                {
                    WorkingDirectory = Folder,
                    UseShellExecute = false,
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
        }
        catch (Win32Exception)
        {
            Assert.Fail(
                $"{program} was not found: schedules are compared with those of ical.js, which needs Node.js 20 or newer "
                    + "with npm in PATH (https://nodejs.org)."
            );
            throw;
        }
    }
}
