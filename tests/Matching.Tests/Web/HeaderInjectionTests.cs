using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Web;

/// <summary>
/// Texts that would begin a line of their own in a mail's headers, in an answer's or in a log: refused, or text like
/// any other. On the program as it runs, with its mails and its log.
/// </summary>
public sealed class HeaderInjectionTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Evil = "X-Evil";

    private static readonly Dictionary<string, string> Breaks = new(StringComparer.Ordinal)
    {
        ["CR LF"] = "\r\n",
        ["CR alone"] = "\r",
        ["LF alone"] = "\n",
        ["a folded line"] = "\r\n ",
        ["NUL"] = "\0",
        ["vertical tab"] = "\v",
        ["next line"] = "\u0085",
        ["line separator"] = "\u2028",
        ["paragraph separator"] = "\u2029",
        ["percent signs"] = "%0d%0a",
        ["an encoded word"] = "=?utf-8?Q?=0D=0A?=",
        ["letters that end in CR LF"] = "\u560d\u560a",
    };

    // What becomes a header of a mail, and stays one mailbox.
    private static readonly (string What, string Method, string Path, Func<string, object> Form)[] Addresses =
    [
        (
            "a body's address",
            "PUT",
            "/v1/bodies/{body}",
            text => new
            {
                name = "B",
                email = $"a@example.org{text}",
                house = "municipality:3301",
            }
        ),
        ("a deputy's address", "PUT", "/v1/bodies/{body}/policy", text => new { deputy = $"a{text}@example.org" }),
        (
            "a person's address",
            "POST",
            "/v1/interests",
            text => new
            {
                place = "municipality:3301",
                consent = "2026-11",
                contact = new { email = $"a@example.org{text}" },
            }
        ),
        (
            "a starter's address",
            "POST",
            "/v1/starters",
            text => new
            {
                name = "S",
                email = $"a@example.org{text}",
                home = "town:drammen",
                consentedOn = "2026-11-01",
            }
        ),
    ];

    // What people and programs write that stands in no header; it may be taken as text.
    private static readonly (string What, string Method, string Path, Func<string, object> Form)[] Texts =
    [
        (
            "a body's name",
            "PUT",
            "/v1/bodies/{body}",
            text => new
            {
                name = $"B{text}",
                email = "body@example.org",
                house = "municipality:3301",
            }
        ),
        (
            "a key's name",
            "POST",
            "/v1/keys",
            text => new
            {
                body = "{body}",
                role = "coordinator",
                name = $"k{text}",
            }
        ),
        (
            "a site's name",
            "POST",
            "/v1/sites",
            text => new { name = $"s{text}", origins = new[] { "https://a.example.org" } }
        ),
        (
            "a site's origin",
            "POST",
            "/v1/sites",
            text => new { name = "s", origins = new[] { $"https://a.example.org{text}" } }
        ),
        (
            "a webhook's address",
            "POST",
            "/v1/webhooks",
            text => new { url = $"https://a.example.org/{text}", events = new[] { "desk.news.v1" } }
        ),
        (
            "a message",
            "POST",
            "/v1/interests",
            text => new
            {
                place = "municipality:3301",
                consent = "2026-11",
                message = $"Hei{text}",
            }
        ),
        ("a place", "POST", "/v1/interests", text => new { place = $"municipality:3301{text}", consent = "2026-11" }),
        ("a search", "POST", "/v1/topics/search", text => new { q = $"sorg{text}" }),
    ];

    [Fact]
    public async Task Nothing_that_is_written_begins_a_header_in_a_mail_an_answer_or_a_line_of_the_log()
    {
        await using var smtp = new MailServer();
        await using var service = new ServiceProcess(host.ConnectionString, smtp);
        await service.StartAsync();
        using var admin = await service.StaffAsync("contact-point-drammen", Role.BodyAdmin);
        var body = (await host.BodyAsync("contact-point-drammen")).ToString();
        var (tried, refused) = (0, 0);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, line) in Breaks)
        {
            var text = $"{line}{Evil}: 1{line}Bcc: evil@example.org";
            foreach (var (what, method, path, form) in Addresses.Concat(Texts))
            {
                var json = JsonSerializer
                    .Serialize(form(text), JsonSerializerOptions.Web)
                    .Replace("{body}", body, StringComparison.Ordinal);
                using var answer = await admin.SendTextAsync(
                    new HttpMethod(method),
                    path.Replace("{body}", body, StringComparison.Ordinal),
                    json
                );
                await RefusedOrText(
                    answer,
                    $"{what} with {name}",
                    mustRefuse: Addresses.Any(address => address.What == what)
                );
                if (answer.IsSuccessStatusCode)
                {
                    taken.Add(what);
                }
            }

            var path2 = Uri.EscapeDataString(text).Replace("%00", "%01", StringComparison.Ordinal);
            foreach (
                var address in new[]
                {
                    $"/links/{path2}",
                    $"/v1/groups/{path2}",
                    $"/v1/topics?q={path2}",
                    $"/v1/topics?{path2}=1",
                    $"/waiting?done={path2}",
                    $"/{path2}",
                }
            )
            {
                using var answer = await service.Anyone.GetAsync(address, TestContext.Current.CancellationToken);
                await RefusedOrText(answer, $"an address with {name}", mustRefuse: false);
            }
        }

        // An answer that leads on, and headers that are kept or repeated.
        foreach (var (header, value) in Headers())
        {
            foreach (
                var (method, address) in new[]
                {
                    ("POST", "/v1/keys"),
                    ("GET", "/v1/desk/cases"),
                    ("PUT", $"/v1/bodies/{body}/policy"),
                    ("POST", "/links/0"),
                }
            )
            {
                using var answer = await admin.SendTextAsync(
                    new HttpMethod(method),
                    address,
                    $$"""{"body":"{{body}}","role":"coordinator","name":"k"}""",
                    (header, value)
                );
                await RefusedOrText(answer, $"{header} at {address}", mustRefuse: false);
            }
        }

        await Eventually.IsSoAsync(() => smtp.Taken.Count > 0, "no mail came");
        Assert.All(
            smtp.Seen,
            mail =>
            {
                Assert.DoesNotContain(
                    mail.Headers,
                    one => one[0] is Evil or "Bcc" or "Cc" || one[1].Contains(Evil, StringComparison.Ordinal)
                );
                Assert.DoesNotContain("evil@example.org", mail.To);
                Assert.Single(mail.To);
            }
        );
        Assert.DoesNotContain("evil@", service.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Evil, service.Output, StringComparison.Ordinal);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{tried} header injections: {refused} refused, {tried - refused} taken as text; {smtp.Seen.Count} mails with their own headers alone"
        );
        Assert.InRange(tried, 30, 10_000);

        // Else they would be refused for something else than the line.
        string[] texts = ["a body's name", "a key's name", "a site's name", "a message", "a search"];
        Assert.Equal([], texts.Except(taken));

        async Task RefusedOrText(HttpResponseMessage answer, string what, bool mustRefuse)
        {
            tried++;
            refused += (int)answer.StatusCode is >= 400 and < 500 ? 1 : 0;
            Assert.True((int)answer.StatusCode < 500, $"{what}: {answer.StatusCode}");
            Assert.True(!mustRefuse || (int)answer.StatusCode is >= 400 and < 500, $"{what}: {answer.StatusCode}");
            var headers = answer.Headers.Concat(answer.Content.Headers).ToList();
            Assert.DoesNotContain(headers, header => header.Key is Evil or "Bcc");
            Assert.DoesNotContain(
                headers,
                header => string.Concat(header.Value).Contains(Evil, StringComparison.OrdinalIgnoreCase)
            );
            if ((int)answer.StatusCode >= 400)
            {
                Assert.DoesNotContain(
                    "evil@",
                    await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
                    StringComparison.Ordinal
                );
            }
        }
    }

    // HttpClient sends no line breaks in headers; these are what else could be taken for one.
    private static IEnumerable<(string Name, string Value)> Headers() =>
        from name in new[]
        {
            "Idempotency-Key",
            "If-Match",
            "Accept-Language",
            "Opening-Reason",
            "Origin",
            "X-Forwarded-Host",
            "Referer",
            "If-None-Match",
        }
        from value in new[] { $"x%0d%0a{Evil}: 1", $"=?utf-8?Q?=0D=0A{Evil}=3A_1?=", $"x\t{Evil}: 1" }
        select (name, value);
}
