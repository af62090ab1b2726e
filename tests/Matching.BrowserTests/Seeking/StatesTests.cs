using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Matching.BrowserTests.Support;
using Matching.Tests.Groups;
using Matching.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace Matching.BrowserTests.Seeking;

/// <summary>
/// Every page as different people see it: axe finds nothing, nothing must be scrolled aside, nothing is left.
/// </summary>
[Trait("Category", "Long")]
public sealed class StatesTests(Browser browser, BrowserHost host) : IClassFixture<Browser>, IClassFixture<BrowserHost>
{
    private static readonly string[] Pages =
    [
        "/",
        "/register",
        "/receipt",
        "/about",
        "/leave",
        "/receipt?done=withdrawn",
    ];

    /// <summary>Ways of looking: 320 px is also 1280 px at 400 %.</summary>
    public static TheoryData<string> Looks => ["light", "dark", "forced-colours", "narrow"];

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Every_page_can_be_read_by_everybody(string name)
    {
        var look = name switch
        {
            "dark" => new Look(Dark: true),
            "forced-colours" => new Look(ForcedColors: true, ReducedMotion: true),
            "narrow" => new Look(Width: 320, Height: 256, Locale: "nn-NO"),
            _ => new Look(),
        };
        await using var visit = await browser.VisitAsync(look, host.Address);
        var group = await OpenGroupAsync("Sorggruppa i Kongsberg");
        var body = await host.BodyAsync("contact-point-drammen");
        foreach (var path in Pages.Concat([$"/groups/{group}", $"/bodies/{body}", "/?lang=se", "/about?lang=en"]))
        {
            Assert.Equal(200, await visit.GoAsync(host.At(path)));
            await SeenAsync(visit, $"{name} {path}");
        }

        await visit.GoAsync(host.At("/"));
        await SearchAsync(visit.Page, "sorg", "Kongsberg");
        await SeenAsync(visit, $"{name} found");
        await visit.LeftNothingAsync();
    }

    [Fact]
    public async Task Nothing_found_is_no_empty_page()
    {
        using var staff = await host.StaffAsync("national-office", Matching.Access.Role.NationalAdmin);
        await staff.OpenGroupAsync(
            GroupsOfTests.Form(
                ("name", "Digital sorggruppe"),
                ("meeting.form", "digital"),
                ("meeting.visibility", "area")
            )
        );
        await OpenGroupAsync("Sorggruppa i Kongsberg");
        await using var visit = await browser.VisitAsync(new Look(), host.Address);
        await visit.GoAsync(host.At("/"));

        await SearchAsync(visit.Page, "etterlatt ved selvmord", "Vardø");

        var main = visit.Page.Locator("main");
        await Assertions.Expect(main.Locator("#beyond")).ToBeVisibleAsync();
        await Assertions.Expect(main.Locator("section:has(#beyond)")).ToContainTextAsync("Sorggruppa i Kongsberg");
        await Assertions.Expect(main.Locator("section:has(#digital)")).ToContainTextAsync("Digital sorggruppe");
        await Assertions.Expect(main.Locator("#answers")).ToBeVisibleAsync();
        await Assertions.Expect(main.Locator("form[action='/register'] button")).ToBeVisibleAsync();
        await SeenAsync(visit, "nothing found");
    }

    [Fact]
    public async Task List_and_map_are_in_step_by_pointer_and_by_keys()
    {
        var group = await OpenGroupAsync("Sorggruppa i Kongsberg");
        await using var visit = await browser.VisitAsync(new Look(Width: 1300), host.Address);
        var page = visit.Page;
        await visit.GoAsync(host.At("/"));
        await SearchAsync(page, "sorg", "Kongsberg");
        var card = page.Locator($"li[data-group='{group}']");
        var marker = page.Locator($".marker[data-groups~='{group}']");

        await card.HoverAsync();
        await Assertions.Expect(marker).ToHaveClassAsync("marker chosen");
        await Hand.Keyboard(page).PressAsync(marker);
        await Assertions.Expect(page.Locator("li.card.chosen").First).ToBeVisibleAsync();
        Assert.Equal("/", new Uri(page.Url).PathAndQuery);
        Assert.NotEmpty((await marker.GetAttributeAsync("aria-label"))!);

        await page.Locator("button[name=zoom]").First.ClickAsync();
        await Assertions.Expect(page.Locator(".map svg")).ToBeVisibleAsync();
        await SeenAsync(visit, "map");
    }

    [Fact]
    public async Task The_language_can_be_changed_on_every_page_and_nothing_is_lost_by_it()
    {
        await using var visit = await browser.VisitAsync(new Look(Locale: "en-GB"), host.Address);
        var page = visit.Page;
        await visit.GoAsync(host.At("/"));
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await page.Locator(".languages [lang=nn]").ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Finn ei sjølvhjelpsgruppe");
        await SearchAsync(page, "sorg", "Drammen");
        await page.Locator(".languages [lang=nb]").ClickAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "nb");
        await Assertions.Expect(page.Locator("#place")).ToHaveValueAsync("Drammen kommune");
        await page.Locator("main form[action^='/register'] button").ClickAsync();
        await page.Locator("button[value=next]").ClickAsync();
        await page.Locator("main input[type=checkbox][value=weekend-day]").CheckAsync();
        // What was ticked on this very page too.
        await page.Locator(".languages [lang=nn]").ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Meld interesse utan namn");
        await Assertions.Expect(page.Locator("main input[type=checkbox][value=weekend-day]")).ToBeCheckedAsync();
        await page.Locator("button[value=next]").ClickAsync();
        await Assertions.Expect(page.Locator("#message")).ToBeVisibleAsync();
        await page.Locator(".languages [lang=en]").ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Register your interest without a name");
        await page.Locator("button[value=back]").ClickAsync();
        await Assertions.Expect(page.Locator("main input[type=checkbox][value=weekend-day]")).ToBeCheckedAsync();
        Assert.All(
            visit.Requests,
            asked => Assert.DoesNotContain("3301", asked.Url.PathAndQuery, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task The_browsers_own_way_back_leads_to_the_page_of_the_form_before()
    {
        await using var visit = await browser.VisitAsync(new Look(), host.Address);
        var page = visit.Page;
        await visit.GoAsync(host.At("/register"));
        await page.Locator("#place").FillAsync("Drammen");
        await page.Locator("button[value=next]").ClickAsync();
        await page.Locator("main input[type=checkbox][value=weekend-day]").CheckAsync();
        await page.Locator("button[value=next]").ClickAsync();
        await Assertions.Expect(page.Locator("#message")).ToBeVisibleAsync();

        await page.GoBackAsync();
        await Assertions.Expect(page.Locator("main input[type=checkbox][value=weekend-day]")).ToBeCheckedAsync();
        await page.GoBackAsync();
        await Assertions.Expect(page.Locator("#place")).ToHaveValueAsync("Drammen kommune");
    }

    [Fact]
    public async Task Who_leaves_does_not_come_back_by_the_browsers_way_back()
    {
        await using var visit = await browser.VisitAsync(new Look(), host.Address);
        var page = visit.Page;
        await visit.GoAsync(host.At("/about"));
        await visit.GoAsync(host.At("/receipt"));
        await page.Locator("[data-leave]").ClickAsync();
        await page.WaitForURLAsync("**/leave");

        await page.GoBackAsync();

        Assert.Equal("/about", new Uri(page.Url).PathAndQuery);
    }

    [Fact]
    public async Task From_a_group_the_browsers_way_back_leads_to_what_was_found()
    {
        await using var visit = await browser.VisitAsync(new Look(), host.Address);
        var page = visit.Page;
        await visit.GoAsync(host.At("/"));
        await page.Locator("#place").FillAsync("Drammen");
        await page.Keyboard.PressAsync("Enter");
        var link = page.Locator(".card h3 a").First;
        var name = await link.TextContentAsync();
        await link.ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(name!);
        Assert.StartsWith("/groups/", new Uri(page.Url).PathAndQuery, StringComparison.Ordinal);

        await page.GoBackAsync();

        await Assertions.Expect(page.Locator("#place")).ToHaveValueAsync("Drammen kommune");
        await Assertions.Expect(link).ToBeFocusedAsync();
        Assert.Equal("/", new Uri(page.Url).PathAndQuery);

        await page.GoForwardAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(name!);
    }

    [Fact]
    public async Task Of_two_places_of_one_name_the_one_that_is_chosen_counts()
    {
        await using var visit = await browser.VisitAsync(new Look(), host.Address);
        var page = visit.Page;
        await visit.GoAsync(host.At("/register"));
        await page.Locator("#place").PressSequentiallyAsync("Herøy");
        var there = page.Locator("#place-list u-option", new() { HasText = "Herøy (Nordland) kommune" });
        await Assertions.Expect(there).ToBeVisibleAsync();
        await there.ClickAsync();

        Assert.Equal(
            "municipality:1818|Herøy (Nordland) kommune",
            await page.Locator("input[name=place-code]").InputValueAsync()
        );
    }

    [Fact]
    public async Task A_link_within_the_form_leads_to_its_field_and_not_back()
    {
        await using var visit = await browser.VisitAsync(new Look(), host.Address);
        var page = visit.Page;
        await visit.GoAsync(host.At("/register"));
        await page.Locator("#place").FillAsync("Drammen");
        await page.Locator("button[value=next]").ClickAsync();
        await Assertions.Expect(page.Locator("input[value=weekend-day]")).ToBeVisibleAsync();
        await page.Locator("button[value=next]").ClickAsync();
        await page.Locator("#email").FillAsync("ingen adresse");
        await page.Locator("#agreed").CheckAsync();
        await page.Locator("button[value=send]").ClickAsync();
        await page.Locator(".ds-error-summary a").ClickAsync();
        await Assertions.Expect(page.Locator("#email")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("#email")).ToHaveValueAsync("ingen adresse");
    }

    [Fact]
    public async Task A_link_from_elsewhere_begins_with_its_topic_and_place_and_the_address_forgets_them()
    {
        await using var visit = await browser.VisitAsync(new Look(), host.Address);
        await visit.GoAsync(host.At("/?topic=grief&place=municipality:3301"));
        await Assertions.Expect(visit.Page.Locator("#place")).ToHaveValueAsync("Drammen kommune");
        await Assertions.Expect(visit.Page.Locator(".found")).ToBeVisibleAsync();
        Assert.Equal("/", new Uri(visit.Page.Url).PathAndQuery);
    }

    [Theory]
    [InlineData("topic", "sorggrupe", "Sorg")]
    [InlineData("topic", "SORG", "Sorg")]
    [InlineData("topic", "nedstemt", "Depresjon")]
    [InlineData("topic", "mista mannen min", "Å miste ektefelle eller samboer")]
    [InlineData("topic", "gruppe for utbrente", "Utbrenthet og stress")]
    [InlineData("place", "Kárášjohka", "Karasjok kommune")]
    [InlineData("place", "Karasjok", "Karasjok kommune")]
    [InlineData("place", "Aalesund", "Ålesund kommune")]
    [InlineData("place", "Ålesund", "Ålesund kommune")]
    [InlineData("place", "0150", "0150 Oslo")]
    public async Task What_is_typed_brings_the_right_suggestion_first(string field, string typed, string first)
    {
        await using var visit = await browser.VisitAsync(new Look(), host.Address);
        await visit.GoAsync(host.At("/"));
        await visit.Page.Locator($"#{field}").PressSequentiallyAsync(typed);
        await Assertions.Expect(visit.Page.Locator($"#{field}-list u-option").First).ToHaveTextAsync(first);
    }

    private static async Task SearchAsync(IPage page, string topic, string place)
    {
        await page.Locator("#topic").FillAsync(topic);
        await page.Locator("#place").FillAsync(place);
        await page.Locator("form[role=search] > .buttons button").ClickAsync();
        await Assertions.Expect(page.Locator(".found")).ToBeVisibleAsync();
    }

    private static async Task SeenAsync(Visit visit, string state)
    {
        await visit.Page.PictureAsync(
            "state-" + string.Concat(state.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'))
        );
        await visit.Page.NeedsNoScrollingAsideAsync();
        await visit.Page.AxeFindsNothingAsync(state);
    }

    private async Task<Guid> OpenGroupAsync(string name)
    {
        using var staff = await host.StaffAsync("contact-point-drammen");
        return (
            await staff.OpenGroupAsync(
                GroupsOfTests.Form(
                    ("name", name),
                    ("topics", new JsonArray("grief")),
                    ("meeting.municipality", "3303"),
                    ("meeting.longitude", 9.65),
                    ("meeting.latitude", 59.67)
                )
            )
        ).Id();
    }
}
