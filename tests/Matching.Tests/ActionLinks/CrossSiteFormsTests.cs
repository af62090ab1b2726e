using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using Matching.Cases;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.ActionLinks;

/// <summary>
/// Another site that makes a browser with a session send something here: it changes nothing, even where the browser
/// sends the cookie along and the site knows the form's own mark.
/// </summary>
public sealed class CrossSiteFormsTests(TestHost host) : IClassFixture<TestHost>
{
    private static readonly (string What, bool WithMark, (string Name, string Value)[] Headers)[] Tries =
    [
        ("from another site", true, [("Sec-Fetch-Site", "cross-site")]),
        ("from a name beside ours", true, [("Sec-Fetch-Site", "same-site")]),
        ("from nowhere", true, [("Sec-Fetch-Site", "none")]),
        ("from here and elsewhere", true, [("Sec-Fetch-Site", "same-origin, cross-site")]),
        ("from another origin", true, [("Origin", "https://evil.example")]),
        (
            "from another origin that says it is here",
            true,
            [("Origin", "https://evil.example"), ("Sec-Fetch-Site", "same-origin")]
        ),
        ("from our address by another scheme", true, [("Origin", "https://127.0.0.1:8080")]),
        ("from a frame without origin", true, [("Origin", "null"), ("Sec-Fetch-Site", "cross-site")]),
        ("by a browser that says nothing", false, []),
        ("by a browser that says null", false, [("Origin", "null")]),
        ("as from here, without the mark", false, [("Sec-Fetch-Site", "same-origin")]),
        ("as from here, with a mark of nothing", false, [("Origin", "http://127.0.0.1:8080")]),
    ];

    [Fact]
    public async Task A_form_from_elsewhere_changes_nothing_though_the_cookie_comes_with_it()
    {
        var (receipt, id, browser) = await ComeInAsync();
        using var session = browser;
        var page = await browser.OpenAsync($"/waiting/{id}");
        var marks = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["mark"] = Value(page, "mark"),
            ["once"] = Value(page, "once"),
        };
        foreach (var (what, withMark, headers) in Tries)
        {
            foreach (
                var (path, fields) in new[]
                {
                    ("acknowledgement", ""),
                    ("messages", "text=Evil"),
                    ("handover", $"to={await host.BodyAsync("national-office")}&reason=not-our-topic"),
                    ("", ""),
                }
            )
            {
                var form = fields.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(field => field.Split('='));
                var request = new HttpRequestMessage(
                    HttpMethod.Post,
                    path.Length == 0 ? "/waiting/end" : $"/waiting/{id}/{path}"
                )
                {
                    Content = new FormUrlEncodedContent(
                        form.Select(field => KeyValuePair.Create(field[0], field[1])).Concat(withMark ? marks : [])
                    ),
                };
                foreach (var (name, value) in headers)
                {
                    request.Headers.TryAddWithoutValidation(name, value);
                }

                var answer = await browser.Client.SendAsync(request, TestContext.Current.CancellationToken);
                Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{what}: {answer.StatusCode}");
            }
        }

        // Neither what a page of another site can send without asking, nor the calls of programs.
        foreach (var type in new[] { "text/plain", "application/json" })
        {
            var content = new StringContent("text=Evil", Encoding.UTF8, type);
            var answer = await browser.Client.PostAsync(
                $"/waiting/{id}/messages",
                content,
                TestContext.Current.CancellationToken
            );
            Assert.InRange((int)answer.StatusCode, 400, 499);
        }

        foreach (var path in new[] { $"/v1/desk/cases/{id}/messages", "/v1/keys", "/v1/desk/link" })
        {
            await browser.Client.PostJsonAsync(path, new { text = "Evil" }, HttpStatusCode.Unauthorized);
        }

        Assert.Empty(
            (await host.Person(receipt).GetJsonAsync("/v1/interest/messages")).GetProperty("items").EnumerateArray()
        );
        Assert.Equal(CaseState.Told, await StateAsync(id));
        var own = new HttpRequestMessage(HttpMethod.Post, $"/waiting/{id}/acknowledgement")
        {
            Content = new FormUrlEncodedContent(marks),
        };
        own.Headers.Add("Sec-Fetch-Site", "same-origin");
        own.Headers.Add("Origin", "null");
        Assert.Equal(HttpStatusCode.OK, (await browser.ShowAsync(own, HttpStatusCode.OK)).Status);
        Assert.Equal(CaseState.Acknowledged, await StateAsync(id));
    }

    [Fact]
    public async Task Another_site_neither_uses_a_link_up_nor_asks_for_a_new_one()
    {
        await host.Anyone.PostJsonAsync("/v1/interests", new { place = "municipality:4601", consent = "2026-11" });
        await host.RunJobsAsync();
        var link = await Browser.LinkToAsync(host, "link-bergen");
        foreach (var path in new[] { link, link + "/renewal" })
        {
            foreach (
                var (name, value) in new[] { ("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example") }
            )
            {
                var request = new HttpRequestMessage(HttpMethod.Post, path);
                request.Headers.TryAddWithoutValidation(name, value);
                using var answer = await host.Anyone.SendAsync(request, TestContext.Current.CancellationToken);
                Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            }
        }

        using var browser = new Browser(host);
        await browser.OpenAsync(link);
        Assert.Equal("/waiting", (await browser.SendAsync(link)).Path);
    }

    private static string Value(Shown page, string name) =>
        page.Html.Split($"name=\"{name}\" value=\"")[1].Split('"')[0];

    private Task<CaseState> StateAsync(Guid id) =>
        host.WithDbAsync(db => db.Cases.Where(row => row.Id == id).Select(row => row.State).SingleAsync());

    private async Task<(string Receipt, Guid Case, Browser Browser)> ComeInAsync()
    {
        var form = new { place = "municipality:3301", consent = "2026-11" };
        var receipt = (await host.Anyone.PostJsonAsync("/v1/interests", form)).Text("receipt");
        await host.RunJobsAsync();
        var link = await Browser.LinkToAsync(host, "contact-point-drammen");
        var browser = new Browser(host);
        await browser.OpenAsync(link);
        await browser.SendAsync(link);
        return (receipt, await host.CaseOfAsync(receipt), browser);
    }
}
