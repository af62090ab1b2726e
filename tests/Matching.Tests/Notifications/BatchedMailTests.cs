using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Notifications;

/// <summary>
/// Where mails do not leave at once, they tell nothing of when somebody registered, nor of how many did.
/// </summary>
public sealed class BatchedMailTests(BatchedMailHost host) : IClassFixture<BatchedMailHost>
{
    [Fact]
    public async Task Mails_leave_at_their_hours_on_working_days_and_one_says_it_for_all()
    {
        const string Drammen = "body-24@example.org";

        // Saturday: three register, and nobody is written to until Monday at 8.
        for (var i = 0; i < 3; i++)
        {
            await RegisterAsync("municipality:3301");
        }

        Assert.Empty(await host.RunJobsAsync());
        await AtAsync("2026-11-23T06:59:59Z", 0);
        await AtAsync("2026-11-23T07:00:00Z", 1);
        await AtAsync("2026-11-23T07:00:01Z", 1);

        // Monday at 8:30: at 13.
        host.Clock.Set("2026-11-23T07:30:00Z");
        await RegisterAsync("municipality:3301");
        await RegisterAsync("municipality:3301");
        await AtAsync("2026-11-23T11:59:59Z", 1);
        await AtAsync("2026-11-23T12:00:00Z", 2);
        await AtAsync("2026-11-24T12:00:00Z", 2);

        // A body that is told once a day hears on Wednesday at 8; one that wants it at once, at once.
        await PolicyAsync("contact-point-baerum", "daily");
        await PolicyAsync("link-bergen", "at-once");
        host.Clock.Set("2026-11-24T07:30:00Z");
        await RegisterAsync("municipality:3201");
        await RegisterAsync("municipality:4601");
        await host.RunJobsAsync();
        Assert.Single(host.Smtp.To("body-11@example.org"));
        host.Clock.Set("2026-11-24T12:30:00Z");
        await host.RunJobsAsync();
        Assert.Empty(host.Smtp.To("body-23@example.org"));
        host.Clock.Set("2026-11-25T07:00:00Z");
        await host.RunJobsAsync();
        Assert.Single(host.Smtp.To("body-23@example.org"));

        async Task AtAsync(string utc, int expected)
        {
            host.Clock.Set(utc);
            await host.RunJobsAsync();
            await host.RunJobsAsync();
            Assert.Equal(expected, host.Smtp.To(Drammen).Count);
            Assert.Single(host.Smtp.Seen.Select(mail => mail.WithoutIdAndDate()).Distinct().DefaultIfEmpty());
        }
    }

    private Task<JsonElement> RegisterAsync(string place) =>
        host.Anyone.PostJsonAsync("/v1/interests", new { place, consent = "2026-11" });

    private async Task PolicyAsync(string body, string mails) =>
        await (await host.StaffAsync(body, Role.BodyAdmin)).PutJsonAsync(
            $"/v1/bodies/{await host.BodyAsync(body)}/policy",
            new { mails }
        );
}
