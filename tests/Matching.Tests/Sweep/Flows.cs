using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Matching.Tests.Proposals;
using Matching.Tests.Support;

namespace Matching.Tests.Sweep;

/// <summary>All that people, staff, programs and the clock do, with something in every field that must not be found
/// elsewhere.</summary>
internal sealed class Flows(SweepWorld world)
{
    private readonly Markers _markers = world.Markers;
    private readonly HttpClient _anyone = world.Visitor.Come();

    /// <summary>Every flow by its name, in an order in which it can be done.</summary>
    public IReadOnlyList<(string Name, Func<Task> GoAsync)> All =>
        [
            ("searches", SearchAsync),
            ("registers with everything, and is answered", EverythingAsync),
            ("registers with nothing", NothingAsync),
            ("does it on pages", new PageFlow(world).GoAsync),
            ("offers", new OfferFlows(world, this).GoAsync),
            ("cases that are closed, given on and opened by others", new CaseFlows(world, this).GoAsync),
            ("groups that could be", new FormingFlow(world, this).GoAsync),
            ("cohorts", CohortAsync),
            ("links", new LinkFlows(world, this).GoAsync),
            ("what staff keep", new StaffFlows(world).GoAsync),
            ("webhooks", new WebhookFlow(world).GoAsync),
            ("lists that are taken in", new ListFlows(world).GoAsync),
            ("withdraws", WithdrawAsync),
            ("is over", ExpireAsync),
            ("the clock", () => world.DoAsync(Schedule.Names)),
        ];

    /// <summary>Somebody registers in Drammen, unless it says otherwise; who she is, and her case.</summary>
    public async Task<(HttpClient Person, Guid Case)> RegisterAsync(params (string Member, JsonNode? Value)[] changes)
    {
        await world.KnowCasesAsync();
        (string, JsonNode?)[] usual =
        [
            ("place", "municipality:3301"),
            ("message", $"Hei. {_markers.New("message")} er det verste."),
            ("contact", new JsonObject { ["email"] = $"{_markers.New("address of a person")}@example.org" }),
        ];
        var form = WaitingOfTests.Form([.. usual, .. changes]);
        var answer = await _anyone.PostJsonAsync("/v1/interests", form);
        var receipt = _markers.LearnCode("receipt", answer.Text("receipt"));
        return (world.Person(receipt), await world.NewCaseAsync());
    }

    private async Task SearchAsync()
    {
        var query = _markers.New("query");
        foreach (
            var path in new[]
            {
                $"/v1/topics?q={query}&lang=nb",
                $"/v1/topics?q=Spilleavhengighet",
                $"/v1/places?q={query}",
                "/v1/places?q=F%C3%A6rder",
                $"/v1/groups?topic={SweepWorld.Topic}&place={SweepWorld.Place}",
                "/v1/groups?near=10.40,59.22",
                $"/v1/groups/map?topic={SweepWorld.Topic}&place={SweepWorld.Place}",
                "/v1/groups/map?near=10.40,59.22&zoom=6",
                $"/v1/responsible?place={SweepWorld.Place}&topic={SweepWorld.Topic}",
                "/v1/bodies?kind=district-office",
                "/v1/consents/current",
                "/v1/help-lines",
                "/v1/webhooks/events",
            }
        )
        {
            await _anyone.GetJsonAsync(path);
        }

        var place = new { place = SweepWorld.Place, topic = new[] { SweepWorld.Topic } };
        await _anyone.PostJsonAsync("/v1/groups/search", place, HttpStatusCode.OK);
        await _anyone.PostJsonAsync("/v1/groups/map/search", place, HttpStatusCode.OK);
        await _anyone.PostJsonAsync("/v1/responsible/search", place, HttpStatusCode.OK);
        await _anyone.PostJsonAsync("/v1/places/search", new { q = query }, HttpStatusCode.OK);
        await _anyone.PostJsonAsync("/v1/topics/search", new { q = query }, HttpStatusCode.OK);
    }

    private async Task EverythingAsync()
    {
        await world.KnowCasesAsync();
        var form = Everything(_markers.New("message"));
        var key = _markers.NewId("idempotency key");
        var first = await SendAsync();
        var again = await SendAsync();
        var receipt = _markers.LearnCode("receipt", first.Text("receipt"));
        _markers.LearnCode("receipt", again.Text("receipt"));
        var person = world.Person(receipt);
        var id = await world.NewCaseAsync();
        var body = await world.Database.ScalarAsync<string>(
            "select b.external_id from cases c join bodies b on b.id = c.body where c.id = $1",
            id
        );
        var staff = await world.StaffAsync(body);

        await person.GetJsonAsync("/v1/interest");
        await person.PostJsonAsync("/v1/interest/messages", new { text = $"Ja, {_markers.New("reply")}." });
        await staff.GetJsonAsync("/v1/desk/cases");
        await staff.GetJsonAsync($"/v1/desk/cases/{id}");
        await staff.GetJsonAsync($"/v1/desk/cases/{id}/groups");
        await staff.PutJsonAsync($"/v1/desk/cases/{id}/acknowledgement", null, HttpStatusCode.NoContent);
        await staff.PostJsonAsync($"/v1/desk/cases/{id}/messages", new { text = _markers.New("answer of staff") });
        await world.IdleAsync();
        await person.GetJsonAsync("/v1/interest/messages");
        await person.PutJsonAsync("/v1/interest", Everything(_markers.New("corrected message")));
        await person.PutJsonAsync("/v1/interest/extension", null);
        var changed = await person.PutJsonAsync("/v1/interest/receipt", null);
        await world.Person(_markers.LearnCode("changed receipt", changed.Text("receipt"))).GetJsonAsync("/v1/interest");

        async Task<JsonElement> SendAsync() =>
            await Json.ReadAsync(
                await _anyone.SendTextAsync(
                    HttpMethod.Post,
                    "/v1/interests",
                    form.ToJsonString(),
                    ("Idempotency-Key", key)
                ),
                HttpStatusCode.Created
            );
    }

    private JsonObject Everything(string message) =>
        JsonNode
            .Parse(
                $$"""
                {
                  "topics": ["{{SweepWorld.Topic}}"], "place": "{{SweepWorld.Place}}", "tellLocal": true, "travelKm": 40,
                  "meeting": ["in-person", "digital"], "wish": "either", "languages": ["nb", "se"],
                  "times": ["weekday-evening"], "audience": { "gender": "women", "ageBand": "26-40" },
                  "message": "{{message}}", "consent": "2026-11",
                  "contact": { "email": "{{_markers.New("address of a person")}}@example.org" }
                }
                """
            )!
            .AsObject();

    private async Task NothingAsync() =>
        await _anyone.PostJsonAsync("/v1/interests", new { place = SweepWorld.Place, consent = "2026-11" });

    private async Task CohortAsync()
    {
        var staff = await world.StaffAsync("contact-point-drammen");
        var today = await world.Database.ScalarAsync<DateOnly>("select current_date");
        var cohort = await staff.PostJsonAsync(
            "/v1/cohorts",
            new
            {
                place = "municipality:3301",
                participants = 5,
                finishesOn = today.AddDays(-1),
                topics = new[] { "after-a-coping-course" },
            }
        );
        foreach (var code in cohort.GetProperty("codes").EnumerateArray())
        {
            _markers.LearnCode("cohort code", code.GetString()!);
        }

        await staff.GetJsonAsync("/v1/cohorts");
        await _anyone.PostJsonAsync(
            "/v1/interests",
            new { cohort = cohort.GetProperty("codes")[0].GetString(), consent = "2026-11" }
        );
    }

    /// <summary>So many register at once that work must be proved, which is done once and tried twice.</summary>
    public async Task FloodAsync()
    {
        JsonElement? challenge = null;
        for (var call = 0; challenge is null; call++)
        {
            await _anyone.PostJsonAsync("/v1/interests", new { place = "municipality:4601", consent = "2026-11" });
            using var asked = await _anyone.GetAsync("/v1/challenge");
            challenge = asked.StatusCode == HttpStatusCode.OK ? await Json.ReadAsync(asked, HttpStatusCode.OK) : null;
        }

        var proof = _markers.Learn("proof", ProofOfWork.Solve(challenge.Value));
        _markers.Learn("salt of a proof", challenge.Value.Text("salt").Split('?')[0]);
        for (var turn = 0; turn < 2; turn++)
        {
            await Json.ReadAsync(
                await _anyone.SendTextAsync(
                    HttpMethod.Post,
                    "/v1/interests",
                    """{"place":"municipality:4601","consent":"2026-11"}""",
                    ("Proof", proof)
                ),
                HttpStatusCode.Created
            );
        }
    }

    private async Task WithdrawAsync()
    {
        var (person, _) = await RegisterAsync(("message", _markers.New("message that is taken back")));
        await person.DeleteJsonAsync("/v1/interest");
        await person.GetJsonAsync("/v1/interest", HttpStatusCode.NotFound);
    }

    private async Task ExpireAsync()
    {
        var (person, id) = await RegisterAsync(("message", _markers.New("message that is over")));
        await world.Database.RunAsync(
            "update interests set kept_until = current_date - 2 where id = (select interest from cases where id = $1)",
            id
        );
        await world.DoAsync("purge-expired-interests");
        await person.GetJsonAsync("/v1/interest", HttpStatusCode.NotFound);
    }
}
