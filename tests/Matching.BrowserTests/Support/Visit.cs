using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Xunit;

namespace Matching.BrowserTests.Support;

/// <summary>Something that a page asked for.</summary>
/// <param name="Type"><c>document</c>, <c>script</c>, <c>fetch</c> and so on.</param>
/// <param name="Request">The same as the browser has it, to ask it for more.</param>
public sealed record Asked(string Method, Uri Url, string Type, string? Body, IRequest Request)
{
    /// <summary>Where it was asked.</summary>
    public string Origin => Url.GetLeftPart(UriPartial.Authority);
}

/// <summary>A profile of a browser, from its first page to its end, and what was asked in it.</summary>
public sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<Asked> _asked = new();
    private readonly ConcurrentQueue<string> _console = new();
    private readonly HashSet<string> _origins;

    private Visit(IBrowserContext context, IEnumerable<Uri> origins)
    {
        _context = context;
        _origins = [.. origins.Select(origin => origin.GetLeftPart(UriPartial.Authority))];
        context.Request += (_, request) =>
            _asked.Enqueue(new(request.Method, new(request.Url), request.ResourceType, request.PostData, request));
        context.Console += (_, message) => _console.Enqueue($"{message.Type}: {message.Text}");
        context.WebError += (_, error) => _console.Enqueue($"uncaught: {error.Error}");
    }

    /// <summary>The page that is looked at first.</summary>
    public IPage Page { get; private set; } = null!;

    /// <summary>Everything that was asked for, in all of its pages, but for what stands in the page itself.</summary>
    public IReadOnlyList<Asked> Requests => [.. _asked.Where(asked => asked.Url.Scheme is "http" or "https")];

    /// <summary>What the pages said on the console: <c>error: …</c>, <c>warning: …</c>, <c>uncaught: …</c>.</summary>
    public IReadOnlyList<string> Console => [.. _console];

    internal static async Task<Visit> BeginAsync(IBrowserContext context, IEnumerable<Uri> origins)
    {
        var visit = new Visit(context, origins);
        visit.Page = await context.NewPageAsync();
        return visit;
    }

    /// <summary>Goes somewhere and waits until it is there; the status of the answer.</summary>
    public async Task<int> GoAsync(Uri address)
    {
        var answer = await Page.GotoAsync(address.AbsoluteUri);
        return answer!.Status;
    }

    /// <summary>Waits for the page that opens in a tab of its own.</summary>
    public async Task<IPage> NewTabAsync(Func<Task> openAsync)
    {
        var page = await _context.RunAndWaitForPageAsync(openAsync);
        await page.WaitForLoadStateAsync();
        return page;
    }

    /// <summary>Has closed shadow roots open on the pages to come, so that tests and axe see into them.</summary>
    public Task OpenShadowRootsAsync() =>
        _context.AddInitScriptAsync(
            """
            const attach = Element.prototype.attachShadow;
            Element.prototype.attachShadow = function (init) { return attach.call(this, { ...init, mode: 'open' }); };
            """
        );

    /// <summary>Answers what is asked at addresses of a pattern, or fails there as the network would.</summary>
    public Task RouteAsync(string pattern, Func<IRoute, Task> answerAsync) => _context.RouteAsync(pattern, answerAsync);

    /// <summary>Cuts the network off, or brings it back.</summary>
    public Task OfflineAsync(bool isOffline) => _context.SetOfflineAsync(isOffline);

    /// <summary>No cookie, and nothing in any storage of any page that is open.</summary>
    public async Task LeftNothingAsync()
    {
        Assert.Empty(await _context.CookiesAsync());
        foreach (var page in _context.Pages.Where(page => page.Url.StartsWith("http", StringComparison.Ordinal)))
        {
            var kept = await page.EvaluateAsync<string>(
                """
                async () => JSON.stringify({
                    local: localStorage.length, session: sessionStorage.length, cookie: document.cookie,
                    databases: (await indexedDB.databases()).length,
                    caches: 'caches' in window ? (await caches.keys()).length : 0,
                    workers: 'serviceWorker' in navigator ? (await navigator.serviceWorker.getRegistrations()).length : 0,
                })
                """
            );
            Assert.Equal("""{"local":0,"session":0,"cookie":"","databases":0,"caches":0,"workers":0}""", kept);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        Assert.DoesNotContain(Requests, asked => !_origins.Contains(asked.Origin));
    }
}
