using System;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Tests.Groups;
using Matching.Tests.Support;

namespace Matching.Tests.Sweep;

/// <summary>A place in a group: yes, no, taken back by either, left, and lapsed.</summary>
internal sealed class OfferFlows(SweepWorld world, Flows flows)
{
    public async Task GoAsync()
    {
        var staff = await world.StaffAsync("contact-point-drammen");
        var form = GroupsOfTests.Form(
            ("contact", $"{world.Markers.New("contact of a group")}@example.org"),
            ("meeting.visibility", "hidden"),
            ("meeting.venue", world.Markers.New("venue of a hidden group")),
            ("capacity", 20)
        );
        var group = await staff.OpenGroupAsync(form);
        await staff.PutJsonAsync($"{group.Path()}/confirmation", null);

        var (yes, offer) = await OfferAsync();
        await yes.PutJsonAsync($"/v1/interest/answers/{offer}", new { answer = "yes" });
        await yes.DeleteJsonAsync($"/v1/interest/answers/{offer}");
        (yes, offer) = await OfferAsync();
        await yes.PutJsonAsync($"/v1/interest/answers/{offer}", new { answer = "yes" });
        var (no, refused) = await OfferAsync();
        await no.PutJsonAsync($"/v1/interest/answers/{refused}", new { answer = "no" });
        await OfferAsync(withdrawn: true);

        var (late, lapsed) = await OfferAsync();
        await world.Database.RunAsync("update offers set until = current_date - 2 where id = $1", lapsed);
        await world.DoAsync("lapse-offers");
        await late.GetJsonAsync("/v1/interest");
        await world.IdleAsync();

        async Task<(HttpClient Person, Guid Offer)> OfferAsync(bool withdrawn = false)
        {
            var (person, id) = await flows.RegisterAsync();
            await staff.GetJsonAsync($"/v1/desk/cases/{id}/why-not/{group.Id()}");
            var made = await staff.PostJsonAsync($"/v1/desk/cases/{id}/offers", new { groupId = group.Id() });
            if (withdrawn)
            {
                await staff.DeleteJsonAsync($"/v1/desk/cases/{id}/offers/{made.Id()}");
            }

            return (person, made.Id());
        }
    }
}

/// <summary>A case that is closed with a note, one that is given on, one that the national office opens.</summary>
internal sealed class CaseFlows(SweepWorld world, Flows flows)
{
    public async Task GoAsync()
    {
        var staff = await world.StaffAsync("contact-point-drammen");
        var (_, closed) = await flows.RegisterAsync();
        await staff.PutJsonAsync(
            $"/v1/desk/cases/{closed}/closure",
            new { reason = "by-agreement", note = world.Markers.New("closing note") },
            HttpStatusCode.NoContent
        );

        var (_, given) = await flows.RegisterAsync();
        var to = await world.Database.ScalarAsync<Guid>("select id from bodies where external_id = 'district-oslo'");
        await staff.PutJsonAsync(
            $"/v1/desk/cases/{given}/handover",
            new { to, reason = "no-capacity" },
            HttpStatusCode.NoContent
        );
        var (person, opened) = await flows.RegisterAsync();
        var national = await world.StaffAsync("national-office", Role.NationalAdmin);
        national.DefaultRequestHeaders.Add("Opening-Reason", $"Klage: {world.Markers.New("opening reason")}");
        await national.GetJsonAsync($"/v1/desk/cases/{opened}");
        await person.GetJsonAsync("/v1/interest");

        var assisted = await staff.PostJsonAsync(
            "/v1/desk/interests",
            new
            {
                place = "municipality:3301",
                consent = "2026-11",
                message = world.Markers.New("message told to staff"),
            }
        );
        world.Markers.LearnCode("receipt", assisted.Text("receipt"));
    }
}
