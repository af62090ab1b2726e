using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Matching.Sealing;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Sealing;

/// <summary>While the key store is away, what needs no key goes on, and nothing is lost.</summary>
[Trait("Category", "Long")]
public sealed class KeyStoreAwayTests(TwoServersHost host) : IClassFixture<TwoServersHost>
{
    private const string Form =
        """{"place":"municipality:3301","consent":"2026-11","message":"hei","contact":{"email":"a@example.org"}}""";

    private static System.Threading.CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Searching_and_withdrawing_go_on_and_the_rest_is_put_off_until_it_is_back()
    {
        var stays = await RegisterAsync();
        var goes = await RegisterAsync();
        var record = await InterestAsync(goes);
        using var one = host.Person(stays);
        using var other = host.Person(goes);
        await host.Keys.StopAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(host.Anyone, "/health/ready"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host.Anyone, "/health/live"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host.Anyone, "/v1/groups?place=municipality:3301"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(one, "/v1/interest"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(one, "/v1/interest/messages"));
        using (var put = await host.Anyone.SendTextAsync(HttpMethod.Post, "/v1/interests", Form))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, put.StatusCode);
            Assert.True(put.Headers.RetryAfter is not null);
        }

        // Nobody has to keep what she takes back because of us: it is written down, and gone with the store's return.
        await other.DeleteJsonAsync("/v1/interest");
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(other, "/v1/interest"));
        Assert.Equal(1, await ToEraseAsync());

        await host.Keys.StartAsync();
        await Eventually.IsSoAsync(
            async () => await StatusAsync(host.Anyone, "/health/ready") == HttpStatusCode.OK,
            "not ready again",
            TimeSpan.FromSeconds(10)
        );
        Assert.Single(await host.Get<KeyStore>().FindAsync([record], Ct));
        Assert.Equal(1, await host.RunAloneAsync("finish-erasing"));
        Assert.Empty(await host.Get<KeyStore>().FindAsync([record], Ct));
        Assert.Equal(0, await ToEraseAsync());
        Assert.Contains(
            "hei",
            (await one.GetJsonAsync("/v1/interest/messages")).GetRawText(),
            StringComparison.Ordinal
        );
        await RegisterAsync();
    }

    [Fact]
    public async Task A_role_that_may_not_cut_off_the_log_of_changes_is_told_what_to_grant()
    {
        await host.Keys.ExecuteAsync("create role plain login", "postgres");
        await host.Keys.ExecuteAsync("alter table shards owner to plain", "matching_keys");
        await using var app = TestHost.Configure(
            host.ConnectionString,
            host.Clock,
            [
                new(
                    "ConnectionStrings:Keys",
                    new Npgsql.NpgsqlConnectionStringBuilder(host.KeysConnectionString)
                    {
                        Username = "plain",
                    }.ConnectionString
                ),
            ]
        );
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => RewriteKeys.RunAsync(app.Services, Ct));
        Assert.Contains("deploy/keys.sql", refused.Message, StringComparison.Ordinal);

        await host.Keys.ExecuteAsync("grant execute on function pg_switch_wal() to plain", "matching_keys");
        await host.Keys.ExecuteAsync("grant pg_checkpoint to plain", "matching_keys");
        await RewriteKeys.RunAsync(app.Services, Ct);
        await host.Keys.ExecuteAsync("alter table shards owner to matching", "matching_keys");
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, Ct);
        return answer.StatusCode;
    }

    private async Task<string> RegisterAsync() =>
        (
            await Json.ReadAsync(
                await host.Anyone.SendTextAsync(HttpMethod.Post, "/v1/interests", Form),
                HttpStatusCode.Created
            )
        ).Text("receipt");

    private async Task<Guid> InterestAsync(string receipt)
    {
        var id = await host.CaseOfAsync(receipt);
        return await host.WithDbAsync(db =>
            db.Cases.Where(row => row.Id == id).Select(row => row.Interest).SingleAsync(Ct)
        );
    }

    private Task<long> ToEraseAsync() =>
        host.WithDbAsync(db =>
            db.Database.SqlQuery<long>($"select count(*) as \"Value\" from keys_to_erase").SingleAsync(Ct)
        );
}
