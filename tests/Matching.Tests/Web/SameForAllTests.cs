using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading.Tasks;
using Matching.Tests.Groups;
using Matching.Tests.Support;
using Matching.Web;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Web;

/// <summary>What everybody gets alike is kept until it changes, on whatever instance it is changed.</summary>
public sealed class SameForAllTests(SameForAllTests.KeepingHost host) : IClassFixture<SameForAllTests.KeepingHost>
{
    [Fact]
    public async Task A_group_is_kept_until_it_changes_at_another_instance()
    {
        await HeardAsync();
        using var staff = await host.StaffAsync("contact-point-drammen");
        var group = await staff.OpenGroupAsync();
        var path = group.Path();
        await KeptAsync(path);
        await KeptAsync($"/groups/{group.Id()}");

        // Another instance is nothing but another session that writes.
        await host.SqlAsync($"update groups set name = 'Sommerfuglene' where id = {group.Id()}");

        await Eventually.IsSoAsync(
            async () => (await TextAsync(path)).Contains("Sommerfuglene", StringComparison.Ordinal),
            "the old name was told"
        );
        await Eventually.IsSoAsync(
            async () => (await TextAsync($"/groups/{group.Id()}")).Contains("Sommerfuglene", StringComparison.Ordinal),
            "the page told the old name"
        );
    }

    [Fact]
    public async Task A_map_is_kept_until_what_it_is_drawn_of_changes()
    {
        await HeardAsync();
        await KeptAsync("/v1/groups/map");
        Assert.DoesNotContain("\"land\":\"\"", await TextAsync("/v1/groups/map"), StringComparison.Ordinal);

        await host.SqlAsync($"update map_outlines set shape = st_translate(shape, 1e7, 0)");

        await Eventually.IsSoAsync(
            async () => (await TextAsync("/v1/groups/map")).Contains("\"land\":\"\"", StringComparison.Ordinal),
            "the old land was shown"
        );
    }

    [Fact]
    public async Task Staff_and_whoever_asks_something_are_answered_anew()
    {
        await HeardAsync();
        using var staff = await host.StaffAsync("contact-point-drammen");
        var group = await staff.OpenGroupAsync();
        await KeptAsync(group.Path());

        using var own = await staff.GetAsync(
            new Uri(group.Path(), UriKind.Relative),
            TestContext.Current.CancellationToken
        );
        Assert.Null(own.Headers.Age);
        await GetAsync("/v1/groups?topic=grief");
        using var asked = await GetAsync("/v1/groups?topic=grief");
        Assert.Null(asked.Headers.Age);
    }

    [Fact]
    public async Task Each_language_is_kept_by_itself_and_an_answer_that_is_known_is_not_sent_again()
    {
        await HeardAsync();
        await KeptAsync("/about");
        Assert.Contains("lang=\"nn\"", await TextAsync("/about?lang=nn"), StringComparison.Ordinal);
        await KeptAsync("/about?lang=nn");
        Assert.Contains("lang=\"nb\"", await TextAsync("/about"), StringComparison.Ordinal);

        using var first = await GetAsync("/v1/topics");
        var tag = first.Headers.ETag!;
        await KeptAsync("/v1/topics");
        using var again = await GetAsync("/v1/topics", request => request.Headers.IfNoneMatch.Add(tag));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }

    [Fact]
    public async Task Answers_are_compressed_where_nothing_in_them_is_secret()
    {
        foreach (var (path, isCompressed) in new[] { ("/v1/topics", true), ("/", true), ("/receipt", false) })
        {
            using var answer = await GetAsync(
                path,
                request => request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("br"))
            );
            Assert.Equal(isCompressed ? ["br"] : [], answer.Content.Headers.ContentEncoding);
        }
    }

    [Fact]
    public async Task Nothing_is_kept_while_changes_cannot_be_heard()
    {
        await HeardAsync();
        await KeptAsync("/v1/bodies");
        var before = host.Get<PublicChanges>().Number;
        await host.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync(
                $"select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'matching-listens' and datname = current_database()"
            )
        );

        await Eventually.IsSoAsync(() => host.Get<PublicChanges>().Number > before, "nobody noticed");
        await HeardAsync();
        await KeptAsync("/v1/bodies");
    }

    [Fact]
    public async Task A_style_may_be_kept_for_good_and_the_widget_for_an_hour()
    {
        using var style = await GetAsync(BrowserFiles.Address("pages.css"));
        Assert.Equal("public, max-age=31536000, immutable", style.Headers.CacheControl!.ToString());
        using var widget = await GetAsync("/embed/v1.js");
        Assert.Equal(TimeSpan.FromHours(1), widget.Headers.CacheControl!.MaxAge);
        Assert.Equal("cross-origin", widget.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
    }

    // The second answer is as old as the first.
    private async Task KeptAsync(string path) =>
        await Eventually.IsSoAsync(
            async () =>
            {
                using var answer = await GetAsync(path);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                return answer.Headers.Age is not null;
            },
            "it was made anew each time"
        );

    private Task<TimeSpan> HeardAsync() =>
        Eventually.IsSoAsync(() => host.Get<PublicChanges>().AreHeard, "changes were not heard");

    private async Task<string> TextAsync(string path)
    {
        using var answer = await GetAsync(path);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private async Task<HttpResponseMessage> GetAsync(string path, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        change?.Invoke(request);
        return await host.Anyone.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>A service that keeps.</summary>
    public sealed class KeepingHost : TestHost
    {
        protected override IReadOnlyDictionary<string, string?> Settings =>
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["Cache:Seconds"] = "60" };
    }
}
