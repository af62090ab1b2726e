using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Xunit;

namespace Matching.BrowserTests.Support;

/// <summary>
/// Debian's Chromium, for one test class. Each visit has a profile of its own, and fails where it asked any origin that
/// it was not told of: our pages and the widget load nothing from anybody else.
/// </summary>
public sealed class Browser : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    // What it does by itself when nobody asks, it does over the network.
    private static readonly string[] Quiet =
    [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];

    // A busy machine; nobody waits so long where all is well.
    private const float PatienceMs = 60_000;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(PatienceMs);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = Chromium,
                Headless = true,
                Args = Quiet,
                Timeout = PatienceMs,
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>A browser of its own that keeps its profile in a folder, as people's do.</summary>
    public Task<IBrowserContext> WithProfileAsync(string folder, Look look) =>
        _playwright!.Chromium.LaunchPersistentContextAsync(
            folder,
            new()
            {
                ExecutablePath = Chromium,
                Headless = true,
                Args = Quiet,
                Timeout = PatienceMs,
                JavaScriptEnabled = look.JavaScript,
                Locale = look.Locale,
            }
        );

    /// <summary>A fresh profile with an empty page.</summary>
    /// <param name="look">Who looks.</param>
    /// <param name="origins">The only ones that may be asked.</param>
    public async Task<Visit> VisitAsync(Look look, params IReadOnlyCollection<Uri> origins)
    {
        var context = await _browser!.NewContextAsync(look.Options);
        context.SetDefaultTimeout(PatienceMs);
        return await Visit.BeginAsync(context, origins);
    }
}
