using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Matching.Access;
using Matching.ActionLinks;
using Matching.Calendar;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.ActionLinks;

/// <summary>
/// A body without an account, from its mail to what it does with a case, over real HTTP as a browser does it. Every
/// test has a body of its own.
/// </summary>
public sealed class ActionLinkTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task A_contact_point_without_an_account_acknowledges_answers_and_hands_over()
    {
        const string Markup = "<script>alert(1)</script> & \"Hei\"\nlinje to";
        var receipt = await RegisterAsync("municipality:3301", Markup, "next-of-kin-addiction");
        var id = await host.CaseOfAsync(receipt);
        using var browser = new Browser(host);
        var link = await Browser.LinkToAsync(host, "contact-point-drammen");

        Assert.Contains("Åpne ventelista", (await browser.OpenAsync(link)).Text, StringComparison.Ordinal);
        var list = await browser.SendAsync(link);
        Assert.Equal("/waiting", list.Path);
        Assert.Contains("Drammen kommune", list.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("rus", list.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(await OpenedByAsync(receipt));

        var page = await browser.FollowAsync("Sak 1");
        Assert.Equal($"/waiting/{id}", page.Path);
        Assert.Contains("Pårørende", page.Text, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp;", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(Markup, page.Text, StringComparison.Ordinal);
        Assert.Equal(["Drammen kommune"], await OpenedByAsync(receipt));

        page = await browser.SendAsync("/acknowledgement");
        Assert.Contains("Dere har tatt imot saken.", page.Text, StringComparison.Ordinal);
        Assert.Contains("Tatt imot", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/acknowledgement", page.Html, StringComparison.Ordinal);

        // What cannot be sent is shown again; a browser's line break is one character.
        page = await browser.SendAsync("/messages", HttpStatusCode.BadRequest, ("text", new string('æ', 1001)));
        Assert.Contains(new string('æ', 1001), page.Text, StringComparison.Ordinal);
        await browser.SendAsync("/messages", HttpStatusCode.BadRequest, ("text", "  "));
        await browser.SendAsync("/messages", HttpStatusCode.BadRequest);
        var longest = $"Velkommen!\n<b>Tirsdag</b>{new string('å', 975)}";
        Assert.Equal(1000, longest.Length);
        page = await browser.SendAsync(
            "/messages",
            HttpStatusCode.OK,
            ("text", longest.Replace("\n", "\r\n", StringComparison.Ordinal))
        );
        Assert.Contains("Svaret er sendt.", page.Text, StringComparison.Ordinal);
        var messages = await host.Person(receipt).GetJsonAsync("/v1/interest/messages");
        Assert.Equal(
            [Markup, longest],
            messages.GetProperty("items").EnumerateArray().Select(item => item.Text("text"))
        );

        var next = browser.Choice("distriktskontor Oslo");
        page = await browser.SendAsync(
            "/handover",
            HttpStatusCode.OK,
            ("to", next),
            ("reason", browser.Choice("En annen kan mer om temaet."))
        );
        Assert.Contains("Saken er gitt videre.", page.Text, StringComparison.Ordinal);
        Assert.Contains("Ingen venter på dere nå.", page.Text, StringComparison.Ordinal);
        await browser.OpenAsync($"/waiting/{id}", HttpStatusCode.NotFound);
        var state = await host.Person(receipt).GetJsonAsync("/v1/interest");
        Assert.Equal(await host.BodyAsync("district-oslo"), state.GetProperty("responsible").Id());

        // Whoever has it now reads in its history what was done by a link; what came in was not.
        var history = (await (await host.StaffAsync("district-oslo")).GetJsonAsync($"/v1/desk/cases/{id}")).GetProperty(
            "history"
        );
        Assert.Equal(
            [("registered", false), ("acknowledged", true), ("answered", true), ("handed-over", true)],
            history.EnumerateArray().Select(line => (line.Text("act"), line.GetProperty("byLink").GetBoolean()))
        );
        var opening = await host.WithDbAsync(db =>
            db.CaseOpenings.Where(row => row.CaseId == id && row.ByLink).ToListAsync()
        );
        Assert.Single(opening);

        Assert.All(
            browser.Addresses,
            address =>
            {
                Assert.DoesNotContain(receipt, address, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain(
                    "3301",
                    address.Replace(link, "", StringComparison.Ordinal),
                    StringComparison.Ordinal
                );
                Assert.DoesNotMatch("(?i)drammen|addiction|rus", address);
            }
        );
    }

    [Fact]
    public async Task Programs_that_follow_every_link_in_a_mail_change_nothing()
    {
        await RegisterAsync("municipality:3107");
        var link = await Browser.LinkToAsync(host, "contact-point-fredrikstad");
        using var browser = new Browser(host);
        var before = await RowsAsync();

        for (var i = 0; i < 100; i++)
        {
            var page = await browser.OpenAsync(link);
            Assert.False(page.Answer.Headers.Contains("Set-Cookie"));
        }

        using var head = await browser.Client.SendAsync(
            new HttpRequestMessage(HttpMethod.Head, link),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(before, await RowsAsync());

        await browser.OpenAsync(link);
        Assert.Equal("/waiting", (await browser.SendAsync(link)).Path);
    }

    [Fact]
    public async Task Of_twenty_who_use_a_link_at_once_one_comes_in()
    {
        await RegisterAsync("municipality:4601");
        var link = await Browser.LinkToAsync(host, "link-bergen");
        var body = await host.BodyAsync("link-bergen");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PostAsync(link)));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.SeeOther);
        Assert.Equal(19, answers.Count(answer => answer.StatusCode == HttpStatusCode.NotFound));
        Assert.Equal(1, await host.WithDbAsync(db => db.LinkSessions.CountAsync(session => session.Body == body)));
    }

    [Fact]
    public async Task Used_expired_and_unknown_links_look_the_same_and_lead_to_a_new_one_once()
    {
        var receipt = await RegisterAsync("municipality:3201");
        const string Body = "contact-point-baerum";
        var used = await Browser.LinkToAsync(host, Body);
        using var browser = new Browser(host);
        await browser.OpenAsync(used);
        await browser.SendAsync(used);

        await host.Person(receipt).PostJsonAsync("/v1/interest/messages", new { text = "Hei?" });
        await host.RunJobsAsync();
        var expired = (await Browser.LinksToAsync(host, Body)).Single(link => link != used);
        host.Clock.Advance(ActionLink.Lifetime - TimeSpan.FromSeconds(1));
        await browser.OpenAsync(expired);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        var unknown = "/links/" + new string('0', 64);

        var pages = new List<string>();
        foreach (var link in new[] { used, expired, unknown })
        {
            var looked = await browser.OpenAsync(link, HttpStatusCode.NotFound);
            using var tried = await PostAsync(link);
            Assert.Equal(HttpStatusCode.NotFound, tried.StatusCode);
            pages.Add(looked.Html.Replace(link, "", StringComparison.Ordinal));
            pages.Add(
                (await tried.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Replace(
                    link,
                    "",
                    StringComparison.Ordinal
                )
            );
            await browser.SendAsync("/renewal");
            pages.Add("sent: " + browser.Addresses.Count(address => address == link + "/renewal"));
            await browser.OpenAsync(link, HttpStatusCode.NotFound);
            await browser.SendAsync("/renewal");
        }

        Assert.Equal(pages[..3], pages[3..6]);
        Assert.Equal(pages[..3], pages[6..]);

        // Two asked for a new one, at once; that is one mail, and its link works.
        await host.RunJobsAsync();
        var renewed = (await Browser.LinksToAsync(host, Body)).Except([used, expired]).ToList();
        await browser.OpenAsync(Assert.Single(renewed));
        Assert.Equal("/waiting", (await browser.SendAsync(renewed[0])).Path);

        // Each link asks once: no mail for the same again.
        await browser.OpenAsync(used, HttpStatusCode.NotFound);
        await browser.SendAsync("/renewal");
        await host.RunJobsAsync();
        Assert.Equal(3, (await Browser.LinksToAsync(host, Body)).Count);
    }

    [Fact]
    public async Task A_session_ends_by_its_button_after_half_an_hour_of_rest_and_after_an_hour()
    {
        await RegisterAsync("municipality:5001");
        const string Body = "link-trondheim";
        using var browser = new Browser(host);
        await ComeInAsync(browser, Body);
        var secret = Assert.Single(browser.Cookies.GetAllCookies()).Value;

        host.Clock.Advance(LinkSession.Idle - TimeSpan.FromSeconds(1));
        await browser.OpenAsync("/waiting");
        Assert.Contains("lukket", (await browser.SendAsync("/end")).Text, StringComparison.Ordinal);
        Assert.Empty(browser.Cookies.GetAllCookies());
        await browser.OpenAsync("/waiting", HttpStatusCode.Unauthorized);
        using var again = new Browser(host);
        again.Cookies.Add(host.Address, new Cookie("waiting", secret));
        await again.OpenAsync("/waiting", HttpStatusCode.Unauthorized);

        await AskAgainAsync(Body);
        await ComeInAsync(browser, Body);
        host.Clock.Advance(LinkSession.Idle);
        await browser.OpenAsync("/waiting", HttpStatusCode.Unauthorized);

        await AskAgainAsync(Body);
        await ComeInAsync(browser, Body);
        host.Clock.Advance(TimeSpan.FromMinutes(25));
        await browser.OpenAsync("/waiting");
        host.Clock.Advance(TimeSpan.FromMinutes(25));
        await browser.OpenAsync("/waiting");
        host.Clock.Advance(TimeSpan.FromMinutes(10));
        await browser.OpenAsync("/waiting", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_session_opens_the_bodys_own_cases_and_nothing_else()
    {
        var own = await host.CaseOfAsync(await RegisterAsync("municipality:0301"));
        var foreign = await host.CaseOfAsync(await RegisterAsync("municipality:3907"));
        using var browser = new Browser(host);
        await ComeInAsync(browser, "link-oslo");
        await browser.OpenAsync($"/waiting/{foreign}", HttpStatusCode.NotFound);
        await browser.OpenAsync($"/waiting/{own}");
        foreach (var act in new[] { "acknowledgement", "messages", "handover" })
        {
            var form = Hidden(await browser.OpenAsync($"/waiting/{own}"));
            (form["text"], form["to"], form["reason"]) = ("Hei", own.ToString(), "not-our-topic");
            var mark = form["mark"];
            await browser.ShowAsync(Post($"/waiting/{foreign}/{act}", form), HttpStatusCode.NotFound);

            // Without the mark, with another's, or from another kind of form: refused, and nothing is done.
            form["mark"] = mark[1..] + (mark[0] == '0' ? '1' : '0');
            await browser.ShowAsync(Post($"/waiting/{own}/{act}", form), HttpStatusCode.Forbidden);
            form.Remove("mark");
            await browser.ShowAsync(Post($"/waiting/{own}/{act}", form), HttpStatusCode.Forbidden);
        }

        await browser.ShowAsync(Post("/waiting/end", []), HttpStatusCode.Forbidden);
        await browser.OpenAsync("/waiting");
        Assert.Equal(
            ["registered"],
            await host.WithDbAsync(db =>
                db.CaseHistory.Where(line => line.CaseId == own).Select(line => line.Act).ToListAsync()
            )
        );

        // The cookie is no key, and a key no cookie.
        foreach (var path in new[] { "/v1/desk/cases", $"/v1/desk/cases/{own}", "/v1/keys", "/v1/desk/tasks" })
        {
            await browser.OpenAsync(path, HttpStatusCode.Unauthorized);
        }

        var staff = await host.StaffAsync("link-oslo", Role.NationalAdmin);
        using var refused = await staff.GetAsync("/waiting", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task A_body_with_an_account_gets_the_desk_and_one_whose_last_key_was_taken_away_a_link()
    {
        const string Body = "link-vestfold-og-telemark";
        var (key, _) = ApiKey.Issue(await host.BodyAsync(Body), Role.Coordinator, "a test", host.Clock.Today(), 365);
        await host.WithDbAsync(db =>
        {
            db.ApiKeys.Add(key);
            return db.SaveChangesAsync();
        });
        await RegisterAsync("municipality:3907");
        Assert.Equal("/v1/desk/cases", (await Browser.LinksToAsync(host, Body))[^1]);

        await host.SqlAsync($"update api_keys set revoked_on = created_on where id = {key.Id}");
        await RegisterAsync("municipality:3907");
        Assert.StartsWith("/links/", (await Browser.LinksToAsync(host, Body))[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_opens_nothing_once_the_body_is_reached_at_another_address_or_has_ended()
    {
        const string Body = "contact-point-sogn";
        var body = await host.BodyAsync(Body);
        await RegisterAsync("municipality:4640");
        var link = await Browser.LinkToAsync(host, Body);
        using var browser = new Browser(host);
        await host.SqlAsync($"update bodies set email = 'elsewhere@example.org' where id = {body}");
        await browser.OpenAsync(link, HttpStatusCode.NotFound);
        await host.SqlAsync(
            $"update bodies set email = (select address from action_links where body = {body}) where id = {body}"
        );
        await browser.OpenAsync(link);
        await browser.SendAsync(link);
        await host.SqlAsync($"update bodies set state = 'ended' where id = {body}");
        await browser.OpenAsync("/waiting", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Whoever_presses_a_button_twice_does_it_once()
    {
        var receipt = await RegisterAsync("municipality:3205", "Hei");
        using var browser = new Browser(host);
        await ComeInAsync(browser, "contact-point-raelingen");
        var id = await host.CaseOfAsync(receipt);
        var form = Hidden(await browser.OpenAsync($"/waiting/{id}"));
        form["text"] = "Velkommen!";

        await Task.WhenAll(
            Enumerable
                .Range(0, 5)
                .Select(_ => browser.ShowAsync(Post($"/waiting/{id}/messages", form), HttpStatusCode.OK))
        );
        var shown = await browser.ShowAsync(Post($"/waiting/{id}/messages", form), HttpStatusCode.OK);
        Assert.Contains("Det var alt gjort", shown.Text, StringComparison.Ordinal);
        var messages = await host.Person(receipt).GetJsonAsync("/v1/interest/messages");
        Assert.Equal(
            ["Hei", "Velkommen!"],
            messages.GetProperty("items").EnumerateArray().Select(item => item.Text("text"))
        );
    }

    [Fact]
    public async Task A_session_ends_at_once_when_the_address_behind_it_is_changed_or_taken_away_or_the_body_ends()
    {
        var body = await host.BodyAsync("contact-point-gol");
        using var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        await national.PutJsonAsync($"/v1/bodies/{body}/policy", new { deputy = "deputy@example.org" });
        var written = new
        {
            name = "Gol kommune",
            email = "gol@example.org",
            house = "municipality:3324",
        };
        await national.PutJsonAsync($"/v1/bodies/{body}", written);
        using var own = await InByAsync(body, "gol@example.org");
        using var deputy = await InByAsync(body, "deputy@example.org");
        var unused = await LinkAsync(body, "gol@example.org");

        await national.PutJsonAsync($"/v1/bodies/{body}/policy", new { });
        await deputy.OpenAsync("/waiting", HttpStatusCode.Unauthorized);
        await own.OpenAsync("/waiting");

        await national.PutJsonAsync($"/v1/bodies/{body}", written with { email = "moved@example.org" });
        await own.OpenAsync("/waiting", HttpStatusCode.Unauthorized);
        await own.OpenAsync(unused, HttpStatusCode.NotFound);

        using var last = await InByAsync(body, "moved@example.org");
        unused = await LinkAsync(body, "moved@example.org");
        await national.PutJsonAsync($"/v1/bodies/{body}/end", null);
        await last.OpenAsync("/waiting", HttpStatusCode.Unauthorized);
        await last.OpenAsync(unused, HttpStatusCode.NotFound);

        // Nobody is let in there again, so no mail says so.
        await last.SendAsync("/renewal");
        Assert.Contains("send-link", (await host.RunJobsAsync()).Select(job => job.Kind));
        Assert.DoesNotContain(
            Directory.EnumerateFiles(host.MailFolder),
            mail => File.ReadAllText(mail).Contains("To: moved@example.org", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Who_has_a_key_comes_in_by_a_link_with_its_role_until_it_is_taken_away()
    {
        const string Body = "link-tromso";
        var (key, secret) = ApiKey.Issue(await host.BodyAsync(Body), Role.BodyAdmin, "a test", host.Clock.Today(), 30);
        await host.WithDbAsync(db =>
        {
            db.ApiKeys.Add(key);
            return db.SaveChangesAsync();
        });
        using var staff = new HttpClient(new SocketsHttpHandler()) { BaseAddress = host.Address };
        staff.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        async Task<string> AskAsync()
        {
            var asked = await staff.PostJsonAsync("/v1/desk/link", null);
            Assert.Equal(host.Clock.GetUtcNow() + ActionLink.ForKey, asked.GetProperty("until").GetDateTimeOffset());
            return new Uri(asked.Text("url")).AbsolutePath;
        }

        using var browser = new Browser(host);
        var link = await AskAsync();
        await browser.OpenAsync(link);
        Assert.Equal("/waiting", (await browser.SendAsync(link)).Path);
        Assert.Equal("/status", (await browser.FollowAsync("Slik står det til")).Path);

        // Who looks into a case is known by the key, as ever.
        var id = await host.CaseOfAsync(await RegisterAsync("municipality:1106"));
        await host.SqlAsync($"update cases set body = {key.Body} where id = {id}");
        await browser.OpenAsync($"/waiting/{id}");
        var opening = await host.WithDbAsync(db => db.CaseOpenings.SingleAsync(row => row.CaseId == id));
        Assert.Equal((key.Id, false), (opening.ApiKey, opening.ByLink));

        // It is no mail's: nobody sends a new one for it. And it is soon over.
        await browser.OpenAsync(link, HttpStatusCode.NotFound);
        await browser.SendAsync("/renewal");
        Assert.DoesNotContain("send-link", (await host.RunJobsAsync()).Select(job => job.Kind));
        link = await AskAsync();
        host.Clock.Advance(ActionLink.ForKey);
        await browser.OpenAsync(link, HttpStatusCode.NotFound);

        link = await AskAsync();
        await browser.OpenAsync("/status");
        await staff.DeleteJsonAsync($"/v1/keys/{key.Id}");
        await browser.OpenAsync("/status", HttpStatusCode.Unauthorized);
        await browser.OpenAsync("/waiting", HttpStatusCode.Unauthorized);
        await browser.OpenAsync(link, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_was_written_is_shown_again_where_it_could_not_be_sent_and_kept_nowhere()
    {
        const string Text = "Kjære deg,\r\n<b>jeg skrev</b> & tenkte lenge";
        var id = await host.CaseOfAsync(await RegisterAsync("municipality:3205"));
        var body = await host.WithDbAsync(db =>
            db.Cases.Where(row => row.Id == id).Select(row => row.Body).SingleAsync()
        );
        var address = await host.WithDbAsync(db =>
            db.Bodies.Where(row => row.Id == body).Select(row => row.Email).SingleAsync()
        );
        using var browser = await InByAsync(body, address);
        var form = Hidden(await browser.OpenAsync($"/waiting/{id}"));
        form["text"] = Text;
        var path = $"/waiting/{id}/messages";

        // The session of another day's mark, a case that is gone, and no session at all.
        var mark = form["mark"];
        form["mark"] = new string('0', mark.Length);
        var page = await browser.ShowAsync(Post(path, form), HttpStatusCode.Forbidden);
        Assert.Contains(Text, page.Text, StringComparison.Ordinal);
        form["mark"] = mark;
        page = await browser.ShowAsync(Post($"/waiting/{Guid.Empty}/messages", form), HttpStatusCode.NotFound);
        Assert.Contains(Text, page.Text, StringComparison.Ordinal);
        host.Clock.Advance(LinkSession.Idle);
        page = await browser.ShowAsync(Post(path, form), HttpStatusCode.Unauthorized);
        Assert.Contains("Det du skrev", page.Text, StringComparison.Ordinal);
        Assert.Contains(Text, page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", page.Html, StringComparison.Ordinal);
        Assert.Equal("no-store", page.Answer.Headers.CacheControl!.ToString());
        Assert.Equal(0, await host.WithDbAsync(db => db.Messages.CountAsync(row => row.Interest == id)));

        // Nothing was written, another site wrote it, or it is more than anybody reads.
        form["text"] = " ";
        page = await browser.ShowAsync(Post(path, form), HttpStatusCode.Unauthorized);
        Assert.DoesNotContain("Det du skrev", page.Text, StringComparison.Ordinal);
        form["text"] = Text;
        var elsewhere = Post(path, form);
        elsewhere.Headers.Add("Sec-Fetch-Site", "cross-site");
        page = await browser.ShowAsync(elsewhere, HttpStatusCode.Forbidden);
        Assert.DoesNotContain("tenkte lenge", page.Text, StringComparison.Ordinal);
        form["text"] = new string('a', 70_000);
        page = await browser.ShowAsync(Post(path, form), HttpStatusCode.Unauthorized);
        Assert.DoesNotContain("aaa", page.Text, StringComparison.Ordinal);
        using var multipart = new MultipartFormDataContent("b") { { new StringContent(Text), "text" } };
        page = await browser.ShowAsync(
            new HttpRequestMessage(HttpMethod.Post, path) { Content = multipart },
            HttpStatusCode.Unauthorized
        );
        Assert.Contains(Text, page.Text, StringComparison.Ordinal);
        var broken = new ByteArrayContent("--b"u8.ToArray());
        broken.Headers.ContentType = new("multipart/form-data");
        await browser.ShowAsync(
            new HttpRequestMessage(HttpMethod.Post, path) { Content = broken },
            HttpStatusCode.Unauthorized
        );
    }

    [Fact]
    public async Task Whoever_goes_back_and_writes_something_else_says_both()
    {
        var receipt = await RegisterAsync("municipality:3205", "Hei");
        var id = await host.CaseOfAsync(receipt);
        var body = await host.WithDbAsync(db =>
            db.Cases.Where(row => row.Id == id).Select(row => row.Body).SingleAsync()
        );
        var address = await host.WithDbAsync(db =>
            db.Bodies.Where(row => row.Id == body).Select(row => row.Email).SingleAsync()
        );
        using var browser = await InByAsync(body, address);
        var form = Hidden(await browser.OpenAsync($"/waiting/{id}"));
        foreach (var text in new[] { "Velkommen!", "Velkommen!", "Og ta med kaffe.", "Velkommen!" })
        {
            form["text"] = text;
            await browser.ShowAsync(Post($"/waiting/{id}/messages", form), HttpStatusCode.OK);
        }

        var messages = await host.Person(receipt).GetJsonAsync("/v1/interest/messages");
        Assert.Equal(
            ["Hei", "Velkommen!", "Og ta med kaffe."],
            messages.GetProperty("items").EnumerateArray().Select(item => item.Text("text"))
        );
    }

    [Fact]
    public async Task Another_site_cannot_let_a_browser_in()
    {
        await RegisterAsync("municipality:5501");
        var link = await Browser.LinkToAsync(host, "contact-point-losen");
        using var browser = new Browser(host);
        var request = new HttpRequestMessage(HttpMethod.Post, link);
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        await browser.ShowAsync(request, HttpStatusCode.Forbidden);
        request = new HttpRequestMessage(HttpMethod.Post, link);
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        Assert.Equal("/waiting", (await browser.ShowAsync(request, HttpStatusCode.OK)).Path);
    }

    [Fact]
    public async Task What_is_long_past_is_deleted()
    {
        var body = await host.BodyAsync("district-alta");
        await host.SqlAsync(
            $"insert into action_links (hash, body, address, expires_at) values ('\\x01', {body}, '', {host.Clock.GetUtcNow().AddDays(-31)}), ('\\x02', {body}, '', {host.Clock.GetUtcNow().AddDays(-29)})"
        );
        await host.SqlAsync(
            $"insert into link_sessions (id, hash, body, began_at, seen_at) values ({body}, '\\x01', {body}, {host.Clock.GetUtcNow().AddHours(-1)}, {host.Clock.GetUtcNow().AddHours(-1)})"
        );
        await host.RunAsync("purge-links");

        Assert.Equal(1, await host.WithDbAsync(db => db.ActionLinks.CountAsync(link => link.Body == body)));
        Assert.Equal(0, await host.WithDbAsync(db => db.LinkSessions.CountAsync(session => session.Body == body)));
    }

    // What stands unseen in the first form of a page.
    private static Dictionary<string, string> Hidden(Shown page) =>
        new(StringComparer.Ordinal) { ["mark"] = Value(page, "mark"), ["once"] = Value(page, "once") };

    private static string Value(Shown page, string name) =>
        page.Html.Split($"name=\"{name}\" value=\"")[1].Split('"')[0];

    private static HttpRequestMessage Post(string path, IEnumerable<KeyValuePair<string, string>> form) =>
        new(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) };

    private async Task<string> RegisterAsync(string place, string? message = null, params string[] topics)
    {
        var form = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["place"] = place,
            ["topics"] = topics,
            ["consent"] = "2026-11",
        };
        if (message is not null)
        {
            form["message"] = message;
        }

        var receipt = (await host.Anyone.PostJsonAsync("/v1/interests", form)).Text("receipt");
        await host.RunJobsAsync();
        return receipt;
    }

    private async Task<string> LinkAsync(Guid body, string address) =>
        "/links/"
        + await host.WithDbAsync(async db =>
            await ActionLink.IssueAsync(
                db,
                await db.Bodies.SingleAsync(row => row.Id == body),
                address,
                host.Clock,
                TestContext.Current.CancellationToken
            )
        );

    private async Task<Browser> InByAsync(Guid body, string address)
    {
        var link = await LinkAsync(body, address);
        var browser = new Browser(host);
        await browser.OpenAsync(link);
        await browser.SendAsync(link);
        return browser;
    }

    private async Task ComeInAsync(Browser browser, string body)
    {
        var link = (await Browser.LinksToAsync(host, body))[^1];
        await browser.OpenAsync(link);
        await browser.SendAsync(link);
    }

    private async Task AskAgainAsync(string body)
    {
        using var browser = new Browser(host);
        await browser.OpenAsync((await Browser.LinksToAsync(host, body))[^1], HttpStatusCode.NotFound);
        await browser.SendAsync("/renewal");
        await host.RunJobsAsync();
    }

    private async Task<HttpResponseMessage> PostAsync(string path)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = host.Address,
        };
        client.DefaultRequestHeaders.Add("Accept-Language", "nb");
        return await client.PostAsync(path, null, TestContext.Current.CancellationToken);
    }

    private async Task<string[]> OpenedByAsync(string receipt) =>
        [
            .. (await host.Person(receipt).GetJsonAsync("/v1/interest"))
                .GetProperty("openedBy")
                .EnumerateArray()
                .Select(opened => opened.Text("body")),
        ];

    private Task<string> RowsAsync() =>
        host.WithDbAsync(db =>
            db.Database.SqlQuery<string>(
                    $"""
                    select concat_ws(' ',
                        (select string_agg(l::text, '' order by hash) from action_links l), (select count(*) from link_sessions),
                        (select string_agg(j::text, '' order by id) from jobs j), (select count(*) from case_openings),
                        (select string_agg(c::text, '' order by id) from cases c)) as "Value"
                    """
                )
                .SingleAsync()
        );
}
