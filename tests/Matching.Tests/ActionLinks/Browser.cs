using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.ActionLinks;

/// <summary>What a browser shows: the page, and where it is.</summary>
/// <param name="Text">Without tags, as people read it.</param>
public sealed record Shown(HttpStatusCode Status, string Path, string Html, string Text, HttpResponseMessage Answer);

/// <summary>
/// Goes through pages as a browser without scripts does: keeps cookies, follows redirects, sends the forms that a page
/// shows with all that stands in them.
/// </summary>
public sealed partial class Browser : IDisposable
{
    private readonly HttpClient _client;
    private Shown? _shown;

    public Browser(TestHost host, string language = "nb")
        : this(host.Address, language) { }

    public Browser(Uri address, string language = "nb")
    {
        _client = new HttpClient(new SocketsHttpHandler { CookieContainer = Cookies }) { BaseAddress = address };
        _client.DefaultRequestHeaders.Add("Accept", "text/html");
        _client.DefaultRequestHeaders.Add("Accept-Language", language);
    }

    public CookieContainer Cookies { get; } = new();

    public HttpClient Client => _client;

    /// <summary>Every address that it was led to.</summary>
    public HashSet<string> Addresses { get; } = new(StringComparer.Ordinal);

    public Task<Shown> OpenAsync(string path, HttpStatusCode expected = HttpStatusCode.OK) =>
        ShowAsync(new HttpRequestMessage(HttpMethod.Get, path), expected);

    /// <summary>Follows the link of the page with these words.</summary>
    public Task<Shown> FollowAsync(string words) =>
        OpenAsync(
            Link()
                .Matches(_shown!.Html)
                .Where(link => Plain(link.Groups["text"].Value).Contains(words, StringComparison.Ordinal))
                .Select(link => WebUtility.HtmlDecode(link.Groups["href"].Value))
                .First()
        );

    /// <summary>Sends the form of the page whose action ends so.</summary>
    public Task<Shown> SendAsync(
        string action,
        HttpStatusCode expected = HttpStatusCode.OK,
        params (string Name, string Value)[] fields
    )
    {
        var form = Form()
            .Matches(_shown!.Html)
            .Single(form => form.Groups["action"].Value.EndsWith(action, StringComparison.Ordinal));
        var all = Hidden()
            .Matches(form.Value)
            .Select(hidden => KeyValuePair.Create(hidden.Groups["name"].Value, hidden.Groups["value"].Value))
            .Concat(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return ShowAsync(
            new HttpRequestMessage(HttpMethod.Post, form.Groups["action"].Value)
            {
                Content = new FormUrlEncodedContent(all),
            },
            expected
        );
    }

    /// <summary>The value of the choice with these words.</summary>
    public string Choice(string words) =>
        Option()
            .Matches(_shown!.Html)
            .Single(option => Plain(option.Groups["text"].Value).Contains(words, StringComparison.Ordinal))
            .Groups["value"]
            .Value;

    /// <summary>The address in the newest mail to a body in the host's folder, without the host.</summary>
    public static async Task<string> LinkToAsync(TestHost host, string body)
    {
        var link = Assert.Single(await LinksToAsync(host, body));
        return link;
    }

    /// <summary>The addresses in all mails to a body.</summary>
    public static async Task<IReadOnlyList<string>> LinksToAsync(TestHost host, string body)
    {
        var address = await host.WithDbAsync(db =>
            db.Bodies.Where(row => row.ExternalId == body).Select(row => row.Email).SingleAsync()
        );
        return
        [
            .. Directory
                .EnumerateFiles(host.MailFolder)
                .OrderBy(File.GetLastWriteTimeUtc)
                .Select(File.ReadAllText)
                .Where(mail => mail.Contains("To: " + address, StringComparison.Ordinal))
                .Select(mail => mail[mail.IndexOf("\r\n\r\n", StringComparison.Ordinal)..])
                .Select(text => Encoding.UTF8.GetString(Convert.FromBase64String(text)))
                .Select(text => Address().Match(text).Groups["path"].Value),
        ];
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Sends it, asserts the status, and looks at what is shown.</summary>
    public async Task<Shown> ShowAsync(HttpRequestMessage request, HttpStatusCode expected)
    {
        var answer = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == expected, $"expected {expected}, got {answer.StatusCode}: {html}");
        var path = answer.RequestMessage!.RequestUri!.PathAndQuery;
        Addresses.Add(path);
        Addresses.UnionWith(Link().Matches(html).Select(link => link.Groups["href"].Value));
        Addresses.UnionWith(Form().Matches(html).Select(form => form.Groups["action"].Value));
        return _shown = new Shown(answer.StatusCode, path, html, Plain(html), answer);
    }

    private static string Plain(string html) => WebUtility.HtmlDecode(Tag().Replace(html, " "));

    [GeneratedRegex("<a href=\"(?<href>[^\"]*)\">(?<text>[^<]*)</a>", RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Link();

    [GeneratedRegex("<form method=\"post\" action=\"(?<action>[^\"]*)\">.*?</form>", RegexOptions.Singleline, 1000)]
    private static partial Regex Form();

    [GeneratedRegex(
        "<input type=\"hidden\" name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\"",
        RegexOptions.None,
        1000
    )]
    private static partial Regex Hidden();

    [GeneratedRegex("<option value=\"(?<value>[^\"]*)\">(?<text>[^<]*)</option>", RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Option();

    [GeneratedRegex("http://127.0.0.1:8080(?<path>/\\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address();

    [GeneratedRegex("<[^>]*>", RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Tag();
}
