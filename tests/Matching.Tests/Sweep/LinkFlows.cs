using System;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Matching.Tests.ActionLinks;
using Matching.Tests.Support;

namespace Matching.Tests.Sweep;

/// <summary>
/// A body without a key, from the link in its mail to what it does in the browser; and a link by a key.
/// </summary>
internal sealed class LinkFlows(SweepWorld world, Flows flows)
{
    private const string Fredrikstad = "body-26@example.org";

    public async Task GoAsync()
    {
        var (_, id) = await flows.RegisterAsync(("place", "municipality:3107"));
        await Eventually.IsSoAsync(() => world.Smtp.To(Fredrikstad).Count > 0, "the body has no mail");
        var mail = world.Smtp.To(Fredrikstad)[^1].Text;
        using var browser = await EnterAsync(
            "link",
            mail.Split().Single(word => word.Contains("/links/", StringComparison.Ordinal))
        );
        await browser.OpenAsync($"/waiting/{id}");
        await browser.SendAsync("/acknowledgement");
        await browser.SendAsync(
            "/messages",
            HttpStatusCode.OK,
            ("text", $"Velkommen, {world.Markers.New("answer by a link")}")
        );

        // What cannot be sent is shown again, to the sender alone.
        await browser.SendAsync(
            "/messages",
            HttpStatusCode.BadRequest,
            ("text", string.Concat(Enumerable.Repeat(world.Markers.New("refused answer by a link"), 80)))
        );
        await browser.OpenAsync($"/waiting/{id}");
        await browser.SendAsync(
            "/handover",
            HttpStatusCode.OK,
            ("to", browser.Choice("distriktskontor")),
            ("reason", browser.Choice("En annen kan mer om temaet."))
        );
        await browser.SendAsync("/waiting/end");

        var staff = await world.StaffAsync("contact-point-gol");
        var made = await staff.PostJsonAsync("/v1/desk/link", null);
        using var desk = await EnterAsync("link by a key", made.Text("url"));
        await desk.OpenAsync("/status");
    }

    private async Task<Browser> EnterAsync(string kind, string url)
    {
        var path = new Uri(url).AbsolutePath;
        world.Markers.Learn(kind, path.Split('/')[^1]);
        var browser = new Browser(world.Service.Anyone.BaseAddress!);
        world.Visitor.Dress(browser.Client);
        browser.Client.DefaultRequestHeaders.Remove("Cookie");
        browser.Client.DefaultRequestHeaders.Remove("Accept-Language");
        browser.Client.DefaultRequestHeaders.Add("Accept-Language", "nb");
        await browser.OpenAsync(path);
        await browser.SendAsync(path);
        foreach (Cookie cookie in browser.Cookies.GetAllCookies())
        {
            world.Markers.Learn("cookie of a session", cookie.Value);
        }

        return browser;
    }
}
