using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Matching.BrowserTests.Support;
using Microsoft.Playwright;
using Xunit;

namespace Matching.BrowserTests.Embedding;

/// <summary>The widget on a page of another origin, as a person uses it.</summary>
public sealed partial class WidgetTests(WidgetHost host, Browser browser)
    : IClassFixture<WidgetHost>,
        IClassFixture<Browser>
{
    private const string Drammen = "place='municipality:3301'";

    [Fact]
    public async Task On_a_registered_page_with_a_strict_policy_it_finds_groups_and_who_answers_and_asks_us_alone()
    {
        await using var visit = await OpenAsync(host.Registered, Drammen);
        var page = visit.Page;
        await Found(page).First.WaitForAsync();

        await Assertions.Expect(page.GetByText("Hvem svarer her")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[part=responsible]")).ToContainTextAsync("Drammen");
        await Assertions.Expect(page.Locator("[part=group]").First).ToContainTextAsync("km");
        await Assertions.Expect(page.GetByText("Neste møte:").First).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Digitalt og på telefon, for hele landet")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[part=test]")).ToBeHiddenAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("grupp");
        await page.AxeFindsNothingAsync("results");
        await page.PictureAsync("widget-results");

        var marker = page.Locator(".marker").First;
        await marker.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".card.chosen").First).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator(".marker.chosen")).ToHaveCountAsync(1);

        var near = page.Locator("[aria-labelledby=near] [part=group]");
        var shown = await near.CountAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Vis flere" }).ClickAsync();
        await Assertions.Expect(near.Nth(shown)).ToBeVisibleAsync();
        await Assertions.Expect(near.Nth(shown)).ToBeFocusedAsync();

        Assert.Empty(visit.Console);
        Assert.All(visit.Requests, NamesNothing);
        Assert.Equal(
            [host.Registered.Origin, host.Own],
            visit.Requests.Select(asked => asked.Origin).Distinct().Order(StringComparer.Ordinal).Reverse()
        );
        await visit.LeftNothingAsync();
    }

    [Fact]
    public async Task Two_on_one_page_go_their_own_ways()
    {
        await using var visit = await VisitAsync();
        await visit.GoAsync(
            host.Registered.Put(
                $"""
                {host.Widget("id=a place='municipality:3301' topic='grief' lang='nn' map='off' heading-level='3'")}
                {host.Widget("id=b place='town:kirkenes' lang='en' limit='2' heading='Groups in the north'")}
                """,
                host.Policy
            )
        );
        var (one, other) = (visit.Page.Locator("#a"), visit.Page.Locator("#b"));

        await Assertions
            .Expect(one.GetByRole(AriaRole.Heading, new() { Name = "Finn ei sjølvhjelpsgruppe", Level = 3 }))
            .ToBeVisibleAsync();
        await Assertions
            .Expect(other.GetByRole(AriaRole.Heading, new() { Name = "Groups in the north", Level = 2 }))
            .ToBeVisibleAsync();
        await Assertions.Expect(one.GetByText("Kven svarer her")).ToBeVisibleAsync();
        await Assertions.Expect(other.GetByText("Who answers here")).ToBeVisibleAsync();
        await Assertions.Expect(Field(one, "Tema")).ToHaveValueAsync("Sorg");
        await Assertions.Expect(one.Locator("[part=frame]")).ToHaveAttributeAsync("lang", "nn");
        await Assertions.Expect(Field(other, "Place")).Not.ToHaveValueAsync("");
        await visit.Page.AxeFindsNothingAsync("two widgets");
        await visit.Page.PictureAsync("widget-two");

        // What a page changes later, counts.
        await visit.Page.EvaluateAsync("() => document.querySelector('#b').setAttribute('lang', 'nb')");
        await other.ScrollIntoViewIfNeededAsync();
        await Assertions.Expect(other.GetByText("Hvem svarer her")).ToBeVisibleAsync();
        await Assertions.Expect(one.GetByText("Kven svarer her")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_hostile_style_of_the_page_does_not_get_in()
    {
        const string Hostile = """
            <style>
            html { font-size: 40% }
            body { font: italic 40px/3 fantasy; color: red; text-transform: uppercase; letter-spacing: 1em; word-spacing: 1em }
            * { color: red !important; font-size: 40px !important; line-height: 9 !important; text-align: right !important;
                letter-spacing: 1em !important; text-transform: uppercase !important; cursor: none !important }
            selvhjelp-search, selvhjelp-search * { visibility: hidden !important; opacity: 0 !important;
                filter: invert(1) !important; transform: rotate(9deg) !important; position: absolute !important;
                clip-path: inset(50%) !important; pointer-events: none !important; zoom: 3 !important;
                direction: rtl !important; writing-mode: vertical-rl !important; display: none !important }
            selvhjelp-search::before { content: "EVIL"; position: absolute; inset: 0; z-index: 99999; background: red }
            button, input, a, p, li, .frame, .card { all: unset !important; background: red !important }
            </style>
            """;
        await using var visit = await VisitAsync();
        await visit.GoAsync(host.Registered.Put(host.Widget(Drammen), head: Hostile));
        await Found(visit.Page).First.WaitForAsync();

        var input = Field(visit.Page, "Sted");
        await input.ClickAsync();
        var seen = await visit.Page.EvaluateAsync<string>(
            """
            () => {
                const host = document.querySelector('selvhjelp-search');
                const frame = getComputedStyle(host.shadowRoot.querySelector('.frame'));
                const outer = getComputedStyle(host);
                return [outer.display, outer.position, outer.opacity, outer.filter, outer.transform, frame.fontSize, frame.color,
                    frame.visibility, frame.direction, frame.letterSpacing, frame.textTransform,
                    getComputedStyle(host, '::before').display].join(' ');
            }
            """
        );
        Assert.Equal("block relative 1 none none 16px rgb(29, 35, 39) visible ltr normal none none", seen);
        await visit.Page.PictureAsync("widget-hostile-style");
    }

    [Fact]
    public async Task A_page_that_nobody_registered_is_told_so_kindly()
    {
        await using var visit = await OpenAsync(host.Unknown, Drammen);
        var error = visit.Page.Locator("[part=error]");

        await Assertions.Expect(error).ToContainTextAsync("Søket kan ikke vises på denne siden nå.");
        await Assertions.Expect(error.GetByRole(AriaRole.Link)).ToHaveAttributeAsync("href", $"{host.Own}/");
        await Assertions
            .Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Meld interesse" }))
            .ToBeVisibleAsync();
        Assert.Contains(
            visit.Console,
            said => said.Contains($"does not know {host.Unknown.Origin}", StringComparison.Ordinal)
        );
        await visit.Page.AxeFindsNothingAsync("refused");
        await visit.Page.PictureAsync("widget-refused");
        await visit.LeftNothingAsync();
    }

    [Fact]
    public async Task A_page_on_trial_says_that_it_is_one()
    {
        await using var visit = await OpenAsync(host.OnTrial, Drammen);

        await Found(visit.Page).First.WaitForAsync();
        await Assertions.Expect(visit.Page.Locator("[part=test]")).ToContainTextAsync("Test");
        await visit.Page.AxeFindsNothingAsync("test");
        await visit.Page.PictureAsync("widget-test");
    }

    [Fact]
    public async Task It_is_used_with_the_keyboard_alone()
    {
        await using var visit = await OpenAsync(host.Registered);
        var page = visit.Page;
        var (topic, place) = (Field(page, "Tema"), Field(page, "Sted"));
        await page.AxeFindsNothingAsync("empty");
        await page.PictureAsync("widget-empty");

        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(topic).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions
            .Expect(page.Locator("[part=suggestion]:visible").First)
            .ToHaveAttributeAsync("aria-selected", "true");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("[part=suggestion]:visible")).ToHaveCountAsync(0);
        await page.Keyboard.TypeAsync("sorggruppe");
        await page.GetByRole(AriaRole.Option, new() { Name = "Sorg", Exact = true }).WaitForAsync();
        await Assertions.Expect(topic).ToHaveAttributeAsync("aria-expanded", "true");
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(topic).ToHaveAttributeAsync("aria-activedescendant", "topic-0");
        await page.AxeFindsNothingAsync("suggestions");
        await page.PictureAsync("widget-suggestions");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(topic).ToHaveValueAsync("Sorg");

        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(place).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("dramm");
        await page.Locator("[part=suggestion]:visible").First.WaitForAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(place).Not.ToHaveValueAsync("dramm");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("[part=responsible]").WaitForAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("grupp");

        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByLabel("Ukedag")).ToBeVisibleAsync();
        await page.AxeFindsNothingAsync("more choices");
        await page.PictureAsync("widget-choices");
    }

    [Fact]
    public async Task What_means_nothing_is_said_at_its_field()
    {
        await using var visit = await OpenAsync(host.Registered);
        var place = Field(visit.Page, "Sted");
        await place.FillAsync("xyzzyqw");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Søk" }).ClickAsync();

        await Assertions.Expect(place).ToHaveAttributeAsync("aria-invalid", "true");
        await Assertions.Expect(place).ToBeFocusedAsync();
        await Assertions.Expect(visit.Page.GetByText("Dette stedet kjenner vi ikke.")).ToBeVisibleAsync();
        await visit.Page.AxeFindsNothingAsync("a place that is none");
        await visit.Page.PictureAsync("widget-unknown-place");
        await place.FillAsync("3015");
        await Assertions.Expect(place).Not.ToHaveAttributeAsync("aria-invalid", "true");
    }

    [Fact]
    public async Task Where_nothing_is_near_there_is_still_a_way()
    {
        await using var visit = await OpenAsync(
            host.Registered,
            "place='municipality:1151' topic='bipolar' radius='10'"
        );
        var page = visit.Page;

        await Assertions.Expect(page.GetByText("Ingen grupper innen 10 km fra Utsira")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("De nærmeste lenger unna")).ToBeVisibleAsync();
        Assert.InRange(await Found(page).CountAsync(), 1, 6);
        await Assertions.Expect(page.Locator("[part=responsible]")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Meld interesse" })).ToBeVisibleAsync();
        await page.AxeFindsNothingAsync("nothing near");
        await page.PictureAsync("widget-nothing-near");
    }

    [Fact]
    public async Task Groups_across_topics_stand_for_themselves_and_it_is_said_that_none_is_of_the_topic()
    {
        await using var visit = await OpenAsync(host.Registered, $"{Drammen} topic='grief' radius='20'");
        var page = visit.Page;
        var across = page.Locator("[aria-labelledby=across]");

        await Assertions.Expect(page.GetByText("Ingen grupper om temaet innen 20 km fra Drammen")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#near")).ToHaveCountAsync(0);
        await Assertions
            .Expect(across.GetByRole(AriaRole.Heading, new() { Name = "Grupper på tvers av temaer, åpne for alle" }))
            .ToBeVisibleAsync();
        Assert.All(
            await across.Locator("[part=group]").AllInnerTextsAsync(),
            card => Assert.Contains("På tvers av temaer", card, StringComparison.Ordinal)
        );
        await page.AxeFindsNothingAsync("across topics");
        await page.PictureAsync("widget-across");

        var shown = await across.Locator("[part=group]").CountAsync();
        await across.GetByRole(AriaRole.Button, new() { Name = "Vis flere" }).ClickAsync();
        await Assertions.Expect(across.Locator("[part=group]").Nth(shown)).ToBeFocusedAsync();
        Assert.All(visit.Requests, NamesNothing);
    }

    [Theory]
    [InlineData(Drammen)]
    [InlineData("place='municipality:0301' topic='anxiety' limit='20' radius='60'")]
    public async Task On_its_map_is_what_its_list_has_with_the_places_that_are_free(string attributes)
    {
        await using var visit = await OpenAsync(host.Registered, attributes);
        var page = visit.Page;
        await page.Locator(".marker").First.WaitForAsync();
        await InStepAsync(page);

        await page.GetByRole(AriaRole.Button, new() { Name = "Vis flere" }).Last.ClickAsync();
        await Assertions.Expect(page.Locator("[part=group]:focus")).ToHaveCountAsync(1);
        await InStepAsync(page);
    }

    [Theory]
    [InlineData("nn", "måndag", "laurdag")]
    [InlineData("se", "vuossárga", "lávvardat")]
    [InlineData("nb", "mandag", "lørdag")]
    [InlineData("en", "Monday", "Saturday")]
    public async Task Days_and_months_are_called_by_their_names(string language, string monday, string saturday)
    {
        await using var visit = await OpenAsync(host.Registered, $"{Drammen} lang='{language}'");
        await Found(visit.Page).First.WaitForAsync();

        var days = await visit.Page.Locator("#weekday option").AllTextContentsAsync();
        Assert.Equal((8, monday, saturday), (days.Count, days[1], days[6]));
        var times = await visit.Page.Locator("time").AllTextContentsAsync();
        var expected = language switch
        {
            "en" => @"^[A-Z][a-z]+day \d{1,2} (November|December) at \d\d:\d\d$",
            "se" => @"^[a-zšđŋáž]+ (skábmamánu|juovlamánu) \d{1,2}\.\u00a0b\. dii\.\u00a0\d\d\.\d\d$",
            _ => @"^[a-zø]+dag \d{1,2}\.\u00a0(november|desember) kl\.\u00a0\d\d\.\d\d$",
        };
        Assert.All(times, time => Assert.Matches(expected, time));
        Assert.NotEmpty(times);
        await visit.Page.AxeFindsNothingAsync(language);
        await visit.Page.PictureAsync($"widget-{language}");
    }

    private async Task<Visit> VisitAsync(Look? look = null)
    {
        var visit = await browser.VisitAsync(
            look ?? new Look(),
            host.Address,
            host.Registered.Address,
            host.OnTrial.Address,
            host.Unknown.Address
        );
        await visit.OpenShadowRootsAsync();
        return visit;
    }

    private async Task<Visit> OpenAsync(OtherSite site, string attributes = "", Look? look = null)
    {
        var visit = await VisitAsync(look);
        await visit.GoAsync(site.Put(host.Widget(attributes), host.Policy));
        await visit.Page.Locator("[part=frame]").WaitForAsync();
        return visit;
    }

    // What is within reach is on the map, and nothing else; a marker says how many of its places are free.
    private static async Task InStepAsync(IPage page)
    {
        var (cards, markers) = (
            page.Locator("[aria-labelledby=near], [aria-labelledby=across]"),
            page.Locator(".marker")
        );
        var free = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var card in await cards.Locator("[part=group]").AllAsync())
        {
            var said = FreePlaces().Match(await card.InnerTextAsync()).Groups["free"].Value;
            free.Add(
                (await card.GetAttributeAsync("data-group"))!,
                said.Length == 0 ? 0 : int.Parse(said, CultureInfo.InvariantCulture)
            );
        }

        var marked = new List<string>();
        foreach (var marker in await markers.AllAsync())
        {
            var groups = (await marker.GetAttributeAsync("data-groups"))!.Split(' ');
            var said = int.Parse(await marker.Locator("text").TextContentAsync() ?? "", CultureInfo.InvariantCulture);
            Assert.Contains(
                said == 1 ? "1 ledig plass" : $"{said} ledige plasser",
                await marker.GetAttributeAsync("aria-label"),
                StringComparison.Ordinal
            );
            Assert.InRange(said, groups.Sum(group => free[group]), int.MaxValue);
            marked.AddRange(groups);
        }

        Assert.Equal(free.Keys.Order(StringComparer.Ordinal), marked.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"(?<free>\d+) ledige? plass", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking, 1000)]
    private static partial Regex FreePlaces();

    private static ILocator Field(IPage page, string label) => Field(page.Locator("main"), label);

    private static ILocator Field(ILocator part, string label) =>
        part.GetByRole(AriaRole.Combobox, new() { Name = label, Exact = true });

    private static ILocator Found(IPage page) => page.Locator("[part=group]:visible");

    // Neither topic nor place, nor what stands for them.
    private static void NamesNothing(Asked asked)
    {
        foreach (var word in new[] { "drammen", "3301", "grief", "sorg", "municipality" })
        {
            Assert.DoesNotContain(word, asked.Url.AbsoluteUri, StringComparison.OrdinalIgnoreCase);
        }
    }
}
