using System;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Jobs;
using Matching.Notifications;
using Matching.Tests.Support;
using Matching.Web;
using Microsoft.Extensions.Options;
using Xunit;

namespace Matching.Tests.Notifications;

/// <summary>What becomes of one mail at a server in any weather, and how long that may take.</summary>
public sealed class MailerTests
{
    private static readonly JobOutcome Refused = JobOutcome.Refused("mail-refused");
    private static readonly JobOutcome NotSent = JobOutcome.Failed("mail-not-sent");

    [Theory]
    [InlineData(Weather.Fair, "anna", true, null)]
    [InlineData(Weather.Fair, "slow-1", true, null)]
    [InlineData(Weather.Fair, "later-1", false, "mail-not-sent")]
    [InlineData(Weather.Fair, "hang-1", false, "mail-not-sent")]
    [InlineData(Weather.Fair, "drop-1", true, "mail-not-sent")]
    [InlineData(Weather.Fair, "never-1", false, "mail-refused")]
    [InlineData(Weather.Fair, "spam-1", false, "mail-refused")]
    [InlineData(Weather.Busy, "anna", false, "mail-not-sent")]
    [InlineData(Weather.Shut, "anna", false, "mail-not-sent")]
    [InlineData(Weather.Silent, "anna", false, "mail-not-sent")]
    [InlineData(Weather.Gone, "anna", false, "mail-not-sent")]
    public async Task What_is_refused_for_good_is_told_from_weather_and_nothing_takes_longer_than_it_may(
        Weather weather,
        string user,
        bool taken,
        string? error
    )
    {
        await using var server = new MailServer { Weather = weather };
        var (mailer, connections) = Mailer(server);
        using (connections)
        {
            var watch = Stopwatch.StartNew();
            var outcome = await SendAsync(mailer, $"{user}@example.org");

            Assert.Equal(
                error is null ? JobOutcome.Done
                    : error == Refused.Error ? Refused
                    : NotSent,
                outcome
            );
            Assert.Equal(taken ? 1 : 0, server.Taken.Count);
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(6), $"it took {watch.Elapsed}");
        }
    }

    [Fact]
    public async Task One_connection_carries_mail_after_mail_and_none_that_something_went_wrong_on()
    {
        await using var server = new MailServer();
        var (mailer, connections) = Mailer(server);
        using (connections)
        {
            for (var i = 0; i < 20; i++)
            {
                Assert.Equal(JobOutcome.Done, await SendAsync(mailer, $"anna{i}@example.org"));
            }

            Assert.Equal((20, 1), (server.Taken.Count, server.Connections));

            Assert.Equal(NotSent, await SendAsync(mailer, "later-1@example.org"));
            Assert.Equal(JobOutcome.Done, await SendAsync(mailer, "anna@example.org"));
            Assert.Equal((21, 2), (server.Taken.Count, server.Connections));
            Assert.Equal(21, server.Taken.Select(mail => mail.MessageId).Distinct().Count());
        }
    }

    [Theory]
    [InlineData(true, Weather.Fair)]
    [InlineData(true, Weather.Plain)]
    [InlineData(false, Weather.Fair)]
    public async Task A_server_whose_certificate_nobody_trusts_or_that_offers_none_gets_no_mail(
        bool tls,
        Weather weather
    )
    {
        await using var server = new MailServer(tls) { Weather = weather };
        var (mailer, connections) = Mailer(server, requireTls: true);
        using (connections)
        {
            Assert.Equal(NotSent, await SendAsync(mailer, "anna@example.org"));
            Assert.Empty(server.Taken);
        }
    }

    private static Task<JobOutcome> SendAsync(Mailer mailer, string address)
    {
        Assert.True(EmailAddress.TryParse(address, out var to));
        return mailer.SendAsync(
            to,
            new("Det er noe nytt å lese", "Hei!\r\n"),
            RandomId.New(),
            TestContext.Current.CancellationToken
        );
    }

    private static (Mailer, SmtpConnections) Mailer(MailServer server, bool requireTls = false)
    {
        var options = Options.Create(
            new MailOptions
            {
                Host = "localhost",
                Port = server.Port,
                TimeoutSeconds = 2,
                RequireTls = requireTls,
            }
        );
        var connections = new SmtpConnections(options, TimeProvider.System);
        return (new(options, connections), connections);
    }
}
