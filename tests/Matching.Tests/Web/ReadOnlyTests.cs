using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace Matching.Tests.Web;

/// <summary>An instance that is set to maintenance, beside one that is not, on one database.</summary>
public sealed class ReadOnlyTests(TestHost host) : IClassFixture<TestHost>, IAsyncLifetime
{
    private WebApplication _maintained = null!;

    public async ValueTask InitializeAsync()
    {
        _maintained = TestHost.Configure(host.ConnectionString, host.Clock, [new("Database:ReadOnly", "true")]);
        await _maintained.StartServiceAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync() => await _maintained.DisposeAsync();

    [Fact]
    public async Task Under_maintenance_people_search_and_read_and_nothing_is_written()
    {
        var registered = await host.Anyone.PostJsonAsync(
            "/v1/interests",
            new
            {
                place = "municipality:3301",
                tellLocal = true,
                consent = "2026-11",
            }
        );
        var receipt = registered.Text("receipt");
        using var staff = await host.StaffAsync(registered.GetProperty("responsible").Id());
        var @case = await host.CaseOfAsync(receipt);
        await staff.PostJsonAsync($"/v1/desk/cases/{@case}/messages", new { text = "Du er velkommen." });

        using var anyone = At(null);
        using var person = At(new AuthenticationHeaderValue("Receipt", receipt));
        using var desk = At(staff.DefaultRequestHeaders.Authorization);
        await anyone.GetJsonAsync("/v1/groups?near=10.20,59.74");
        await anyone.PostJsonAsync("/v1/groups/search", new { near = "10.20,59.74" }, HttpStatusCode.OK);
        await desk.GetJsonAsync("/v1/desk/cases");
        await person.GetJsonAsync("/v1/interest");
        var read = await person.GetJsonAsync("/v1/interest/messages");
        Assert.Equal("Du er velkommen.", read.GetProperty("items").EnumerateArray().Last().Text("text"));
        Assert.Equal(1, await UnreadAsync(@case));

        // Who opens a case is written down, or does not open it.
        await RefusedAsync(await desk.GetAsync($"/v1/desk/cases/{@case}", Ct));
        await RefusedAsync(
            await anyone.SendTextAsync(
                HttpMethod.Post,
                "/v1/interests",
                """{"place":"municipality:3301","consent":"2026-11"}"""
            )
        );
        await RefusedAsync(await person.SendTextAsync(HttpMethod.Post, "/v1/interest/messages", """{"text":"Hei"}"""));
        await RefusedAsync(await person.DeleteAsync("/v1/interest", Ct));
        await host.Person(receipt).GetJsonAsync("/v1/interest");
    }

    [Fact]
    public async Task Under_maintenance_it_is_ready_and_says_so()
    {
        using var anyone = At(null);
        using var ready = await anyone.GetAsync("/health/ready", Ct);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.Equal("read-only", await ready.Content.ReadAsStringAsync(Ct));
        Assert.Equal("ready", await host.Anyone.GetStringAsync("/health/ready", Ct));
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static async Task RefusedAsync(HttpResponseMessage answer)
    {
        Assert.Equal("read-only", (await Json.ReadAsync(answer, HttpStatusCode.ServiceUnavailable)).Code());
        Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
    }

    private Task<int> UnreadAsync(Guid @case) =>
        host.WithDbAsync(db =>
            Task.FromResult(
                (
                    from message in db.Messages
                    join row in db.Cases on message.Interest equals row.Interest
                    where row.Id == @case && !message.IsRead
                    select message
                ).Count()
            )
        );

    private HttpClient At(AuthenticationHeaderValue? authorization)
    {
        var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new(_maintained.Urls.Single()) };
        client.DefaultRequestHeaders.Authorization = authorization;
        return client;
    }
}
