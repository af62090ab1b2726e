using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Calendar;
using Matching.Database;
using Matching.Tests.Groups;
using Matching.Tests.Support;
using Matching.Tests.Webhooks;
using Matching.Webhooks;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Faults;

/// <summary>
/// Receivers that fail, say nothing, redirect inside, reset, pour out 10 MB, drip or are gone, beside good ones; the
/// program is a real process with its own loops and clock.
/// </summary>
[Collection(FaultTable.Name), Trait("Category", "Faults"), Trait("Category", "Long")]
public sealed class WebhooksInBadWeatherTests : IAsyncLifetime
{
    private const string Token = "a-token-of-the-receiver";
    private const int TimeoutSeconds = 2;
    private static readonly string[] Good = ["good-1", "good-2", "good-3"];
    private static readonly ReceiverWeather[] Bad =
    [
        ReceiverWeather.Failing,
        ReceiverWeather.Silent,
        ReceiverWeather.Redirecting,
        ReceiverWeather.Resetting,
        ReceiverWeather.Huge,
        ReceiverWeather.Dripping,
        ReceiverWeather.Gone,
    ];

    private readonly WebhookReceiver _receiver = new();
    private string _connection = "";
    private readonly MailServer _smtp = new();
    private ServiceProcess _service = null!;
    private HttpClient _national = null!;

    public async ValueTask InitializeAsync()
    {
        _connection = await TestDatabase.CreateAsync();
        _service = new ServiceProcess(
            _connection,
            _smtp,
            settings: new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Webhooks__AllowLoopback"] = "true",
                ["Webhooks__TimeoutSeconds"] = TimeoutSeconds.ToString(CultureInfo.InvariantCulture),
            }
        );
        await _service.StartAsync();
        _national = _service.Staff(await KeyAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _national.Dispose();
        await _service.DisposeAsync();
        await _smtp.DisposeAsync();
        await _receiver.DisposeAsync();
        await TestDatabase.DropAsync(_connection);
    }

    [Fact]
    public async Task Bad_receivers_are_bounded_and_seen_and_good_ones_beside_them_get_everything()
    {
        var trials = FaultTable.Trials(full: 50, least: 2);
        await AddAsync(Good);
        var group = (await _national.PostJsonAsync("/v1/groups", GroupsOfTests.Form(("members", 3)))).Id();
        await ToldAsync(group, 0); // the first one warms everything up
        var alone = new List<TimeSpan>();
        for (var trial = 1; trial <= trials; trial++)
        {
            alone.AddRange(await ToldAsync(group, trial));
        }

        var bad = Bad.ToDictionary(weather => weather, weather => $"{weather}?{Token}");
        foreach (var (weather, path) in bad)
        {
            _receiver.Behave(path, weather);
        }

        var webhooks = await AddAsync([.. bad.Values]);
        var beside = new List<TimeSpan>();
        for (var trial = trials + 1; trial <= 2 * trials; trial++)
        {
            beside.AddRange(await ToldAsync(group, trial));
        }

        var (median, medianBeside) = (Median(alone), Median(beside));
        var lost = 0;
        var repeated = 0;
        foreach (var path in Good)
        {
            var ids = _receiver.To(path).Select(one => one.Id).ToArray();
            lost += (2 * trials) + 1 - ids.Distinct().Count();
            repeated += ids.Length - ids.Distinct().Count();
        }

        FaultTable.Add(
            "webhooks in bad weather",
            trials,
            lost,
            repeated,
            0,
            null,
            string.Create(
                CultureInfo.InvariantCulture,
                $"good ones waited {median.TotalSeconds:F2} s alone and {medianBeside.TotalSeconds:F2} s beside {Bad.Length} bad ones ({medianBeside / median:F1} times); the longest {beside.Max().TotalSeconds:F1} s"
            )
        );
        Assert.Equal(0, lost);

        // One bad attempt after the other is the worst that may be, and each has its bound.
        Assert.True(beside.Max() < TimeSpan.FromSeconds((2 * TimeoutSeconds) + 10), $"{beside.Max()}");
        await AreSeenAsync(webhooks);

        // No redirect is followed, nothing but the announced is sent, and no address stands in the log.
        Assert.Empty(_receiver.To("inside"));
        Assert.Single(_receiver.To(bad[ReceiverWeather.Gone]));
        Assert.DoesNotContain(Token, _service.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("whsec_", _service.Output, StringComparison.Ordinal);
    }

    // How each bad receiver's first delivery went, as its body reads it.
    private async Task AreSeenAsync(string[] webhooks)
    {
        foreach (var (weather, webhook) in Bad.Zip(webhooks))
        {
            (string State, string? Error) expected = weather switch
            {
                ReceiverWeather.Failing => ("waiting", "webhook-not-taken"),
                ReceiverWeather.Silent => ("waiting", "webhook-timed-out"),
                ReceiverWeather.Redirecting => ("waiting", "webhook-redirected"),
                ReceiverWeather.Resetting => ("waiting", "webhook-not-reached"),
                ReceiverWeather.Gone => ("dropped", "webhook-gone"),
                _ => ("delivered", null),
            };
            await Eventually.IsSoAsync(
                async () => await SeenAsync(webhook) == expected,
                $"a {weather} receiver is not told of as {expected}"
            );
            Assert.Equal(
                weather == ReceiverWeather.Gone ? "ended" : "active",
                (await _national.GetJsonAsync(webhook)).Text("state")
            );
        }
    }

    private async Task<(string State, string? Error)> SeenAsync(string webhook)
    {
        var first = (await _national.DeliveriesAsync(webhook))[^1];
        return (first.Text("state"), first.GetProperty("error").GetString());
    }

    private async Task<string[]> AddAsync(IReadOnlyCollection<string> paths)
    {
        var body = (await _national.GetJsonAsync("/v1/bodies?limit=100"))
            .GetProperty("items")
            .EnumerateArray()
            .First(item => item.Text("kind") == "contact-point")
            .Id();
        var made = new List<string>();
        foreach (var path in paths)
        {
            var webhook = await _national.PostJsonAsync(
                "/v1/webhooks",
                new
                {
                    url = _receiver.Url(path),
                    events = new[] { EventCatalogue.GroupOpened, EventCatalogue.GroupChanged },
                    body,
                }
            );
            made.Add($"/v1/webhooks/{webhook.Id()}");
        }

        return [.. made];
    }

    // Lets something happen to the group, and returns how long each good receiver waited to be told of it.
    private async Task<TimeSpan[]> ToldAsync(Guid group, int times)
    {
        var began = _receiver.Now;
        await (
            times % 2 == 0
                ? _national.PutJsonAsync($"/v1/groups/{group}/opening", null)
                : _national.DeleteJsonAsync($"/v1/groups/{group}/opening")
        );
        await Eventually.IsSoAsync(
            () => Good.All(path => _receiver.To(path).Length > times),
            "a good receiver was not told"
        );
        return [.. Good.Select(path => _receiver.To(path)[times].At - began)];
    }

    private static TimeSpan Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2);

    private async Task<string> KeyAsync()
    {
        await using var db = new MatchingDb(new DbContextOptionsBuilder<MatchingDb>().UseNpgsql(_connection).Options);
        var office = await db.Bodies.SingleAsync(
            row => row.ExternalId == "national-office",
            TestContext.Current.CancellationToken
        );
        var (key, secret) = ApiKey.Issue(office.Id, Role.NationalAdmin, "a test", TimeProvider.System.Today(), 365);
        db.ApiKeys.Add(key);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return secret;
    }
}
