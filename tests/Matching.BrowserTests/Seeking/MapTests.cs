using System;
using System.Linq;
using System.Threading.Tasks;
using Matching.BrowserTests.Support;
using Matching.Groups;
using Microsoft.Playwright;
using Xunit;

namespace Matching.BrowserTests.Seeking;

/// <summary>The service with its made-up groups.</summary>
public sealed class MadeUpHost : BrowserHost
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await WithDbAsync(db => DemonstrationGroups.AddAsync(db, Clock, TestContext.Current.CancellationToken));
    }
}

/// <summary>The map beside the list, where there are many groups.</summary>
[Trait("Category", "Long")]
public sealed class MapTests(Browser browser, MadeUpHost host) : IClassFixture<Browser>, IClassFixture<MadeUpHost>
{
    [Fact]
    public async Task On_the_map_is_what_the_list_has_and_nothing_else()
    {
        await using var visit = await FoundAsync(new Look(Width: 1280), "sorg", "Oslo");
        var page = visit.Page;
        var shown = await ListedAsync(page);
        Assert.NotEmpty(shown);
        Assert.Equal(shown, await MarkedAsync(page));

        await page.Locator("button[name=show]").ClickAsync();
        await Assertions.Expect(page.Locator("main")).Not.ToHaveAttributeAsync("aria-busy", "true");
        var more = await ListedAsync(page);
        Assert.True(more.Length > shown.Length);
        Assert.Equal(more, await MarkedAsync(page));
    }

    [Fact]
    public async Task A_marker_of_several_names_them_and_marks_all_their_cards()
    {
        await using var visit = await FoundAsync(new Look(Width: 1280), "sorg", "Oslo");
        var page = visit.Page;
        var marker = page.Locator(".marker[data-groups*=' ']").First;
        var groups = (await marker.GetAttributeAsync("data-groups"))!.Split(' ');
        var label = await marker.GetAttributeAsync("aria-label");
        var first = page.Locator($"#group-{groups[0]}");
        Assert.StartsWith($"{groups.Length} grupper, ", label, StringComparison.Ordinal);
        Assert.Contains(await first.Locator("h3").InnerTextAsync(), label, StringComparison.Ordinal);

        await marker.HoverAsync();
        Assert.Equal(groups.Order(), await ChosenAsync(page));
        await page.Mouse.MoveAsync(0, 0);
        await Hand.Keyboard(page).PressAsync(marker);
        await Assertions.Expect(first.Locator("a")).ToBeFocusedAsync();
        await Assertions.Expect(first).ToBeInViewportAsync();
        Assert.Equal("/", new Uri(page.Url).PathAndQuery + new Uri(page.Url).Fragment);
    }

    [Fact]
    public async Task Without_scripts_a_marker_leads_to_a_card_in_the_list()
    {
        await using var visit = await FoundAsync(new Look(JavaScript: false, Width: 1280), "sorg", "Oslo");
        var page = visit.Page;
        var markers = page.Locator(".marker");
        Assert.InRange(await markers.CountAsync(), 2, 20);
        for (var i = 0; i < await markers.CountAsync(); i++)
        {
            var groups = (await markers.Nth(i).GetAttributeAsync("data-groups"))!.Split(' ');
            await Assertions.Expect(markers.Nth(i)).ToHaveAttributeAsync("href", $"#group-{groups[0]}");
            await Assertions.Expect(page.Locator($"li#group-{groups[0]}")).ToHaveCountAsync(1);
        }

        await Hand.Keyboard(page).PressAsync(markers.Last);
        await Assertions.Expect(page.Locator("li.card:target")).ToBeInViewportAsync();
    }

    [Theory]
    [InlineData(1280, 720, true)]
    [InlineData(1024, 560, true)]
    [InlineData(1900, 1000, true)]
    [InlineData(1280, 400, false)]
    public async Task The_map_stays_beside_the_list_with_all_that_belongs_to_it_or_not_at_all(
        int width,
        int height,
        bool stays
    )
    {
        await using var visit = await FoundAsync(
            new Look(Width: width, Height: height, Locale: "en-GB"),
            "sorg",
            "Oslo"
        );
        var page = visit.Page;
        await page.EvaluateAsync(
            "() => scrollBy(0, document.querySelector('.found').getBoundingClientRect().top + 500)"
        );
        await page.PictureAsync($"map-{width}-{height}");

        var parts = await page.EvaluateAsync<double[]>(
            """
            () => ['.map figcaption', '.map svg', '.map p', '.beside form button:last-of-type']
                .map(part => document.querySelector(part).getBoundingClientRect())
                .flatMap(({ top, bottom }) => [top, bottom])
            """
        );
        Assert.Equal(parts.Order(), parts);
        Assert.Equal(stays, parts[0] >= 0);
        Assert.True(!stays || parts[^1] <= height, $"it ends at {parts[^1]}");
    }

    [Theory]
    [InlineData("nn-NO", 320)]
    [InlineData("nn-NO", 256)]
    [InlineData("nb-NO", 256)]
    [InlineData("en-GB", 256)]
    public async Task What_was_found_is_read_without_scrolling_aside(string locale, int width)
    {
        await using var visit = await FoundAsync(new Look(Width: width, Height: 400, Locale: locale), "sorg", "3015");
        await visit.Page.PictureAsync($"found-{locale}-{width}");
        await visit.Page.NeedsNoScrollingAsideAsync();
    }

    [Fact]
    public async Task A_group_says_in_which_municipality_it_meets()
    {
        await using var visit = await FoundAsync(new Look(), "", "Kongsberg");
        var card = visit.Page.Locator("section:has(#near) li.card").First;
        await Assertions.Expect(card).ToContainTextAsync("· Kongsberg ·");
        await card.Locator("a").ClickAsync();
        await Assertions.Expect(visit.Page.Locator("main")).ToContainTextAsync("· Kongsberg");
    }

    private async Task<Visit> FoundAsync(Look look, string topic, string place)
    {
        var visit = await browser.VisitAsync(look, host.Address);
        await visit.GoAsync(host.At("/"));
        await visit.Page.Locator("#topic").FillAsync(topic);
        await visit.Page.Locator("#place").FillAsync(place);
        await visit.Page.Locator("form[role=search] > .buttons button").ClickAsync();
        await Assertions.Expect(visit.Page.Locator(".map svg")).ToBeVisibleAsync();
        return visit;
    }

    // All that is within reach.
    private static Task<string[]> ListedAsync(IPage page) =>
        page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll('section:not(:has(#digital), :has(#beyond)) li[data-group]')]
                .map(card => card.dataset.group).sort()
            """
        );

    private static Task<string[]> MarkedAsync(IPage page) =>
        page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('.marker')].flatMap(it => it.dataset.groups.split(' ')).sort()"
        );

    private static async Task<string[]> ChosenAsync(IPage page) =>
        await page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('li.card.chosen')].map(card => card.dataset.group).sort()"
        );
}
