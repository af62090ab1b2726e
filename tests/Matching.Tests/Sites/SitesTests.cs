using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Sites;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Sites;

public sealed class SitesTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Drammen = "contact-point-drammen";

    [Fact]
    public async Task A_site_is_registered_read_written_anew_and_taken_away_by_its_body()
    {
        using var admin = await host.StaffAsync(Drammen, Role.BodyAdmin);
        var form = new { name = "A", origins = new[] { "https://a.example.org" } };
        var added = await admin.PostJsonAsync("/v1/sites", form);
        var path = $"/v1/sites/{added.Id()}";
        var read = await admin.GetAsync(path, TestContext.Current.CancellationToken);
        var tag = read.Headers.ETag!.Tag;

        Assert.Contains(
            added.Id(),
            (await admin.GetJsonAsync("/v1/sites?limit=100"))
                .GetProperty("items")
                .EnumerateArray()
                .Select(site => site.Id())
        );
        Assert.Equal(await host.BodyAsync(Drammen), added.Id("body"));
        var anew = JsonSerializer.Serialize(new { name = "B", origins = new[] { "https://b.example.org:8443" } });
        Assert.Equal(
            HttpStatusCode.PreconditionRequired,
            (await admin.SendTextAsync(HttpMethod.Put, path, anew, ("X", "y"))).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.OK,
            (await admin.SendTextAsync(HttpMethod.Put, path, anew, ("If-Match", tag))).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.PreconditionFailed,
            (await admin.SendTextAsync(HttpMethod.Put, path, anew, ("If-Match", tag))).StatusCode
        );
        Assert.Equal(
            "https://b.example.org:8443",
            (await admin.GetJsonAsync(path)).GetProperty("origins")[0].GetString()
        );

        await admin.DeleteJsonAsync(path);
        await admin.GetJsonAsync(path, HttpStatusCode.NotFound);
        await admin.DeleteJsonAsync(path, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_site_of_another_body_is_not_there_but_for_the_national_office()
    {
        using var admin = await host.StaffAsync(Drammen, Role.BodyAdmin);
        using var coordinator = await host.StaffAsync(Drammen);
        using var other = await host.StaffAsync("contact-point-nesbyen", Role.BodyAdmin);
        using var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        var form = new { name = "A", origins = new[] { "https://a.example.org" } };
        var path = $"/v1/sites/{(await admin.PostJsonAsync("/v1/sites", form)).Id()}";
        var body = await host.BodyAsync(Drammen);

        await coordinator.GetJsonAsync("/v1/sites", HttpStatusCode.Forbidden);
        await coordinator.PostJsonAsync("/v1/sites", form, HttpStatusCode.Forbidden);
        await other.GetJsonAsync(path, HttpStatusCode.NotFound);
        await other.PutJsonAsync(path, form, HttpStatusCode.NotFound);
        await other.DeleteJsonAsync(path, HttpStatusCode.NotFound);
        await other.PostJsonAsync(
            "/v1/sites",
            new
            {
                form.name,
                form.origins,
                body,
            },
            HttpStatusCode.Forbidden
        );
        await national.GetJsonAsync(path);
        Assert.Equal(
            body,
            (
                await national.PostJsonAsync(
                    "/v1/sites",
                    new
                    {
                        form.name,
                        form.origins,
                        body,
                    }
                )
            ).Id("body")
        );
        await national.DeleteJsonAsync(path);
    }

    [Fact]
    public async Task Only_exact_origins_are_taken_and_what_was_written_is_not_repeated()
    {
        using var admin = await host.StaffAsync(Drammen, Role.BodyAdmin);
        foreach (
            var origin in HostileOrigins.All.Values.Where(origin =>
                SiteOrigin.ReasonAgainst(origin, allowLoopback: false) is not null
            )
        )
        {
            var problem = await admin.PostJsonAsync(
                "/v1/sites",
                new { name = "A", origins = new[] { "https://a.example.org", origin } },
                HttpStatusCode.UnprocessableEntity
            );
            Assert.Equal("origin-refused", problem.Code());
            Assert.True(problem.GetProperty("errors").TryGetProperty("origins[1]", out _));
            Assert.DoesNotContain("evil", problem.ToString(), System.StringComparison.OrdinalIgnoreCase);
        }

        var none = new { name = "A", origins = new[] { "https://a.example.org", null } };
        await admin.PostJsonAsync("/v1/sites", none, HttpStatusCode.BadRequest);
        var twice = new { name = "A", origins = new[] { "https://a.example.org", "https://a.example.org" } };
        await admin.PostJsonAsync("/v1/sites", twice, HttpStatusCode.BadRequest);
        await admin.PostJsonAsync(
            "/v1/sites",
            new { name = "A", origins = System.Array.Empty<string>() },
            HttpStatusCode.BadRequest
        );
    }

    [Theory]
    [InlineData("https://www.kommune.example.org", true)]
    [InlineData("https://xn--bdo-ula.example.org", true)]
    [InlineData("https://a.example.org:8443", true)]
    [InlineData("https://1.2.3.a", true)]
    [InlineData("https://kommune", false)]
    [InlineData("https://8.8.8.8", false)]
    [InlineData("https://134744072", false)]
    [InlineData("https://1.2.3.4.5", false)]
    [InlineData("https://[2a02:c0::1]", false)]
    [InlineData("https://a..example.org", false)]
    [InlineData("https://-a.example.org", false)]
    [InlineData("https://a_b.example.org", false)]
    [InlineData("https://a.example.org:0443", false)]
    [InlineData("https://a.example.org:99999", false)]
    [InlineData(" https://a.example.org", false)]
    [InlineData("https://a.example.org\n", false)]
    [InlineData("http://localhost:5173", false)]
    [InlineData("https://localhost", false)]
    public void An_origin_is_taken_only_as_browsers_send_it(string origin, bool isTaken) =>
        Assert.Equal(isTaken, SiteOrigin.ReasonAgainst(origin, allowLoopback: false) is null);

    [Theory]
    [InlineData("http://localhost:5173", true)]
    [InlineData("http://127.0.0.1:5173", true)]
    [InlineData("http://[::1]:5173", true)]
    [InlineData("http://127.1:5173", false)]
    [InlineData("http://a.example.org", false)]
    [InlineData("http://10.0.0.1", false)]
    [InlineData("https://a.example.org", true)]
    public void A_trial_may_take_its_own_machine_and_no_other_without_TLS(string origin, bool isTaken) =>
        Assert.Equal(isTaken, SiteOrigin.ReasonAgainst(origin, allowLoopback: true) is null);

    [Fact]
    public async Task A_body_has_twenty_sites_at_most()
    {
        using var admin = await host.StaffAsync("contact-point-baerum", Role.BodyAdmin);
        var form = new { name = "A", origins = new[] { "https://a.example.org" } };
        for (var i = 0; i < Site.MostOfBody; i++)
        {
            await admin.PostJsonAsync("/v1/sites", form);
        }

        Assert.Equal("too-many-sites", (await admin.PostJsonAsync("/v1/sites", form, HttpStatusCode.Conflict)).Code());
    }
}
