using System;
using System.IO;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Notifications;

public sealed class PickupTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task Without_a_mail_server_a_mail_is_a_file_that_mail_programs_open()
    {
        await host.Anyone.PostJsonAsync("/v1/interests", new { place = "municipality:3301", consent = "2026-11" });
        await host.RunJobsAsync();
        await host.RunJobsAsync();

        var file = Assert.Single(Directory.EnumerateFiles(host.MailFolder));
        Assert.EndsWith(".eml", file, StringComparison.Ordinal);
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.Contains("To: body-24@example.org", text, StringComparison.Ordinal);
        Assert.Contains("Message-ID: <", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Drammen", text, StringComparison.OrdinalIgnoreCase);
    }
}
