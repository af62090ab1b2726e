using System;
using System.Globalization;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Tests.Groups;
using Matching.Tests.Starters;
using Matching.Tests.Support;
using Matching.Tests.Webhooks;

namespace Matching.Tests.Sweep;

/// <summary>What staff keep of themselves and others: keys, starters, groups, courses, sites, networks, reasons; and
/// what they read of it all.</summary>
internal sealed class StaffFlows(SweepWorld world)
{
    private static string Then =>
        TimeProvider.System.GetUtcNow().AddDays(60).ToString("yyyy-MM-dd'T'18:00:00", CultureInfo.InvariantCulture);

    public async Task GoAsync()
    {
        var admin = await world.StaffAsync("contact-point-drammen", Role.BodyAdmin);
        var national = await world.StaffAsync("national-office", Role.NationalAdmin);
        var body = await world.Database.ScalarAsync<Guid>(
            "select id from bodies where external_id = 'contact-point-drammen'"
        );
        var key = await admin.PostJsonAsync(
            "/v1/keys",
            new
            {
                body,
                role = "coordinator",
                name = "the desk",
                days = 30,
            }
        );
        world.Markers.Learn("API key", key.Text("key"));
        await admin.DeleteJsonAsync($"/v1/keys/{key.Id()}");
        await admin.PutJsonAsync(
            $"/v1/bodies/{body}/policy",
            new { deputy = $"{world.Markers.New("address of a deputy")}@example.org" }
        );

        var starter = await admin.AddStarterAsync(
            ("name", $"Guri {world.Markers.New("name of a starter")}"),
            ("email", $"{world.Markers.New("address of a starter")}@example.org"),
            ("phone", world.Markers.NewTelephone("telephone of a starter"))
        );
        await admin.PutJsonAsync(
            starter.StarterPath(),
            StartersOfTests.Form(("name", $"Guri {world.Markers.New("changed name of a starter")}"))
        );
        await admin.PutJsonAsync($"{starter.StarterPath()}/pause", new { until = Then[..10] });
        await admin.DeleteJsonAsync($"{starter.StarterPath()}/pause");
        await admin.DeleteJsonAsync(starter.StarterPath());

        var group = await admin.OpenGroupAsync();
        await admin.PutJsonAsync(
            group.Path(),
            GroupsOfTests.Form(("contact", $"{world.Markers.New("contact of a group")}@example.org"))
        );
        await admin.PutJsonAsync($"{group.Path()}/pause", null);
        await admin.DeleteJsonAsync($"{group.Path()}/pause");
        await admin.PutJsonAsync($"{group.Path()}/end", null);
        await admin.PostJsonAsync("/v1/sites", new { name = "A", origins = new[] { "https://a.example.org" } });
        await national.PostJsonAsync(
            "/v1/networks",
            new
            {
                name = "Nettverk",
                lead = body,
                members = new[]
                {
                    await world.Database.ScalarAsync<Guid>(
                        "select id from bodies where external_id = 'contact-point-gol'"
                    ),
                },
            }
        );
        foreach (var path in new[] { "/v1/starter-courses", "/v1/information-meetings" })
        {
            await admin.PostJsonAsync(
                path,
                new
                {
                    kind = "digital",
                    title = "Hva er en selvhjelpsgruppe?",
                    sessions = new[] { new { start = Then, durationMinutes = 90 } },
                }
            );
        }

        foreach (
            var path in new[]
            {
                "/v1/keys",
                "/v1/sites",
                "/v1/networks",
                "/v1/starters",
                "/v1/starters/nearby?place=town:drammen",
                "/v1/starter-courses",
                "/v1/information-meetings",
                "/v1/desk/tasks",
                "/v1/desk/status",
                "/v1/desk/reasons",
                "/v1/desk/dead-letters",
                "/v1/statistics/quarters",
                "/v1/statistics/years",
            }
        )
        {
            await national.GetJsonAsync(path);
        }
    }
}

/// <summary>A webhook that takes some, and then sends back what it got, with a refusal.</summary>
internal sealed class WebhookFlow(SweepWorld world)
{
    public async Task GoAsync()
    {
        var admin = await world.StaffAsync("contact-point-drammen", Role.BodyAdmin);
        var at = world.Markers.New("address of a webhook");
        var (path, secret) = await admin.AddWebhookAsync(world.Hooks, at, "desk.news.v1", "group.opened.v1");
        world.Markers.Learn("secret of a webhook", secret["whsec_".Length..]);
        await admin.SendTestAsync(path);
        await Eventually.IsSoAsync(() => world.Hooks.To(at).Length > 0, "the webhook was not told");
        world.Hooks.Behave(at, ReceiverWeather.Echoing);
        await admin.SendTestAsync(path);
        await Eventually.IsSoAsync(() => world.Hooks.To(at).Length > 1, "the webhook was not told again");
        world.Hooks.Behave(at, ReceiverWeather.Good);
        var changed = await admin.PostJsonAsync($"{path}/secret", null);
        world.Markers.Learn("secret of a webhook", changed.Text("secret")["whsec_".Length..]);
        await admin.DeliveriesAsync(path);
        await admin.OpenGroupAsync();
        await world.IdleAsync();
    }
}
