using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Npgsql;
using Xunit;

namespace Matching.Tests.Interests;

/// <summary>Whoever reads a table or a dump from its beginning does not read who came first.</summary>
public sealed class ForgetOrderTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task After_a_night_rows_lie_in_the_order_of_their_random_ids()
    {
        var database = host.Get<NpgsqlDataSource>();
        var receipts = new List<string>();
        for (var i = 0; i < 30; i++)
        {
            var answer = await host.Anyone.PostJsonAsync(
                "/v1/interests",
                new
                {
                    place = "municipality:3301",
                    message = "Hei",
                    consent = "2026-11",
                }
            );
            receipts.Add(answer.Text("receipt"));
        }

        foreach (var table in new[] { "interests", "cases", "messages" })
        {
            Assert.NotEqual(await ByIdAsync(table), await AsTheyLieAsync(table));
        }

        Assert.Equal(16, await host.RunAloneAsync("forget-order"));
        foreach (var table in new[] { "interests", "cases", "messages" })
        {
            Assert.Equal(await ByIdAsync(table), await AsTheyLieAsync(table));
        }

        using var person = host.Person(receipts[^1]);
        Assert.Equal(1, (await person.GetJsonAsync("/v1/interest/messages")).GetProperty("items").GetArrayLength());

        Task<IReadOnlyList<Guid>> ByIdAsync(string table) =>
            database.ColumnAsync<Guid>($"select id from {table} order by id");
        Task<IReadOnlyList<Guid>> AsTheyLieAsync(string table) =>
            database.ColumnAsync<Guid>($"select id from {table} order by ctid");
    }

    [Fact]
    public async Task A_table_in_use_is_left_for_the_next_night()
    {
        await using var connection = await host.Get<NpgsqlDataSource>()
            .OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("lock table messages in row exclusive mode", connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        Assert.Equal(15, await host.RunAloneAsync("forget-order"));
    }
}
