using System;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Keys;

public sealed class KeysTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task A_key_is_shown_once_opens_what_its_role_allows_and_nothing_once_it_is_revoked()
    {
        var body = await host.BodyAsync("link-oslo");
        var admin = await host.StaffAsync(body, Role.BodyAdmin);

        var issued = await admin.PostJsonAsync(
            "/v1/keys",
            new
            {
                body,
                role = "body-admin",
                name = "the desk",
            }
        );
        using var holder = With(issued.Text("key"));

        Assert.Equal("2027-11-21", issued.Text("expiresOn"));
        Assert.StartsWith(issued.Text("prefix"), issued.Text("key"), StringComparison.Ordinal);
        var listed = await holder.GetStringAsync("/v1/keys", TestContext.Current.CancellationToken);
        Assert.Contains("the desk", listed, StringComparison.Ordinal);
        Assert.DoesNotContain(issued.Text("key"), listed, StringComparison.Ordinal);

        await admin.DeleteJsonAsync($"/v1/keys/{issued.Id()}");
        await admin.DeleteJsonAsync($"/v1/keys/{issued.Id()}");
        Assert.Equal("unauthenticated", (await holder.GetJsonAsync("/v1/keys", HttpStatusCode.Unauthorized)).Code());
    }

    [Fact]
    public async Task A_key_opens_on_its_last_day_and_not_on_the_next()
    {
        await using var other = new TestHost();
        await other.InitializeAsync();
        var national = await other.StaffAsync("national-office", Role.NationalAdmin);
        var body = await other.BodyAsync("link-oslo");
        var issued = await national.PostJsonAsync(
            "/v1/keys",
            new
            {
                body,
                role = "body-admin",
                name = "short",
                days = 1,
            }
        );
        using var holder = new HttpClient(new SocketsHttpHandler()) { BaseAddress = other.Address };
        holder.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", issued.Text("key"));

        other.Clock.Set("2026-11-22T22:59:59Z"); // a second before midnight in Oslo
        await holder.GetJsonAsync("/v1/keys");
        other.Clock.Set("2026-11-22T23:00:00Z");
        await holder.GetJsonAsync("/v1/keys", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Nobody_hands_out_more_than_she_holds_or_for_a_body_that_is_not_hers()
    {
        var (mine, other) = (await host.BodyAsync("link-bergen"), await host.BodyAsync("link-tromso"));
        var admin = await host.StaffAsync(mine, Role.BodyAdmin);
        var coordinator = await host.StaffAsync(mine);
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);

        await coordinator.PostJsonAsync("/v1/keys", New(mine, "coordinator"), HttpStatusCode.Forbidden);
        await coordinator.GetJsonAsync("/v1/keys", HttpStatusCode.Forbidden);
        await admin.PostJsonAsync("/v1/keys", New(mine, "national-admin"), HttpStatusCode.Forbidden);
        await admin.PostJsonAsync("/v1/keys", New(other, "coordinator"), HttpStatusCode.Forbidden);
        await national.PostJsonAsync("/v1/keys", New(Guid.Empty, "coordinator"), HttpStatusCode.UnprocessableEntity);
        await admin.PostJsonAsync("/v1/keys", New(mine, "coordinator"));
        await national.PostJsonAsync("/v1/keys", New(other, "national-admin"));
    }

    [Fact]
    public async Task Keys_of_another_body_are_not_there()
    {
        var (mine, other) = (await host.BodyAsync("contact-point-fla"), await host.BodyAsync("contact-point-nesbyen"));
        var admin = await host.StaffAsync(mine, Role.BodyAdmin);
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        var foreign = (await national.PostJsonAsync("/v1/keys", New(other, "coordinator"))).Id();

        await admin.DeleteJsonAsync($"/v1/keys/{foreign}", HttpStatusCode.NotFound);
        var seen = (await admin.GetJsonAsync("/v1/keys")).GetProperty("items").EnumerateArray();
        Assert.All(seen, key => Assert.Equal(mine, key.Id("body")));
        var all = (await national.GetJsonAsync("/v1/keys?limit=100")).GetProperty("items").EnumerateArray();
        Assert.Contains(all, key => key.Id() == foreign);
    }

    [Fact]
    public async Task An_admin_of_the_national_offices_body_cannot_take_the_national_administration_its_keys()
    {
        var office = await host.BodyAsync("national-office");
        var admin = await host.StaffAsync(office, Role.BodyAdmin);
        var national = await host.StaffAsync(office, Role.NationalAdmin);
        var key = (await national.PostJsonAsync("/v1/keys", New(office, "national-admin"))).Id();

        await admin.DeleteJsonAsync($"/v1/keys/{key}", HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("name", "two\nlines")]
    [InlineData("role", "emperor")]
    [InlineData("days", "0")]
    [InlineData("days", "731")]
    public async Task A_key_out_of_range_is_refused(string field, string value)
    {
        var body = await host.BodyAsync("link-oslo");
        var admin = await host.StaffAsync(body, Role.BodyAdmin);
        var request = new
        {
            body,
            role = field == "role" ? value : "coordinator",
            name = field == "name" ? value : "a",
            days = field == "days" ? int.Parse(value, CultureInfo.InvariantCulture) : 1,
        };

        await admin.PostJsonAsync("/v1/keys", request, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_key_asked_for_twice_with_one_idempotency_key_is_one_key()
    {
        var body = await host.BodyAsync("link-trondheim");
        var admin = await host.StaffAsync(body, Role.BodyAdmin);
        admin.DefaultRequestHeaders.Add("Idempotency-Key", "k-1");

        var first = await admin.PostJsonAsync("/v1/keys", New(body, "coordinator"));
        var second = await admin.PostJsonAsync("/v1/keys", New(body, "coordinator"));

        Assert.Equal(first.Text("key"), second.Text("key"));
        Assert.Equal(2, (await admin.GetJsonAsync("/v1/keys")).GetProperty("items").EnumerateArray().Count());
    }

    private static object New(Guid body, string role) =>
        new
        {
            body,
            role,
            name = "a key",
        };

    private HttpClient With(string key)
    {
        var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }
}
