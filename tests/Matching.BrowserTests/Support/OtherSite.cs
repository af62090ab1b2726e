using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Matching.BrowserTests.Support;

/// <summary>A web site of somebody else, at an origin of its own.</summary>
public sealed class OtherSite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, (string Html, string? Policy)> _pages = new();

    private OtherSite()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>By another name than the service's, so that browsers take it for another site too.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>As browsers send it.</summary>
    public string Origin => Address.GetLeftPart(UriPartial.Authority);

    public static async Task<OtherSite> StartAsync()
    {
        var site = new OtherSite();
        await site._app.StartAsync();
        site.Address = new UriBuilder(site._app.Urls.Single()) { Host = "localhost" }.Uri;
        return site;
    }

    /// <summary>Puts up a page; its address, with a path that nobody else needs to know.</summary>
    /// <param name="body">What stands in its body.</param>
    /// <param name="policy">Its Content-Security-Policy.</param>
    /// <param name="head">What else stands in its head.</param>
    public Uri Put(string body, string? policy = null, string head = "")
    {
        var path = $"/secret-path-{_pages.Count}";
        _pages[path] = (
            $"""
            <!DOCTYPE html>
            <html lang="nb">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Kommunen</title><link rel="icon" href="data:,">{head}</head>
            <body><main><h1>Kommunen</h1>{body}</main></body>
            </html>
            """,
            policy
        );
        return new(Address, path);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task AnswerAsync(HttpContext http)
    {
        if (!_pages.TryGetValue(http.Request.Path, out var page))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        http.Response.ContentType = "text/html; charset=utf-8";
        if (page.Policy is { } policy)
        {
            http.Response.Headers.ContentSecurityPolicy = policy;
        }

        return http.Response.WriteAsync(page.Html);
    }
}
