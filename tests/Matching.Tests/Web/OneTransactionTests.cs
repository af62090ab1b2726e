using System;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Web;

public sealed class OneTransactionTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Form = """{"place":"municipality:3301","consent":"2026-11"}""";

    [Theory]
    [InlineData("40001")]
    [InlineData("40P01")]
    public async Task A_call_that_collides_twice_is_run_again_and_succeeds_once(string state)
    {
        var before = await CountAsync();
        await CollideAsync(state, times: 2);
        var answer = await host.Anyone.SendTextAsync(HttpMethod.Post, "/v1/interests", Form);

        var receipt = (await Json.ReadAsync(answer, HttpStatusCode.Created)).Text("receipt");
        await host.Person(receipt).GetJsonAsync("/v1/interest");
        Assert.Equal(before + 1, await CountAsync());
    }

    [Fact]
    public async Task A_call_that_collides_again_and_again_is_asked_to_come_back_and_leaves_nothing()
    {
        var before = await CountAsync();
        await CollideAsync("40001", times: 3);
        var answer = await host.Anyone.SendTextAsync(HttpMethod.Post, "/v1/interests", Form);

        Assert.Equal("unavailable", (await Json.ReadAsync(answer, HttpStatusCode.ServiceUnavailable)).Code());
        Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.Equal(before, await CountAsync());
    }

    private Task<int> CountAsync() => host.WithDbAsync(db => db.Interests.CountAsync());

    // A sequence is not undone with the transaction.
    private async Task CollideAsync(string state, int times)
    {
        await using var command = host.Get<Connections>()
            .Patient.CreateCommand(
                $"""
                drop sequence if exists collisions cascade;
                create sequence collisions;
                create or replace function collide() returns trigger language plpgsql security definer as $$
                begin
                    if nextval('collisions') <= {times} then
                        raise exception 'made up' using errcode = '{state}';
                    end if;
                    return new;
                end $$;
                create or replace trigger collide before insert on interests for each row execute function collide();
                """
            );
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
