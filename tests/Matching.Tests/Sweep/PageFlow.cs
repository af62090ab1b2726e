using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;

namespace Matching.Tests.Sweep;

/// <summary>What somebody who seeks does on the pages, as a browser without scripts sends it.</summary>
internal sealed partial class PageFlow(SweepWorld world)
{
    private readonly HttpClient _browser = world.Visitor.Come();

    public async Task GoAsync()
    {
        var markers = world.Markers;
        var query = markers.New("query");
        await GetAsync($"/?topic={SweepWorld.Topic}&place={SweepWorld.Place}");
        await SendAsync("/", HttpStatusCode.OK, ("topic", query), ("place", query));
        await SendAsync("/", HttpStatusCode.OK, ("topic", SweepWorld.Topic), ("place", SweepWorld.Place));

        await world.KnowCasesAsync();
        (string Name, string Value)[] form =
        [
            ("step", "3"),
            ("once", markers.NewId("idempotency key")),
            ("topic", SweepWorld.Topic),
            ("place", SweepWorld.Place),
            ("message", $"Hei. {markers.New("message")} er det verste."),
            ("email", $"{markers.New("address of a person")}@example.org"),
        ];
        await SendAsync("/register", HttpStatusCode.OK, form);
        await SendAsync("/register/send", HttpStatusCode.BadRequest, form);
        var page = await SendAsync("/register/send", HttpStatusCode.OK, [.. form, ("agreed", "yes")]);
        var code = markers.LearnCode("receipt", Code().Match(page).Groups["code"].Value);
        await world.NewCaseAsync();

        await SendAsync("/receipt", HttpStatusCode.NotFound, ("code", code[..^1]));
        await SendAsync("/receipt", HttpStatusCode.OK, ("code", code));
        await SendAsync("/receipt/messages", HttpStatusCode.OK, ("code", code), ("text", markers.New("reply")));
        await SendAsync("/receipt/extension", HttpStatusCode.OK, ("code", code));
        var changed = await SendAsync("/receipt/code", HttpStatusCode.OK, ("code", code));
        var next = markers.LearnCode("changed receipt", Code().Match(changed).Groups["code"].Value);
        await SendAsync("/receipt", HttpStatusCode.OK, ("code", next));
        await SendAsync("/receipt/withdrawal", HttpStatusCode.OK, ("code", next), ("sure", "yes"));
        await GetAsync("/leave");
    }

    private async Task GetAsync(string path)
    {
        using var answer = await _browser.GetAsync(
            new Uri(path, UriKind.Relative),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task<string> SendAsync(
        string path,
        HttpStatusCode expected,
        params (string Name, string Value)[] fields
    )
    {
        using var content = new FormUrlEncodedContent(fields.ToDictionary(field => field.Name, field => field.Value));
        using var answer = await _browser.PostAsync(
            new Uri(path, UriKind.Relative),
            content,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(expected, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    [GeneratedRegex(
        "(?<code>(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4})",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Code();
}
