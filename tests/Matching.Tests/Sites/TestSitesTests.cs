using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Sites;

public sealed class TestSitesTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Drammen = "contact-point-drammen";

    [Fact]
    public async Task A_site_on_trial_may_be_on_its_makers_own_machine_until_it_is_put_to_use()
    {
        using var admin = await host.StaffAsync(Drammen, Role.BodyAdmin);
        var origins = new[] { "http://localhost:5173", "http://127.0.0.1:8000" };
        var refused = await admin.PostJsonAsync(
            "/v1/sites",
            new { name = "A", origins },
            HttpStatusCode.UnprocessableEntity
        );
        var added = await admin.PostJsonAsync(
            "/v1/sites",
            new
            {
                name = "A",
                origins,
                test = true,
            }
        );
        var path = $"/v1/sites/{added.Id()}";

        Assert.Equal("origin-refused", refused.Code());
        Assert.True(added.GetProperty("test").GetBoolean());
        Assert.True((await admin.GetJsonAsync(path)).GetProperty("test").GetBoolean());
        await admin.PutJsonAsync(path, new { name = "A", origins }, HttpStatusCode.UnprocessableEntity);
        var used = await admin.PutJsonAsync(path, new { name = "A", origins = new[] { "https://a.example.org" } });
        Assert.False(used.GetProperty("test").GetBoolean());
        await admin.PostJsonAsync(
            "/v1/sites",
            new
            {
                name = "A",
                origins = new[] { "http://10.0.0.1" },
                test = true,
            },
            HttpStatusCode.UnprocessableEntity
        );
    }

    [Fact]
    public async Task Every_answer_to_it_says_so_and_its_budget_is_small()
    {
        const string Origin = "http://localhost:4321";
        await RegisterAsync(Origin, test: true);
        await Eventually.IsSoAsync(
            async () => (await FromAsync(Origin)).StatusCode == HttpStatusCode.OK,
            "it is not known"
        );

        using var answer = await FromAsync(Origin);
        Assert.Equal("test", answer.Headers.GetValues("Site-Mode").Single());
        Assert.Contains("Site-Mode", answer.Headers.GetValues("Access-Control-Expose-Headers").Single());
        Assert.Equal("\"site\";q=50;w=5", answer.Headers.GetValues("RateLimit-Policy").Single());
        using var closed = await FromAsync(Origin, "/v1/sites");
        Assert.Equal(HttpStatusCode.Forbidden, closed.StatusCode);
        Assert.True(closed.Headers.Contains("Site-Mode"));

        HttpResponseMessage last;
        var asked = 0;
        do
        {
            last = await FromAsync(Origin);
        } while (last.StatusCode == HttpStatusCode.OK && ++asked < 2000);

        Assert.Equal(HttpStatusCode.TooManyRequests, last.StatusCode);
        Assert.True(last.Headers.Contains("Site-Mode"));
    }

    [Fact]
    public async Task Nobodys_trial_holds_back_pages_that_are_in_use()
    {
        const string Origin = "https://shared.example.org";
        for (var i = 0; i < 5; i++)
        {
            await RegisterAsync(Origin, test: true);
        }

        await RegisterAsync(Origin, test: false);
        await Eventually.IsSoAsync(
            async () =>
                await FromAsync(Origin) is { StatusCode: HttpStatusCode.OK, Headers: var headers }
                && !headers.Contains("Site-Mode"),
            "it counts as a trial"
        );
    }

    private async Task RegisterAsync(string origin, bool test)
    {
        using var admin = await host.StaffAsync(Drammen, Role.BodyAdmin);
        await admin.PostJsonAsync(
            "/v1/sites",
            new
            {
                name = "A",
                origins = new[] { origin },
                test,
            }
        );
    }

    private async Task<HttpResponseMessage> FromAsync(string origin, string path = "/v1/consents/current")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Origin", origin);
        return await host.Anyone.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
