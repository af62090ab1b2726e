using System.IO;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;
using Matching.Keys;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Keys;

public sealed class AdminKeyTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task The_first_key_is_written_once_for_its_owner_alone_and_anew_when_it_opens_nothing_more()
    {
        var folder = Directory.CreateTempSubdirectory("matching-admin-");
        var file = Path.Combine(folder.FullName, "deep", "admin.key");
        try
        {
            var first = await EnsureAsync(file);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            Assert.Equal(first, await EnsureAsync(file));
            using var admin = new HttpClient(new SocketsHttpHandler()) { BaseAddress = host.Address };
            admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", first);
            Assert.Equal(1, (await admin.GetJsonAsync("/v1/keys")).GetProperty("items").GetArrayLength());

            await host.SqlAsync($"update api_keys set revoked_on = created_on");
            var second = await EnsureAsync(file);
            Assert.NotEqual(first, second);
            await File.WriteAllTextAsync(file, "nonsense", TestContext.Current.CancellationToken);
            Assert.NotEqual(second, await EnsureAsync(file));
            Assert.Single(Directory.GetFiles(Path.GetDirectoryName(file)!));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<string> EnsureAsync(string file)
    {
        await host.WithDbAsync(async db =>
        {
            await AdminKey.EnsureAsync(db, host.Clock, file, CancellationToken.None);
            return await db.ApiKeys.CountAsync();
        });
        return (await File.ReadAllTextAsync(file)).Trim();
    }
}
