using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Seeking;

/// <summary>The form as it is sent without a browser: by scripts of others, and twice.</summary>
public sealed partial class FillInFormTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Planted = "7f1c2a52-5bbd-4a0c-9e43-0d6a5f1c2b3d";

    [Fact]
    public async Task Another_site_says_what_about_and_where_and_nothing_else()
    {
        var page = await SendAsync(
            "/register",
            HttpStatusCode.OK,
            isFromElsewhere: true,
            ("step", "2"),
            ("once", Planted),
            ("agreed", "yes"),
            ("email", "other@example.org"),
            ("topic", "grief"),
            ("place", "municipality:3301")
        );

        Assert.Contains("value=\"Drammen kommune\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain(Planted, page, StringComparison.Ordinal);
        Assert.DoesNotContain("other@example.org", page, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"agreed\"", page, StringComparison.Ordinal);
        Assert.Contains("data-step=\"1\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_site_sends_nothing()
    {
        await SendAsync("/register/send", HttpStatusCode.Forbidden, isFromElsewhere: true, Form(RandomId.New()));
        await SendAsync("/receipt", HttpStatusCode.Forbidden, isFromElsewhere: true, ("code", "x"));
    }

    [Fact]
    public async Task The_same_form_sent_twice_registers_once_and_shows_the_same_code()
    {
        var form = Form(RandomId.New());
        var before = await CountAsync();

        var first = await SendAsync("/register/send", HttpStatusCode.OK, isFromElsewhere: false, form);
        var again = await SendAsync("/register/send", HttpStatusCode.OK, isFromElsewhere: false, form);

        Assert.Matches(Code(), first);
        Assert.Equal(Code().Match(first).Value, Code().Match(again).Value);
        Assert.Equal(before + 1, await CountAsync());
    }

    [Fact]
    public async Task What_was_written_is_shown_again_where_it_cannot_be_sent()
    {
        var page = await SendAsync(
            "/receipt/messages",
            HttpStatusCode.NotFound,
            isFromElsewhere: false,
            ("code", "0000-0000-0000-0000-0000-0000-0000"),
            ("text", "Det tok meg en time")
        );

        Assert.Contains("Det tok meg en time", page, StringComparison.Ordinal);
    }

    private static (string Name, string Value)[] Form(Guid once) =>
        [("step", "3"), ("once", once.ToString("D")), ("place", "municipality:3301"), ("agreed", "yes")];

    private Task<int> CountAsync() => host.WithDbAsync(db => Task.FromResult(db.Interests.Count()));

    private async Task<string> SendAsync(
        string path,
        HttpStatusCode expected,
        bool isFromElsewhere,
        params (string Name, string Value)[] fields
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(fields.ToDictionary(field => field.Name, field => field.Value)),
        };
        request.Headers.Add("Sec-Fetch-Site", isFromElsewhere ? "cross-site" : "same-origin");
        using var answer = await host.Anyone.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(expected, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [GeneratedRegex("(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}", RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Code();
}
