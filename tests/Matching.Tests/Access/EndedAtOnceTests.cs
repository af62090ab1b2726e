using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Calendar;
using Matching.Cases;
using Matching.Database;
using Matching.Tests.ActionLinks;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Access;

/// <summary>What was taken away opens nothing from the next call on, and ends a call that waits.</summary>
public sealed class EndedAtOnceTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Drammen = "contact-point-drammen";

    [Theory]
    [InlineData("revoked")]
    [InlineData("expired")]
    [InlineData("body ended")]
    public async Task A_key_opens_nothing_more_nor_do_the_link_and_the_session_that_it_asked_for(string how)
    {
        var body = await BodyAsync();
        var (staff, key) = await KeyAsync(body);
        using var browser = new Browser(host);
        var link = await LinkAsync(staff);
        await browser.OpenAsync(link);
        await browser.SendAsync(link);
        await browser.OpenAsync("/waiting");
        var unused = await LinkAsync(staff);

        await EndAsync(how, body, key);

        Assert.Equal(
            "unauthenticated",
            (await staff.GetJsonAsync("/v1/desk/cases", HttpStatusCode.Unauthorized)).Code()
        );
        await browser.OpenAsync("/waiting", HttpStatusCode.Unauthorized);
        await browser.OpenAsync(unused, HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("revoked")]
    [InlineData("expired")]
    [InlineData("body ended")]
    public async Task A_call_that_waits_meanwhile_changes_nothing(string how)
    {
        var body = await BodyAsync();
        var (staff, key) = await KeyAsync(body);
        var id = await CaseAsync(body);
        await using var owner = await Raw.OwnerAsync(host);
        await using var held = await owner.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await owner.ExecuteAsync(
            "select from interests i join cases c on c.interest = i.id where c.id = $1 for update of i",
            TestContext.Current.CancellationToken,
            id
        );
        var call = staff.PutJsonAsync($"/v1/desk/cases/{id}/acknowledgement", null, HttpStatusCode.Unauthorized);
        await WaitsAsync();
        Assert.False(call.IsCompleted);

        await EndAsync(how, body, key);
        await held.RollbackAsync(TestContext.Current.CancellationToken);

        Assert.Equal("unauthenticated", (await call).Code());
        Assert.Equal(
            CaseState.Told,
            await host.WithDbAsync(db => db.Cases.Where(row => row.Id == id).Select(row => row.State).SingleAsync())
        );
        Assert.False(await host.WithDbAsync(db => db.CaseOpenings.AnyAsync(row => row.CaseId == id)));
    }

    [Fact]
    public async Task Whoever_takes_away_her_own_key_is_told_that_it_is_done()
    {
        var (staff, key) = await KeyAsync(await BodyAsync());

        await staff.DeleteJsonAsync($"/v1/keys/{key}", HttpStatusCode.NoContent);

        await staff.GetJsonAsync("/v1/keys", HttpStatusCode.Unauthorized);
    }

    private async Task EndAsync(string how, Guid body, Guid key)
    {
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        _ = how switch
        {
            "revoked" => await national.DeleteJsonAsync($"/v1/keys/{key}", HttpStatusCode.NoContent),
            "body ended" => await national.PutJsonAsync($"/v1/bodies/{body}/end", null),
            _ => await ExpireAsync(key),
        };
    }

    private async Task<System.Text.Json.JsonElement> ExpireAsync(Guid key)
    {
        await host.SqlAsync($"update api_keys set expires_on = {host.Clock.Today().AddDays(-1)} where id = {key}");
        return default;
    }

    // One that nothing else needs, since it may end.
    private async Task<Guid> BodyAsync()
    {
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        var made = await national.PostJsonAsync(
            "/v1/bodies",
            new
            {
                kind = "contact-point",
                name = "A body",
                email = "body@example.org",
                house = "municipality:3301",
            }
        );
        return made.Id();
    }

    private async Task<(HttpClient Staff, Guid Key)> KeyAsync(Guid body)
    {
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        var made = await national.PostJsonAsync(
            "/v1/keys",
            new
            {
                body,
                role = "body-admin",
                name = "a test",
            }
        );
        var staff = new HttpClient(new SocketsHttpHandler()) { BaseAddress = host.Address };
        staff.DefaultRequestHeaders.Authorization = new("Bearer", made.Text("key"));
        return (staff, made.Id());
    }

    private static async Task<string> LinkAsync(HttpClient staff) =>
        new Uri((await staff.PostJsonAsync("/v1/desk/link", null)).Text("url")).AbsolutePath;

    private async Task<Guid> CaseAsync(Guid body)
    {
        var made = await host.Anyone.PostJsonAsync(
            "/v1/interests",
            new { place = "municipality:3301", consent = "2026-11" }
        );
        var id = await host.CaseOfAsync(made.Text("receipt"));
        await host.SqlAsync($"update cases set body = {body} where id = {id}");
        return id;
    }

    private Task<System.TimeSpan> WaitsAsync() =>
        Eventually.IsSoAsync(
            () =>
                host.AsOwnerAsync(db =>
                    db.Database.SqlQuery<bool>(
                            $"""
                            select exists (
                                select from pg_locks l join pg_stat_activity a using (pid)
                                where a.datname = current_database() and not l.granted) as "Value"
                            """
                        )
                        .SingleAsync()
                ),
            "nobody waits"
        );
}
