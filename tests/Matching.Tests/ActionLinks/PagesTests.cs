using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Matching.Jobs;
using Matching.Tests.Support;
using Matching.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Matching.Tests.ActionLinks;

/// <summary>The service as it is reached by https, with a real mail server.</summary>
public sealed class SecureHost : MailHost
{
    protected override IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?>(base.Settings, StringComparer.Ordinal)
        {
            ["PublicUrl"] = "https://matching.example.org",
        };
}

/// <summary>What holds for every page and every link, whatever is done there.</summary>
public sealed class PagesTests(SecureHost host) : IClassFixture<SecureHost>
{
    [Fact]
    public async Task A_mail_that_is_sent_again_has_a_link_that_works_and_says_the_same()
    {
        const string Drammen = "body-24@example.org";
        host.Smtp.Answer("DATA", Drammen, "451 4.3.0 not now");
        await host.Anyone.PostJsonAsync("/v1/interests", new { place = "municipality:3301", consent = "2026-11" });
        await host.RunJobsAsync();
        host.Smtp.Answer("DATA", Drammen, null);
        host.Clock.Advance(RetryIntervals.Table[0] * (1 + RetryIntervals.Jitter));
        await host.RunJobsAsync();

        var mails = host.Smtp.Seen.Where(mail => mail.To.Contains(Drammen)).ToList();
        Assert.Equal([false, true], mails.Select(mail => mail.Accepted));
        Assert.Single(mails.Select(mail => mail.MessageId).Distinct());
        Assert.Single(mails.Select(mail => mail.WithoutIdAndDate()).Distinct());
        Neutral.Check(mails[1]);

        // Whichever of the two arrived.
        foreach (var mail in mails)
        {
            using var answer = await PostAsync(LinkIn(mail));
            Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
            Assert.Equal("/waiting", answer.Headers.Location!.OriginalString);
            var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
            Assert.Matches("^__Host-waiting=[0-9a-f]{64}; path=/; secure; samesite=strict; httponly$", cookie);
        }

        // Nothing that opens anything stands in the database, as text or as bytes.
        var kept = await host.WithDbAsync(db =>
            db.Database.SqlQuery<string>(
                    $"""select concat((select string_agg(l::text, ' ') from action_links l), (select string_agg(s::text, ' ') from link_sessions s), (select string_agg(j::text, ' ') from jobs j)) as "Value" """
                )
                .SingleAsync()
        );
        Assert.All(
            mails,
            mail => Assert.DoesNotContain(LinkIn(mail)["/links/".Length..], kept, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Every_page_says_what_it_may_do_whatever_its_status_and_in_the_readers_language()
    {
        var none = "/links/" + new string('0', 64);
        (HttpMethod Method, string Path, HttpContent? Content, HttpStatusCode Status)[] calls =
        [
            (HttpMethod.Get, none, null, HttpStatusCode.NotFound),
            (HttpMethod.Post, none, null, HttpStatusCode.NotFound),
            (HttpMethod.Post, none + "/renewal", null, HttpStatusCode.OK),
            (HttpMethod.Put, none, null, HttpStatusCode.MethodNotAllowed),
            (HttpMethod.Get, "/links", null, HttpStatusCode.NotFound),
            (HttpMethod.Get, "/links/a/b/c", null, HttpStatusCode.NotFound),
            (HttpMethod.Get, "/links/" + new string('a', 9000), null, HttpStatusCode.RequestUriTooLong),
            (HttpMethod.Post, none, new ByteArrayContent(new byte[70_000]), HttpStatusCode.RequestEntityTooLarge),
            (HttpMethod.Get, "/waiting", null, HttpStatusCode.Unauthorized),
            (HttpMethod.Get, "/status", null, HttpStatusCode.Unauthorized),
            (HttpMethod.Post, "/waiting/end", null, HttpStatusCode.Unauthorized),
            (HttpMethod.Get, "/waiting/elsewhere", null, HttpStatusCode.NotFound),
        ];
        foreach (var language in new[] { "nb", "nn", "en" })
        {
            foreach (var (method, path, content, status) in calls)
            {
                using var client = Client();
                client.DefaultRequestHeaders.Add("Accept-Language", language);
                using var answer = await client.SendAsync(
                    new HttpRequestMessage(method, path) { Content = content },
                    TestContext.Current.CancellationToken
                );
                Assert.Equal((path, status), (path, answer.StatusCode));
                Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
                var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                Assert.Contains($"<html lang=\"{language}\" ", html, StringComparison.Ordinal);
                Assert.Contains("<h1>", html, StringComparison.Ordinal);
                Assert.Equal(Pages.ContentPolicy, Header(answer, "Content-Security-Policy"));
                Assert.Equal("no-referrer", Header(answer, "Referrer-Policy"));
                Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
                Assert.Equal("no-store", Header(answer, "Cache-Control"));
            }
        }

        using var style = await Client()
            .GetAsync(BrowserFiles.Address("pages.css"), TestContext.Current.CancellationToken);
        Assert.Equal("text/css", style.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_page_of_the_waiting_list_is_not_looked_at_by_HEAD_and_nothing_outside_it_is_a_page()
    {
        using var head = await Client()
            .SendAsync(new HttpRequestMessage(HttpMethod.Head, "/waiting"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, head.StatusCode);
        using var api = await Client().GetAsync("/v1/desk/cases", TestContext.Current.CancellationToken);
        Assert.Equal("application/problem+json", api.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public void Nothing_is_written_to_a_home_folder_at_the_start() =>
        Assert.DoesNotContain(
            host.Get<IEnumerable<IHostedService>>(),
            service => service.GetType().FullName!.Contains("DataProtection", StringComparison.Ordinal)
        );

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.GetValues(name).Single();

    private static string LinkIn(CaughtMail mail) =>
        new Uri(mail.Text.Split().Single(word => word.StartsWith("https://", StringComparison.Ordinal))).AbsolutePath;

    private HttpClient Client() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = host.Address };

    private async Task<HttpResponseMessage> PostAsync(string path)
    {
        using var client = Client();
        return await client.PostAsync(path, null, TestContext.Current.CancellationToken);
    }
}
