using System;
using System.Threading.Tasks;
using Matching.Backups;
using Matching.Database;
using Matching.Tests.Support;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Xunit;

namespace Matching.Tests.Backups;

public sealed class ScratchDatabaseTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task It_goes_although_another_role_still_works_in_it()
    {
        var ct = TestContext.Current.CancellationToken;
        var scratch = await ScratchDatabase.MakeAsync(host.Get<Connections>(), host.Get<IConfiguration>(), ct);
        var name = new NpgsqlConnectionStringBuilder(scratch.ConnectionString).Database;
        var other = new NpgsqlConnection(TestDatabase.AsService(scratch.ConnectionString) + ";Pooling=false");
        await other.OpenAsync(ct);

        var gone = scratch.DisposeAsync().AsTask();
        await Task.Delay(TimeSpan.FromSeconds(6), ct);
        Assert.False(gone.IsCompleted);
        await other.DisposeAsync();
        await gone;

        await using var server = NpgsqlDataSource.Create(host.ConnectionString);
        Assert.False(
            await server.ScalarAsync<bool>("select exists (select from pg_database where datname = $1)", name!)
        );
    }
}
