using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Matching.BrowserTests.Support;
using Microsoft.Playwright;
using Xunit;

namespace Matching.BrowserTests.Embedding;

/// <summary>The widget where something is missing, and what it keeps to itself.</summary>
public sealed class WidgetInWeatherTests(WidgetHost host, Browser browser)
    : IClassFixture<WidgetHost>,
        IClassFixture<Browser>
{
    private const string Drammen = "place='municipality:3301'";

    [Theory]
    [InlineData(503, "Mange søker akkurat nå.")]
    [InlineData(429, "Mange søker akkurat nå.")]
    [InlineData(500, "Noe gikk galt hos oss.")]
    public async Task What_goes_wrong_is_said_and_can_be_tried_again(int status, string said)
    {
        var isWrong = true;
        await using var visit = await VisitAsync();
        await visit.RouteAsync(
            "**/v1/groups/search",
            route =>
                isWrong
                    ? route.FulfillAsync(
                        new()
                        {
                            Status = status,
                            ContentType = "application/problem+json",
                            Headers = [new("Access-Control-Allow-Origin", host.Registered.Origin)],
                            Body = """{"code":"made-up"}""",
                        }
                    )
                    : route.ContinueAsync()
        );
        await visit.GoAsync(host.Registered.Put(host.Widget(Drammen), host.Policy));

        await Assertions.Expect(visit.Page.Locator("[part=error]")).ToContainTextAsync(said);
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Status)).ToContainTextAsync(said);
        await visit.Page.AxeFindsNothingAsync("error");
        await visit.Page.PictureAsync($"widget-error-{status}");
        isWrong = false;
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Prøv igjen" }).ClickAsync();
        await visit.Page.Locator("[part=group]").First.WaitForAsync();
    }

    [Fact]
    public async Task Without_a_network_it_asks_whether_there_is_one()
    {
        await using var visit = await VisitAsync();
        await visit.GoAsync(host.Registered.Put(host.Widget(), host.Policy));
        await visit.Page.Locator("[part=frame]").WaitForAsync();
        await visit.OfflineAsync(true);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Søk" }).ClickAsync();

        await Assertions.Expect(visit.Page.Locator("[part=error]")).ToContainTextAsync("Er du på nett?");
        await visit.Page.PictureAsync("widget-offline");
        await visit.OfflineAsync(false);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Prøv igjen" }).ClickAsync();
        await visit.Page.Locator("[part=group]").First.WaitForAsync();
    }

    [Fact]
    public async Task The_way_to_the_form_opens_a_tab_of_ours_and_no_address_tells_what_was_chosen()
    {
        await using var visit = await VisitAsync();
        await visit.GoAsync(host.Registered.Put(host.Widget($"{Drammen} topic='grief' lang='nn'"), host.Policy));
        await visit.Page.Locator("[part=responsible]").WaitForAsync();
        var tab = await visit.NewTabAsync(() =>
            visit.Page.GetByRole(AriaRole.Button, new() { Name = "Meld interesse" }).ClickAsync()
        );

        Assert.Equal($"{host.Own}/register?lang=nn", tab.Url);
        await Assertions.Expect(tab.Locator("html")).ToHaveAttributeAsync("lang", "nn");
        await tab.PictureAsync("widget-form");
        Assert.True(await tab.EvaluateAsync<bool>("() => window.opener === null"));
        var sent = visit.Requests.Single(asked => asked.Url.AbsolutePath == "/register");
        Assert.Equal(("POST", "topic=grief&place=municipality%3A3301&quiet=quiet"), (sent.Method, sent.Body));
        Assert.DoesNotContain(
            visit.Requests,
            asked =>
                asked.Url.PathAndQuery.Contains("grief", StringComparison.Ordinal)
                || asked.Url.Query.Contains("3301", StringComparison.Ordinal)
        );
        // Where it comes from is told, and no more than that; the calls for the search tell nothing of the page.
        Assert.Equal((host.Registered.Origin, host.Registered.Origin + "/"), await SentAsync(sent));
        foreach (var asked in visit.Requests.Where(asked => asked.Type is "fetch" && asked.Method == "POST"))
        {
            Assert.Equal((host.Registered.Origin, null), await SentAsync(asked));
        }

        await visit.LeftNothingAsync();
    }

    [Fact]
    public async Task Where_the_page_forbids_the_form_there_is_a_plain_link()
    {
        await using var visit = await VisitAsync();
        await visit.GoAsync(
            host.Registered.Put(
                host.Widget(Drammen),
                $"default-src 'none'; script-src {host.Own}; connect-src {host.Own}; form-action 'self'"
            )
        );
        await visit.Page.Locator("[part=responsible]").WaitForAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Meld interesse" }).ClickAsync();

        var link = visit.Page.GetByRole(AriaRole.Link, new() { Name = "Åpne skjemaet" });
        await Assertions.Expect(link).ToHaveAttributeAsync("href", $"{host.Own}/register");
        Assert.Contains(visit.Console, said => said.Contains("needs form-action", StringComparison.Ordinal));
        await visit.Page.AxeFindsNothingAsync("form forbidden");
        await visit.Page.PictureAsync("widget-form-forbidden");
    }

    [Fact]
    public async Task Where_the_page_forbids_to_ask_us_its_owner_reads_what_is_missing()
    {
        await using var visit = await VisitAsync();
        await visit.GoAsync(
            host.Registered.Put(
                host.Widget(Drammen),
                $"default-src 'none'; script-src {host.Own}; form-action {host.Own}"
            )
        );

        await Assertions.Expect(visit.Page.Locator("[part=error]")).ToContainTextAsync("Søket kan ikke vises");
        Assert.Contains(visit.Console, said => said.Contains("needs connect-src", StringComparison.Ordinal));
        Assert.DoesNotContain(visit.Console, said => said.Contains("does not know", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_page_that_takes_no_markup_from_strings_takes_the_widget()
    {
        await using var visit = await VisitAsync();
        await visit.GoAsync(
            host.Registered.Put(
                host.Widget(Drammen),
                host.Policy + "; require-trusted-types-for 'script'; trusted-types 'none'"
            )
        );

        await visit.Page.Locator("[part=group]").First.WaitForAsync();
        Assert.Empty(visit.Console);
    }

    [Fact]
    public async Task Without_scripts_the_link_of_the_page_is_there()
    {
        await using var visit = await VisitAsync(new Look(JavaScript: false));
        await visit.GoAsync(host.Registered.Put(host.Widget(Drammen), host.Policy));

        await Assertions
            .Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "Finn en selvhjelpsgruppe" }))
            .ToBeVisibleAsync();
    }

    [Fact]
    public async Task Scripts_of_the_page_hear_nothing_of_what_is_typed_and_chosen()
    {
        // Here the root stays closed, as it is for everybody.
        await using var visit = await browser.VisitAsync(new Look(), host.Address, host.Registered.Address);
        await visit.GoAsync(
            host.Registered.Put(
                host.Widget()
                    + """
                    <script>
                    window.heard = [];
                    const hear = event => heard.push([event.type, event.composedPath().map(one => one.localName ?? '').slice(0, 1),
                        event.target.value, JSON.stringify(event.detail)].join(' '));
                    for (const type of ['input', 'change', 'keydown', 'keyup', 'click', 'submit']) document.addEventListener(type, hear);
                    for (const type of ['ready', 'results', 'form', 'error']) document.addEventListener('selvhjelp-' + type, hear);
                    </script>
                    """
            )
        );
        await visit.Page.WaitForFunctionAsync("() => heard.length === 1");
        Assert.True(
            await visit.Page.EvaluateAsync<bool>("() => document.querySelector('selvhjelp-search').shadowRoot === null")
        );
        await visit
            .Page.Locator("selvhjelp-search")
            .ClickAsync(
                new()
                {
                    Position = new() { X = 100, Y = 130 },
                }
            );
        await visit.Page.Keyboard.TypeAsync("sorg");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.WaitForFunctionAsync("() => heard.length === 2");

        Assert.Equal(
            ["selvhjelp-ready selvhjelp-search  null", "selvhjelp-results selvhjelp-search  null"],
            await visit.Page.EvaluateAsync<string[]>("() => heard")
        );
    }

    [Fact]
    public async Task All_that_is_loaded_of_it_is_small()
    {
        await using var visit = await VisitAsync();
        await visit.GoAsync(host.Registered.Put(host.Widget(Drammen), host.Policy));
        await visit.Page.Locator("[part=group]").First.WaitForAsync();
        Assert.Equal(
            ["/embed/v1.js"],
            visit
                .Requests.Where(asked =>
                    asked.Origin == host.Own && asked.Type is not ("fetch" or "xhr" or "preflight")
                )
                .Select(asked => asked.Url.AbsolutePath)
        );

        foreach (var coding in new[] { "br", "gzip" })
        {
            using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = host.Address };
            client.DefaultRequestHeaders.Add("Accept-Encoding", coding);
            using var answer = await client.GetAsync("/embed/v1.js", TestContext.Current.CancellationToken);
            var bytes = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            TestContext.Current.TestOutputHelper?.WriteLine($"the widget by {coding}: {bytes.Length} bytes");
            Assert.Equal(coding, answer.Content.Headers.ContentEncoding.Single());
            Assert.InRange(bytes.Length, 1, 45_000);
        }
    }

    private static async Task<(string? Origin, string? Referrer)> SentAsync(Asked asked)
    {
        var headers = await asked.Request.AllHeadersAsync();
        return (headers.GetValueOrDefault("origin"), headers.GetValueOrDefault("referer"));
    }

    private async Task<Visit> VisitAsync(Look? look = null)
    {
        var visit = await browser.VisitAsync(look ?? new Look(), host.Address, host.Registered.Address);
        await visit.OpenShadowRootsAsync();
        return visit;
    }
}
