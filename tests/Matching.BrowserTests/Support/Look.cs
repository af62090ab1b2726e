using Microsoft.Playwright;

namespace Matching.BrowserTests.Support;

/// <summary>Who looks at a page, and with what.</summary>
/// <param name="JavaScript">Whether scripts run.</param>
/// <param name="Width">Of the window, in CSS pixels.</param>
/// <param name="Height">Of the window, in CSS pixels.</param>
/// <param name="Locale">The language that the browser asks for.</param>
/// <param name="TimeZone">Where the reader's clock stands.</param>
/// <param name="Dark">Whether she prefers a dark page.</param>
/// <param name="ReducedMotion">Whether she prefers that nothing moves.</param>
/// <param name="ForcedColors">Whether her system chooses the colours.</param>
/// <param name="Mobile">Whether it is a telephone that is touched.</param>
public sealed record Look(
    bool JavaScript = true,
    int Width = 1024,
    int Height = 900,
    string Locale = "nb-NO",
    string TimeZone = "America/New_York",
    bool Dark = false,
    bool ReducedMotion = false,
    bool ForcedColors = false,
    bool Mobile = false
)
{
    internal BrowserNewContextOptions Options =>
        new()
        {
            JavaScriptEnabled = JavaScript,
            ViewportSize = new() { Width = Width, Height = Height },
            Locale = Locale,
            TimezoneId = TimeZone,
            ColorScheme = Dark ? Microsoft.Playwright.ColorScheme.Dark : Microsoft.Playwright.ColorScheme.Light,
            ReducedMotion = ReducedMotion
                ? Microsoft.Playwright.ReducedMotion.Reduce
                : Microsoft.Playwright.ReducedMotion.NoPreference,
            ForcedColors = ForcedColors
                ? Microsoft.Playwright.ForcedColors.Active
                : Microsoft.Playwright.ForcedColors.None,
            HasTouch = Mobile,
            IsMobile = Mobile,
        };
}
