using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Tests.Groups;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Cases;

/// <summary>What stops, on the body's side or the group's, stops nobody's interest.</summary>
public sealed class NobodyIsForgottenTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task A_body_that_ends_passes_its_open_cases_on_and_its_keys_open_nothing()
    {
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        var ending = await host.StaffAsync("link-bergen");
        var receipt = await RegisterAsync("municipality:4601");
        var person = host.Person(receipt);
        Assert.Equal("LINK Bergen og omegn", await ResponsibleAsync(person));

        await national.PutJsonAsync($"/v1/bodies/{await host.BodyAsync("link-bergen")}/end", null);
        await ending.GetJsonAsync("/v1/desk/cases", HttpStatusCode.Unauthorized);
        await host.RunJobsAsync();

        Assert.Equal("Selvhjelp Norge, distriktskontor Bergen", await ResponsibleAsync(person));
        var next = await host.StaffAsync("district-bergen");
        await next.GetJsonAsync($"/v1/desk/cases/{await host.CaseOfAsync(receipt)}");
    }

    [Fact]
    public async Task Who_writes_to_a_closed_case_of_an_ended_body_is_answered_by_the_next()
    {
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        var staff = await host.StaffAsync("link-trondheim");
        var receipt = await RegisterAsync("municipality:5001");
        var person = host.Person(receipt);
        await staff.PutJsonAsync(
            $"/v1/desk/cases/{await host.CaseOfAsync(receipt)}/closure",
            new { reason = "no-answer" },
            HttpStatusCode.NoContent
        );
        await national.PutJsonAsync($"/v1/bodies/{await host.BodyAsync("link-trondheim")}/end", null);
        await host.RunJobsAsync();

        await person.PostJsonAsync("/v1/interest/messages", new { text = "Jeg er her fortsatt." });
        await host.RunJobsAsync();
        Assert.Equal("Selvhjelp Norge, distriktskontor Trondheim", await ResponsibleAsync(person));
    }

    [Fact]
    public async Task A_body_that_handed_a_case_over_does_not_get_it_back()
    {
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        var knowsHer = await host.StaffAsync("contact-point-baerum");
        var receipt = await RegisterAsync("municipality:3201");
        var person = host.Person(receipt);
        await knowsHer.PutJsonAsync(
            $"/v1/desk/cases/{await host.CaseOfAsync(receipt)}/handover",
            new { to = await host.BodyAsync("district-oslo"), reason = "known-to-us" },
            HttpStatusCode.NoContent
        );
        Assert.Equal("known-to-us", (await person.GetJsonAsync("/v1/interest")).GetProperty("handedOver").Code());
        await national.PutJsonAsync($"/v1/bodies/{await host.BodyAsync("district-oslo")}/end", null);
        await host.RunJobsAsync();

        Assert.Equal("Selvhjelp Norge", await ResponsibleAsync(person));
    }

    [Fact]
    public async Task A_group_that_ends_or_pauses_takes_its_offers_back()
    {
        var staff = await host.StaffAsync("contact-point-drammen");
        var receipt = await RegisterAsync("municipality:3301");
        var person = host.Person(receipt);
        var group = (await staff.PostJsonAsync("/v1/groups", GroupsOfTests.Form())).Id();
        await staff.PutJsonAsync($"/v1/groups/{group}/opening", null);
        var offer = await staff.PostJsonAsync(
            $"/v1/desk/cases/{await host.CaseOfAsync(receipt)}/offers",
            new { groupId = group }
        );
        await staff.PutJsonAsync($"/v1/groups/{group}/pause", null);

        var late = await person.PutJsonAsync(
            $"/v1/interest/answers/{offer.Id()}",
            new { answer = "yes" },
            HttpStatusCode.Conflict
        );
        Assert.Equal("offer-closed", late.Code());
        await host.RunJobsAsync();
        var after = await person.GetJsonAsync("/v1/interest");
        Assert.Empty(after.GetProperty("offers").EnumerateArray());
        Assert.NotEqual("offered", after.Text("state"));
    }

    [Fact]
    public async Task A_case_is_closed_as_placed_only_for_somebody_who_has_a_place()
    {
        var staff = await host.StaffAsync("contact-point-drammen");
        var receipt = await RegisterAsync("municipality:3301");
        var closure = $"/v1/desk/cases/{await host.CaseOfAsync(receipt)}/closure";

        Assert.Equal(
            "case-move-illegal",
            (await staff.PutJsonAsync(closure, new { reason = "placed" }, HttpStatusCode.Conflict)).Code()
        );
        await staff.PutJsonAsync(closure, new { reason = "by-agreement" }, HttpStatusCode.NoContent);
        var person = host.Person(receipt);
        Assert.Equal("parked", (await person.GetJsonAsync("/v1/interest")).Text("state"));

        await person.PutJsonAsync(
            "/v1/interest",
            new
            {
                place = "municipality:3301",
                consent = "2026-11",
                message = "Jeg vil likevel.",
            }
        );
        var again = await person.GetJsonAsync("/v1/interest");
        Assert.Equal(JsonValueKind.Null, again.GetProperty("closed").ValueKind);
        Assert.NotEqual("parked", again.Text("state"));
    }

    [Fact]
    public async Task What_is_past_its_day_is_nobodys_case_any_more()
    {
        var staff = await host.StaffAsync("contact-point-drammen");
        var id = await host.CaseOfAsync(await RegisterAsync("municipality:3301"));
        host.Clock.Advance(TimeSpan.FromDays(91));
        try
        {
            await staff.GetJsonAsync($"/v1/desk/cases/{id}", HttpStatusCode.NotFound);
            await staff.PostJsonAsync($"/v1/desk/cases/{id}/messages", new { text = "hei" }, HttpStatusCode.NotFound);
            var listed = (await staff.GetJsonAsync("/v1/desk/cases?limit=100")).GetProperty("items").EnumerateArray();
            Assert.DoesNotContain(id, listed.Select(item => item.Id()));
        }
        finally
        {
            host.Clock.Advance(TimeSpan.FromDays(-91));
        }
    }

    [Fact]
    public async Task The_nearest_group_beyond_reach_is_one_that_the_person_could_join()
    {
        var staff = await host.StaffAsync("district-alta");
        var women = await AddAsync(staff, "5605", new { gender = "women" });
        var anyone = await AddAsync(staff, "5603", new { gender = "any" });

        var answer = await host.Anyone.PostJsonAsync(
            "/v1/interests",
            new
            {
                place = "municipality:5607",
                travelKm = 1,
                meeting = new[] { "in-person" },
                audience = new { gender = "men" },
                consent = "2026-11",
            }
        );
        var step = Assert.Single(
            answer.GetProperty("nextSteps").EnumerateArray(),
            step => step.Code() == "nearest-beyond-reach"
        );

        Assert.NotEqual(women, step.GetProperty("group").Id());
        Assert.Equal(anyone, step.GetProperty("group").Id());
    }

    [Fact]
    public async Task Of_an_area_with_several_municipalities_a_distance_is_a_range()
    {
        var staff = await host.StaffAsync("district-bergen");
        await AddAsync(staff, "4602", new { gender = "any" });
        var person = host.Person(
            (
                await host.Anyone.PostJsonAsync(
                    "/v1/interests",
                    new
                    {
                        place = "municipality:4602",
                        topics = new[] { "gambling" },
                        audience = new { ageBand = "18-25" },
                        consent = "2026-11",
                    }
                )
            ).Text("receipt")
        );

        var seen = await person.GetJsonAsync("/v1/interest");
        Assert.Equal("Vestland", seen.GetProperty("area").Text("name"));
        var group = Assert.Single(seen.GetProperty("groups").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, group.GetProperty("distanceKm").ValueKind);
        Assert.Matches(
            "Ca. \\d+–\\d+ km",
            string.Join(' ', group.GetProperty("why").EnumerateArray().Select(why => why.Text("text")))
        );
    }

    private static async Task<Guid> AddAsync(HttpClient staff, string municipality, object audience)
    {
        var group = await staff.PostJsonAsync(
            "/v1/groups",
            new
            {
                name = "Onsdagsgruppa",
                topics = Array.Empty<string>(),
                capacity = 8,
                members = 4,
                joining = "direct",
                meeting = new
                {
                    form = "in-person",
                    municipality,
                    visibility = "area",
                },
                languages = new[] { "nb" },
                audience,
            }
        );
        await staff.PutJsonAsync($"/v1/groups/{group.Id()}/opening", null);
        return group.Id();
    }

    private async Task<string> RegisterAsync(string place) =>
        (await host.Anyone.PostJsonAsync("/v1/interests", new { place, consent = "2026-11" })).Text("receipt");

    private static async Task<string> ResponsibleAsync(HttpClient person) =>
        (await person.GetJsonAsync("/v1/interest")).GetProperty("responsible").Text("name");
}
