using System;
using System.Diagnostics;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.BrowserTests.Support;
using Matching.Tests.Fences;
using Matching.Tests.Support;
using Xunit;

namespace Matching.BrowserTests.Seeking;

/// <summary>
/// Lighthouse, as its command is used, on a telephone of the middle class; when nothing else runs, since it measures.
/// </summary>
[Collection(nameof(Alone))]
[Trait("Category", "Long")]
public sealed class LighthouseTests(BrowserHost host, ITestOutputHelper output) : IClassFixture<BrowserHost>
{
    // A machine that does other things meanwhile measures too little, never too much.
    private const int Tries = 3;

    [Fact]
    public async Task The_search_is_accessible_quick_and_made_as_pages_should_be()
    {
        var (accessibility, performance, practices) = (0.0, 0.0, 0.0);
        for (var i = 0; i < Tries && (performance < 95 || accessibility < 100 || practices < 100); i++)
        {
            var report = await LookAsync();
            accessibility = Math.Max(accessibility, Score(report, "accessibility"));
            performance = Math.Max(performance, Score(report, "performance"));
            practices = Math.Max(practices, Score(report, "best-practices"));
        }

        output.WriteLine($"accessibility {accessibility:0}, performance {performance:0}, best practices {practices:0}");
        Assert.Equal(100, accessibility);
        Assert.InRange(performance, 95, 100);
        Assert.Equal(100, practices);
    }

    private static double Score(JsonElement report, string category) =>
        report.GetProperty("categories").GetProperty(category).GetProperty("score").GetDouble() * 100;

    private async Task<JsonElement> LookAsync()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "report.json");
        var start = new ProcessStartInfo(
            "node",
            [
                Path.Combine(Committed.Root(), "node_modules", "lighthouse", "cli", "index.js"),
                host.At("/").AbsoluteUri,
                "--quiet",
                "--output=json",
                $"--output-path={file}",
                "--only-categories=accessibility,performance,best-practices",
                "--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync",
            ]
        )
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder.Path,
        };
        start.Environment["CHROME_PATH"] = "/usr/bin/chromium";
        using var lighthouse = Process.Start(start)!;
        var said = lighthouse.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await lighthouse.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await lighthouse.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(File.Exists(file), await said);
        var report = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        return JsonDocument.Parse(report).RootElement.Clone();
    }
}

/// <summary>What must not run beside anything.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
