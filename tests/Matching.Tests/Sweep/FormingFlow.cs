using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Tests.Starters;
using Matching.Tests.Support;

namespace Matching.Tests.Sweep;

/// <summary>Five wait in Dovre; of the group that could be one comes, with a starter who says no and one who says
/// yes.</summary>
internal sealed class FormingFlow(SweepWorld world, Flows flows)
{
    public async Task GoAsync()
    {
        var dombas = await world.StaffAsync("contact-point-dovre");
        var district = await world.StaffAsync("district-brumunddal");
        await AddAsync(dombas, "town:dombas");
        await AddAsync(district, "town:lesja");
        var waiting = new List<HttpClient>();
        for (var number = 1; number <= 5; number++)
        {
            waiting.Add((await flows.RegisterAsync(("place", "municipality:3431"))).Person);
        }

        await world.DoAsync("place-waiting");
        var listed = (await dombas.GetJsonAsync("/v1/desk/proposals")).GetProperty("items").EnumerateArray().Single();
        var proposal = $"/v1/desk/proposals/{listed.Id()}";
        await dombas.GetJsonAsync(proposal);
        await dombas.PutJsonAsync($"{proposal}/decision", new { decision = "accept" });
        await world.IdleAsync();
        foreach (var (person, number) in waiting.Select((person, number) => (person, number)))
        {
            var invitation = (await person.GetJsonAsync("/v1/interest"))
                .GetProperty("offers")
                .EnumerateArray()
                .Single(offer => offer.Text("state") == "open");
            await person.PutJsonAsync(
                $"/v1/interest/answers/{invitation.Id()}",
                new { answer = number == 0 ? "no" : "yes" }
            );
        }

        var group = $"/v1/groups/{(await dombas.GetJsonAsync(proposal)).Id("group")}";
        await world.DoAsync("ask-starters");
        await AnswerAsync(dombas, new { answer = "decline", reason = "no-time" });
        await AnswerAsync(district, new { answer = "accept" });
        await dombas.PutJsonAsync(
            $"{group}/opening",
            new
            {
                schedule = new
                {
                    rrule = "FREQ=WEEKLY;BYDAY=TU",
                    start = "2026-12-01T18:00:00",
                    durationMinutes = 120,
                },
                venue = world.Markers.New("venue of a hidden group"),
            }
        );
        await world.IdleAsync();
    }

    private Task<JsonElement> AddAsync(HttpClient staff, string home) =>
        staff.AddStarterAsync(
            ("home", home),
            ("name", $"Guri {world.Markers.New("name of a starter")}"),
            ("email", $"{world.Markers.New("address of a starter")}@example.org"),
            ("phone", world.Markers.NewTelephone("telephone of a starter"))
        );

    private static async Task AnswerAsync(HttpClient staff, object answer)
    {
        var asked = (await staff.GetJsonAsync("/v1/desk/starter-requests")).GetProperty("items").EnumerateArray();
        await staff.PutJsonAsync($"/v1/desk/starter-requests/{asked.Single().Id()}/answer", answer);
    }
}
