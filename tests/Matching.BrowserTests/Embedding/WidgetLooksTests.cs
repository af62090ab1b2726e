using System.Threading.Tasks;
using Matching.BrowserTests.Support;
using Microsoft.Playwright;
using Xunit;

namespace Matching.BrowserTests.Embedding;

/// <summary>How the widget and its page look to different people.</summary>
public sealed class WidgetLooksTests(WidgetHost host, Browser browser)
    : IClassFixture<WidgetHost>,
        IClassFixture<Browser>
{
    public static TheoryData<string, Look> Looks =>
        new()
        {
            { "narrow", new Look(Width: 320, Height: 640, Mobile: true, ReducedMotion: true) },
            { "wide", new Look(Width: 1400) },
            { "dark", new Look(Dark: true) },
            { "forced-colours", new Look(ForcedColors: true, Dark: true) },
        };

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task It_is_readable(string name, Look look)
    {
        await using var visit = await browser.VisitAsync(look, host.Address, host.Registered.Address);
        await visit.OpenShadowRootsAsync();
        await visit.GoAsync(
            host.Registered.Put(
                host.Widget("place='municipality:3301'"),
                host.Policy,
                "<meta name='color-scheme' content='light dark'>"
            )
        );
        await visit.Page.Locator("[part=responsible]").WaitForAsync();

        await visit.Page.AxeFindsNothingAsync(name);
        await visit.Page.NeedsNoScrollingAsideAsync();
        await visit.Page.PictureAsync($"widget-{name}");
    }

    [Fact]
    public async Task On_a_page_that_is_always_light_it_is_light_too()
    {
        await using var visit = await browser.VisitAsync(new Look(Dark: true), host.Address, host.Registered.Address);
        await visit.OpenShadowRootsAsync();
        await visit.GoAsync(host.Registered.Put(host.Widget() + host.Widget("theme='dark'"), host.Policy));

        await Assertions.Expect(visit.Page.Locator("[part=frame]").First).ToHaveAttributeAsync("data-theme", "light");
        await Assertions.Expect(visit.Page.Locator("[part=frame]").Last).ToHaveAttributeAsync("data-theme", "dark");
    }

    [Theory]
    [InlineData("nb", "Søket på ditt nettsted")]
    [InlineData("nn", "Søket på nettstaden din")]
    [InlineData("en", "The search on your site")]
    public async Task The_page_at_embed_shows_it_live(string language, string title)
    {
        await using var visit = await browser.VisitAsync(new Look(), host.Address);
        await visit.OpenShadowRootsAsync();
        await visit.GoAsync(host.At($"/embed?lang={language}"));

        await Assertions.Expect(visit.Page.Locator("h1")).ToHaveTextAsync(title);
        await visit.Page.Locator("[part=group]").First.WaitForAsync();
        await Assertions
            .Expect(visit.Page.Locator("pre").First)
            .ToContainTextAsync($"<script src=\"{host.Own}/embed/v1.js\"");
        await visit.Page.AxeFindsNothingAsync("/embed");
        await visit.Page.PictureAsync($"embed-{language}");
        Assert.Empty(visit.Console);
        await visit.LeftNothingAsync();
    }

    [Fact]
    public async Task The_page_at_embed_is_readable_where_it_is_narrow()
    {
        await using var visit = await browser.VisitAsync(new Look(Width: 320, Dark: true), host.Address);
        await visit.OpenShadowRootsAsync();
        await visit.GoAsync(host.At("/embed"));
        await visit.Page.Locator("[part=group]").First.WaitForAsync();

        await visit.Page.NeedsNoScrollingAsideAsync();
        await visit.Page.AxeFindsNothingAsync("/embed, narrow and dark");
        await visit.Page.PictureAsync("embed-narrow");
    }
}
