using System.Threading.Tasks;
using Matching.BrowserTests.Support;
using Xunit;

namespace Matching.BrowserTests;

/// <summary>That the browser of these tests sees what it must see.</summary>
public sealed class ChromiumTests(BrowserHost host, Browser browser)
    : IClassFixture<BrowserHost>,
        IClassFixture<Browser>
{
    [Fact]
    public async Task A_page_of_ours_is_seen_and_asks_nobody_else()
    {
        await using var visit = await browser.VisitAsync(new Look(), host.Address);

        Assert.Equal(404, await visit.GoAsync(host.At("/about/nothing")));
        await visit.Page.AxeFindsNothingAsync("a page that is not there");
        await visit.Page.PictureAsync("not-there");
        await visit.Page.NeedsNoScrollingAsideAsync();
        await visit.LeftNothingAsync();
        Assert.NotEmpty(visit.Requests);
    }

    [Fact]
    public async Task A_request_to_another_origin_would_be_noticed()
    {
        var visit = await browser.VisitAsync(new Look(), host.At("/"));
        await visit.Page.SetContentAsync("<img src='http://127.0.0.1:9/pixel.gif'>");

        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(async () => await visit.DisposeAsync());
    }

    [Fact]
    public async Task Axe_sees_into_shadow_roots()
    {
        await using var visit = await browser.VisitAsync(new Look());
        await visit.Page.SetContentAsync(
            "<html lang=nb><title>t</title><main><div id=a></div></main><script>a.attachShadow({mode:'open'}).innerHTML='<input>'</script>"
        );

        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => visit.Page.AxeFindsNothingAsync("no label"));
    }
}
