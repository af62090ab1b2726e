using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Matching.Interests;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Matching.Tests.Interests;

/// <summary>Whoever reads a table or a dump from its beginning does not read who came first.</summary>
public sealed class ForgetOrderTests(TestHost host) : IClassFixture<TestHost>
{
    private static readonly object Form = new
    {
        place = "municipality:3301",
        message = "Hei",
        consent = "2026-11",
    };

    [Fact]
    public async Task After_a_night_rows_lie_in_the_order_of_their_random_ids()
    {
        var database = host.Get<NpgsqlDataSource>();
        var receipts = new List<string>();
        for (var i = 0; i < 30; i++)
        {
            var answer = await host.Anyone.PostJsonAsync("/v1/interests", Form);
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
            Assert.Single(await database.ColumnAsync<string>($"select distinct xmin::text from {table}"));
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

    [Fact]
    public async Task A_table_takes_the_time_that_it_takes_and_one_that_fails_holds_up_no_other()
    {
        await host.SqlAsync(
            $"""
            create function on_the_way(bytea) returns bytea language sql immutable as $$ select $1 $$;
            create index on_the_way on idempotent_answers (on_the_way(key_hash));
            insert into idempotent_answers (key_hash, request_hash, status, answer, until)
            values ('\x00', '\x00', 201, '\x00', '2100-01-01');
            """
        );
        try
        {
            await OnTheWayAsync("perform pg_sleep(2.5);");
            Assert.Equal(16, await RunHastilyAsync());

            await OnTheWayAsync("raise exception using errcode = 'query_canceled';");
            await host.Anyone.PostJsonAsync("/v1/interests", Form);
            await host.Anyone.PostJsonAsync("/v1/interests", Form);
            var failed = await Assert.ThrowsAsync<InvalidOperationException>(RunHastilyAsync);
            Assert.StartsWith("1 of 16 tables", failed.Message, StringComparison.Ordinal);
            var database = host.Get<NpgsqlDataSource>();
            Assert.Equal(
                await database.ColumnAsync<Guid>("select id from interests order by id"),
                await database.ColumnAsync<Guid>("select id from interests order by ctid")
            );
        }
        finally
        {
            await host.SqlAsync($"delete from idempotent_answers where key_hash = '\\x00'");
            await host.SqlAsync($"drop function on_the_way cascade");
        }

        // As every night does it, but with less patience: two seconds for a statement.
        async Task<int> RunHastilyAsync()
        {
            await using var app = TestHost.Configure(
                host.ConnectionString,
                host.Clock,
                [
                    new(
                        "ConnectionStrings:Matching",
                        TestDatabase.AsService(host.ConnectionString) + ";Command Timeout=1"
                    ),
                ]
            );
            await using var scope = app.Services.CreateAsyncScope();
            return await ForgetOrder.RunAsync(scope.ServiceProvider, TestContext.Current.CancellationToken);
        }

        async Task OnTheWayAsync(string step)
        {
            await using var owner = NpgsqlDataSource.Create(host.ConnectionString + ";Pooling=false");
            await owner.RunAsync(
                $"create or replace function on_the_way(bytea) returns bytea language plpgsql immutable as $$ begin {step} return $1; end $$"
            );
        }
    }

    [Fact]
    public async Task No_table_is_laid_anew_that_is_not_marked_for_it()
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() =>
            host.Get<NpgsqlDataSource>().ScalarAsync<bool>("select forget_order('audit')")
        );

        Assert.Equal(PostgresErrorCodes.UndefinedObject, refused.SqlState);
    }
}
