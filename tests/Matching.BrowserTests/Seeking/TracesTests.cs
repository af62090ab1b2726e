using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Matching.BrowserTests.Support;
using Matching.Tests.Support;
using Matching.Tests.Sweep;
using Microsoft.Playwright;
using Xunit;

namespace Matching.BrowserTests.Seeking;

/// <summary>
/// What is left on the disk of somebody's device after she registered, read her answer and left: the profile of the
/// browser is searched byte for byte.
/// </summary>
[Trait("Category", "Long")]
public sealed class TracesTests(Browser browser, BrowserHost host, ITestOutputHelper output)
    : IClassFixture<Browser>,
        IClassFixture<BrowserHost>
{
    private const string Message = "Skogstrollet veit noko";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_profile_on_disk_holds_neither_topic_nor_place_nor_code(bool scripts)
    {
        using var profile = new TemporaryFolder();
        var code = await LiveAsync(profile.Path, scripts);

        string[] secrets =
        [
            code,
            code.Replace("-", "", StringComparison.Ordinal),
            "Pårørende til rusavhengige",
            "next-of-kin-addiction",
            "Drammen",
            "municipality:3301",
            Message,
        ];
        var files = Directory.EnumerateFiles(profile.Path, "*", SearchOption.AllDirectories).ToList();
        var found = new List<string>();
        long bytes = 0;
        foreach (var file in files)
        {
            var contents = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            bytes += contents.Length;
            found.AddRange(
                from secret in secrets
                from form in Encodings.Of(secret)
                where contents.AsSpan().IndexOf(form.Bytes) >= 0
                select $"{Path.GetRelativePath(profile.Path, file)}: «{secret}» as {form.Name}"
            );
        }

        output.WriteLine($"{files.Count} files, {bytes / 1e6:0.0} MB, {found.Count} hits");
        Assert.True(bytes > 0);
        Assert.True(found.Count == 0, string.Join('\n', found.Distinct()));
    }

    [Fact]
    public async Task What_a_page_does_keep_would_be_found()
    {
        using var profile = new TemporaryFolder();
        await using (var context = await browser.WithProfileAsync(profile.Path, new Look()))
        {
            var page = context.Pages[0];
            await page.GotoAsync(host.At("/").AbsoluteUri);
            await page.EvaluateAsync("() => localStorage.setItem('topic', 'Skogstrollet')");
            await page.GotoAsync(host.At("/about").AbsoluteUri);
            await context.CloseAsync();
        }

        Assert.Contains(
            Directory.EnumerateFiles(profile.Path, "*", SearchOption.AllDirectories),
            file => File.ReadAllBytes(file).AsSpan().IndexOf("Skogstrollet"u8) >= 0
        );
    }

    private async Task<string> LiveAsync(string profile, bool scripts)
    {
        await using var context = await browser.WithProfileAsync(profile, new Look(JavaScript: scripts));
        var page = context.Pages[0];
        await page.GotoAsync(host.At("/").AbsoluteUri);
        await page.Locator("#topic").FillAsync("Pårørende til rusavhengige");
        await page.Locator("#place").FillAsync("Drammen");
        await page.Locator("form[role=search] > .buttons button").ClickAsync();
        await page.Locator("main form[action^='/register'] button").ClickAsync();
        await page.Locator("button[value=next]").ClickAsync();
        await page.Locator("input[type=checkbox][value=weekday-evening]").CheckAsync();
        await page.Locator("button[value=next]").ClickAsync();
        await page.Locator("#message").FillAsync(Message);
        await page.Locator("#agreed").CheckAsync();
        await page.Locator("button[value=send]").ClickAsync();
        var code = (await page.Locator("[data-code]").TextContentAsync())!.Trim();
        await page.Locator("input[name=saved]").CheckAsync();
        await page.Locator("[data-code-shown] button[type=submit]").ClickAsync();
        await Assertions.Expect(page.Locator("blockquote")).ToHaveTextAsync(Message);

        await page.GotoAsync(host.At("/receipt").AbsoluteUri);
        await page.Locator("#code").FillAsync(code);
        await page.Locator("main form button").ClickAsync();
        await Assertions.Expect(page.Locator("blockquote")).ToHaveTextAsync(Message);
        // Long enough for the browser to write down what it would.
        await page.WaitForTimeoutAsync(3000);
        await page.Locator("[data-leave]").ClickAsync();
        await page.WaitForURLAsync("**/leave*");
        await page.WaitForTimeoutAsync(3000);
        await context.CloseAsync();
        return code;
    }
}
