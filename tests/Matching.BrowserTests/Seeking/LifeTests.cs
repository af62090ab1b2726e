using System;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Matching.BrowserTests.Support;
using Matching.Tests.Groups;
using Matching.Tests.Support;
using Matching.Web;
using Microsoft.Playwright;
using Xunit;

namespace Matching.BrowserTests.Seeking;

/// <summary>
/// A life from end to end, by clicks and keys only: she searches in Drammen, registers, saves the code, closes the
/// browser, comes back, reads the answer, says yes, and withdraws.
/// </summary>
[Trait("Category", "Long")]
public sealed class LifeTests(Browser browser, BrowserHost host) : IClassFixture<Browser>, IClassFixture<BrowserHost>
{
    /// <summary>Ways of living it.</summary>
    public static TheoryData<string> Ways => ["mouse", "keyboard", "no-script", "narrow", "english", "nynorsk"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Somebody_finds_a_group_and_nothing_of_it_is_left(string way)
    {
        var group = await OpenGroupAsync(way);
        var code = await RegisterAsync(way, group.Name);
        await AnswerAsync(code, group.Id);
        await ComeBackAsync(way, code, group.Name);
        Assert.Equal(
            System.Net.HttpStatusCode.NotFound,
            (
                await host.Person(code)
                    .GetAsync(new Uri("/v1/interest", UriKind.Relative), TestContext.Current.CancellationToken)
            ).StatusCode
        );
    }

    private async Task<string> RegisterAsync(string way, string group)
    {
        await using var visit = await browser.VisitAsync(LookOf(way), host.Address);
        var (page, words) = (visit.Page, new Words(way));
        var hand = HandOf(way, page);
        await visit.GoAsync(host.At(words.To("/")));
        await SeenAsync(page, way, "1-search");

        if (way == "no-script")
        {
            await page.Locator("#topic").FillAsync("pårørende til rusavhengige");
            await page.Locator("#place").FillAsync("Drammen");
        }
        else
        {
            await hand.ChooseAsync(page.Locator("#topic"), words.Topic);
            await hand.ChooseAsync(page.Locator("#place"), "Drammen");
        }

        await hand.PressAsync(page.Locator("form[role=search] > .buttons button"));
        await Assertions.Expect(page.Locator(".found")).ToContainTextAsync(group);
        Assert.Equal(words.To("/"), new Uri(page.Url).PathAndQuery);
        await SeenAsync(page, way, "2-found");

        await hand.PressAsync(page.Locator("main form[action^='/register'] button"));
        await Assertions.Expect(page.Locator("#draft #place")).ToHaveValueAsync(words.Drammen);
        await SeenAsync(page, way, "3-what-and-where");
        await hand.PressAsync(page.Locator("button[value=next]"));
        await hand.TickAsync(page.Locator("input[type=checkbox][value=weekday-evening]"));
        await SeenAsync(page, way, "4-when-and-how");
        await hand.PressAsync(page.Locator("button[value=next]"));

        // What is left out is asked for, and nothing of the rest is lost.
        await hand.WriteAsync(page.Locator("#message"), "Er det noen der som vet hvordan det er?");
        await hand.PressAsync(page.Locator("button[value=send]"));
        await Assertions.Expect(page.Locator(".ds-error-summary")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#message")).ToHaveValueAsync("Er det noen der som vet hvordan det er?");
        await SeenAsync(page, way, "5-to-the-one-who-answers");
        await hand.TickAsync(page.Locator("#agreed"));
        await hand.PressAsync(page.Locator("button[value=send]"));

        var code = (await page.Locator("[data-code]").TextContentAsync())!.Trim();
        await SeenAsync(page, way, "6-code");
        Assert.Matches("^([0-9A-Z]{4}-){6}[0-9A-Z]{4}$", code);
        await hand.TickAsync(page.Locator("input[name=saved]"));
        await hand.PressAsync(page.Locator("[data-code-shown] button[type=submit]"));
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(words.Say("standing-heading"));
        await visit.LeftNothingAsync();
        NamesNothing(visit, code);
        return code;
    }

    // The contact point answers by the API, as its desk does.
    private async Task AnswerAsync(string code, string group)
    {
        using var staff = await host.StaffAsync("contact-point-drammen");
        var @case = await host.CaseOfAsync(code);
        await staff.PostJsonAsync(
            $"/v1/desk/cases/{@case}/messages",
            new { text = "Velkommen til gruppa i Hokksund." }
        );
        await staff.PostJsonAsync($"/v1/desk/cases/{@case}/offers", new { groupId = group });
    }

    private async Task ComeBackAsync(string way, string code, string group)
    {
        await using var visit = await browser.VisitAsync(LookOf(way), host.Address);
        var (page, words) = (visit.Page, new Words(way));
        var hand = HandOf(way, page);
        await visit.GoAsync(host.At(words.To("/receipt")));
        if (way != "no-script")
        {
            await hand.WriteAsync(page.Locator("#code"), code[..^1] + (code[^1] == 'X' ? 'Y' : 'X'));
            await hand.PressAsync(page.Locator("main form button"));
            await Assertions.Expect(page.Locator("#code-wrong")).ToHaveTextAsync(words.Say("code-typo"));
            await SeenAsync(page, way, "7-typo");
        }

        await hand.WriteAsync(
            page.Locator("#code"),
            code.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal)
        );
        await hand.PressAsync(page.Locator("main form button"));
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Velkommen til gruppa i Hokksund.");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync(group);
        await SeenAsync(page, way, "8-answer");
        await hand.PressAsync(page.Locator("button[value=yes]"));
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync(words.Say("standing-placed"));
        await SeenAsync(page, way, "9-placed");

        await hand.TickAsync(page.Locator("input[name=sure]"));
        await hand.PressAsync(page.Locator("form[action*=withdrawal] button"));
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync(words.Say("done-withdrawn"));
        await SeenAsync(page, way, "10-withdrawn");
        await visit.LeftNothingAsync();
        NamesNothing(visit, code);
        Assert.DoesNotContain(visit.Console, line => line.StartsWith("uncaught", StringComparison.Ordinal));
    }

    private static async Task SeenAsync(IPage page, string way, string state)
    {
        await page.PictureAsync($"life-{way}-{state}");
        await page.NeedsNoScrollingAsideAsync();
        if (way != "no-script")
        {
            await page.AxeFindsNothingAsync($"{way}: {state}");
        }
    }

    // No address of any request, of any kind, holds what was asked or who asked.
    private static void NamesNothing(Visit visit, string code)
    {
        string[] secrets = ["addiction", "rus", "3301", "drammen", "grief", code, code[..4]];
        Assert.All(
            visit.Requests,
            asked =>
                Assert.DoesNotContain(
                    secrets,
                    secret => asked.Url.PathAndQuery.Contains(secret, StringComparison.OrdinalIgnoreCase)
                )
        );
    }

    // One for each way, so that none takes another's place.
    private async Task<(string Id, string Name)> OpenGroupAsync(string way)
    {
        using var staff = await host.StaffAsync("contact-point-drammen");
        var name = $"Pårørende i Hokksund {way}";
        var group = await staff.OpenGroupAsync(
            GroupsOfTests.Form(
                ("name", name),
                ("topics", new JsonArray("next-of-kin-addiction")),
                ("meeting.municipality", "3314"),
                ("meeting.longitude", 9.91),
                ("meeting.latitude", 59.77),
                ("members", 6)
            )
        );
        return (group.Id().ToString(), name);
    }

    private static Look LookOf(string way) =>
        way switch
        {
            "no-script" => new(JavaScript: false),
            "narrow" => new(Width: 320, Height: 640, Mobile: true),
            "english" => new(Locale: "en-GB"),
            _ => new(),
        };

    private static Hand HandOf(string way, IPage page) => way == "keyboard" ? Hand.Keyboard(page) : Hand.Mouse(page);

    /// <summary>What the pages say in the language of a way.</summary>
    private sealed class Words(string way)
    {
        private readonly Language _language = new(
            way switch
            {
                "english" => "en",
                "nynorsk" => "nn",
                _ => "nb",
            },
            IsChosen: way == "nynorsk"
        );

        public string Topic => way == "english" ? "relatives of addicts" : "pårørende rus";

        public string Drammen => way == "english" ? "Drammen municipality" : "Drammen kommune";

        /// <summary>In nynorsk the language was chosen on the page, in English by the browser.</summary>
        public string To(string path) => _language.To(path);

        public string Say(string code) => Texts.Say("Seeking", code, _language);
    }
}
