using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Jobs;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Cases;

public sealed class CaseAccessTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Drammen = "contact-point-drammen";
    private const string Oslo = "district-oslo";
    private const string Bergen = "link-bergen";

    [Theory]
    [InlineData(Bergen, Role.Coordinator)]
    [InlineData(Bergen, Role.BodyAdmin)]
    [InlineData(Oslo, Role.BodyAdmin)]
    [InlineData("national-office", Role.BodyAdmin)]
    public async Task What_is_another_bodys_is_not_there(string other, Role role)
    {
        var (_, person, id) = await RegisterAsync();
        var own = await host.StaffAsync(Drammen);
        var group = await OpenGroupAsync(own);
        var offer = (await own.PostJsonAsync($"/v1/desk/cases/{id}/offers", new { groupId = group })).Id();
        var before = (await own.GetJsonAsync($"/v1/desk/cases/{id}")).GetRawText();
        var stranger = await host.StaffAsync(other, role);

        await RefusedEverywhereAsync(stranger, id, offer, group, HttpStatusCode.NotFound, "not-found");

        Assert.DoesNotContain(id, await ListAsync(stranger));
        Assert.Contains(id, await ListAsync(own));
        Assert.Equal(before, (await own.GetJsonAsync($"/v1/desk/cases/{id}")).GetRawText());
        Assert.Equal(["Drammen kommune"], Openers(await person.GetJsonAsync("/v1/interest")));
    }

    [Fact]
    public async Task Another_bodys_case_and_none_at_all_get_the_same_answer()
    {
        var (_, _, id) = await RegisterAsync();
        var stranger = await host.StaffAsync(Bergen);

        Assert.Equal(
            (
                await stranger.GetJsonAsync($"/v1/desk/cases/{Database.RandomId.New()}", HttpStatusCode.NotFound)
            ).GetRawText(),
            (await stranger.GetJsonAsync($"/v1/desk/cases/{id}", HttpStatusCode.NotFound)).GetRawText()
        );
    }

    [Fact]
    public async Task The_national_office_sees_that_a_case_is_there_and_opens_it_only_with_a_reason()
    {
        var (_, person, id) = await RegisterAsync();
        var own = await host.StaffAsync(Drammen);
        var group = await OpenGroupAsync(own);
        var offer = (await own.PostJsonAsync($"/v1/desk/cases/{id}/offers", new { groupId = group })).Id();
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);

        Assert.Contains(id, await ListAsync(national));
        await RefusedEverywhereAsync(national, id, offer, group, HttpStatusCode.Forbidden, "opening-reason-needed");
        national.DefaultRequestHeaders.TryAddWithoutValidation("Opening-Reason", "   ");
        await RefusedEverywhereAsync(national, id, offer, group, HttpStatusCode.Forbidden, "opening-reason-needed");
        Assert.Equal(["Drammen kommune"], Openers(await person.GetJsonAsync("/v1/interest")));
    }

    [Fact]
    public async Task What_the_national_office_opens_is_logged_with_the_reason_and_shown_to_the_person()
    {
        var (_, person, id) = await RegisterAsync();
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        national.DefaultRequestHeaders.Add("Opening-Reason", "A complaint of the person herself");

        await national.GetJsonAsync($"/v1/desk/cases/{id}");
        await national.GetJsonAsync($"/v1/desk/cases/{id}");

        var opening = Assert.Single(
            await host.WithDbAsync(db => db.CaseOpenings.Where(row => row.CaseId == id).ToListAsync())
        );
        Assert.Equal("A complaint of the person herself", opening.Reason);
        Assert.Equal(await host.BodyAsync("national-office"), opening.Body);
        var shown = Assert.Single((await person.GetJsonAsync("/v1/interest")).GetProperty("openedBy").EnumerateArray());
        Assert.Equal("Selvhjelp Norge", shown.Text("body"));
        Assert.Equal("2026-11-21", shown.Text("on"));
        Assert.Equal(["body", "on"], shown.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task Every_reason_for_which_the_national_office_opens_a_case_on_a_day_is_kept()
    {
        var (_, person, id) = await RegisterAsync();
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        foreach (var reason in new[] { "A complaint", "A question of the body", "A complaint" })
        {
            national.DefaultRequestHeaders.Remove("Opening-Reason");
            national.DefaultRequestHeaders.Add("Opening-Reason", reason);
            await national.GetJsonAsync($"/v1/desk/cases/{id}");
        }

        Assert.Equal(
            "A complaint | A question of the body",
            await host.WithDbAsync(db =>
                db.CaseOpenings.Where(row => row.CaseId == id).Select(row => row.Reason).SingleAsync()
            )
        );
        Assert.Equal(["Selvhjelp Norge"], Openers(await person.GetJsonAsync("/v1/interest")));
    }

    [Fact]
    public async Task What_the_national_office_does_to_a_case_is_logged_like_an_opening()
    {
        var (_, person, id) = await RegisterAsync();
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        national.DefaultRequestHeaders.Add("Opening-Reason", "The body is on holiday");

        await national.PostJsonAsync($"/v1/desk/cases/{id}/messages", new { text = "Vi svarer deg herfra." });

        Assert.Equal(["Selvhjelp Norge"], Openers(await person.GetJsonAsync("/v1/interest")));
    }

    [Fact]
    public async Task A_body_that_opens_its_own_case_is_shown_to_the_person_once_a_day()
    {
        var (_, person, id) = await RegisterAsync();
        await (await host.StaffAsync(Drammen)).GetJsonAsync($"/v1/desk/cases/{id}");
        await (await host.StaffAsync(Drammen)).GetJsonAsync($"/v1/desk/cases/{id}");

        Assert.Equal(["Drammen kommune"], Openers(await person.GetJsonAsync("/v1/interest")));
    }

    [Fact]
    public async Task Handing_over_moves_the_case_and_the_person_sees_who_answers_now()
    {
        var (_, person, id) = await RegisterAsync();
        var (old, now) = (await host.StaffAsync(Drammen), await host.StaffAsync(Oslo));
        await old.PutJsonAsync($"/v1/desk/cases/{id}/acknowledgement", null, HttpStatusCode.NoContent);

        await old.PutJsonAsync(
            $"/v1/desk/cases/{id}/handover",
            new { to = await host.BodyAsync(Oslo), reason = "no-capacity" },
            HttpStatusCode.NoContent
        );

        await old.GetJsonAsync($"/v1/desk/cases/{id}", HttpStatusCode.NotFound);
        Assert.DoesNotContain(id, await ListAsync(old));
        Assert.Contains(id, await ListAsync(now));
        var opened = await now.GetJsonAsync($"/v1/desk/cases/{id}");
        Assert.Equal("told", opened.Text("state"));
        Assert.Contains("handed-over", opened.GetProperty("history").EnumerateArray().Select(line => line.Text("act")));
        var seen = await person.GetJsonAsync("/v1/interest");
        Assert.Equal("Selvhjelp Norge, distriktskontor Oslo", seen.GetProperty("responsible").Text("name"));
        Assert.Equal("2026-11-25", seen.Text("answerBy"));
    }

    [Fact]
    public async Task A_case_is_handed_over_along_its_chain_only()
    {
        var (_, _, id) = await RegisterAsync();
        var staff = await host.StaffAsync(Drammen);

        var refused = await staff.PutJsonAsync(
            $"/v1/desk/cases/{id}/handover",
            new { to = await host.BodyAsync(Bergen), reason = "not-our-area" },
            HttpStatusCode.UnprocessableEntity
        );
        Assert.Equal("body-unknown", refused.Code());
        Assert.True(refused.GetProperty("errors").TryGetProperty("to", out _));
        Assert.Equal(
            [await host.BodyAsync(Drammen), await host.BodyAsync(Oslo), await host.BodyAsync("national-office")],
            refused.GetProperty("chain").EnumerateArray().Select(link => link.Id("body"))
        );

        var same = await staff.PutJsonAsync(
            $"/v1/desk/cases/{id}/handover",
            new { to = await host.BodyAsync(Drammen), reason = "not-our-area" },
            HttpStatusCode.Conflict
        );
        Assert.Equal("case-move-illegal", same.Code());
        Assert.Contains(id, await ListAsync(staff));
    }

    [Fact]
    public async Task A_body_that_is_too_small_to_hide_the_person_cannot_be_given_the_case()
    {
        var (_, person, id) = await RegisterAsync(
            new
            {
                place = "municipality:3431",
                topics = new[] { "grief" },
                audience = new { ageBand = "18-25" },
                consent = "2026-11",
            }
        );
        var staff = await host.StaffAsync("district-brumunddal");

        var refused = await staff.PutJsonAsync(
            $"/v1/desk/cases/{id}/handover",
            new { to = await host.BodyAsync("contact-point-dovre"), reason = "not-our-area" },
            HttpStatusCode.UnprocessableEntity
        );

        Assert.Equal("body-unknown", refused.Code());
        Assert.Equal(
            "district-office",
            (await person.GetJsonAsync("/v1/interest")).GetProperty("responsible").Text("kind")
        );
        await (await host.StaffAsync("contact-point-dovre")).GetJsonAsync(
            $"/v1/desk/cases/{id}",
            HttpStatusCode.NotFound
        );
    }

    [Fact]
    public async Task A_closed_case_takes_nothing_but_to_be_read()
    {
        var (_, _, id) = await RegisterAsync();
        var staff = await host.StaffAsync(Drammen);
        var group = await OpenGroupAsync(staff);
        await CloseAsync(staff, id, HttpStatusCode.NoContent);

        Assert.Equal("case-move-illegal", (await CloseAsync(staff, id, HttpStatusCode.Conflict)).Code());
        Assert.Equal(
            "case-move-illegal",
            (await staff.PutJsonAsync($"/v1/desk/cases/{id}/acknowledgement", null, HttpStatusCode.Conflict)).Code()
        );
        Assert.Equal(
            "case-move-illegal",
            (
                await staff.PostJsonAsync(
                    $"/v1/desk/cases/{id}/messages",
                    new { text = "hei" },
                    HttpStatusCode.Conflict
                )
            ).Code()
        );
        Assert.Equal("case-move-illegal", (await OfferAsync(staff, id, group, HttpStatusCode.Conflict)).Code());
        Assert.Equal(
            "case-move-illegal",
            (
                await staff.PutJsonAsync(
                    $"/v1/desk/cases/{id}/handover",
                    new { to = await host.BodyAsync(Oslo), reason = "no-capacity" },
                    HttpStatusCode.Conflict
                )
            ).Code()
        );
        Assert.Equal("closed", (await staff.GetJsonAsync($"/v1/desk/cases/{id}")).Text("state"));
        Assert.DoesNotContain(id, await ListAsync(staff));
        Assert.Contains(id, await ListAsync(staff, "?state=closed&limit=100"));
    }

    [Fact]
    public async Task What_the_body_notes_for_itself_is_never_shown_to_the_person()
    {
        var (_, person, id) = await RegisterAsync();
        var staff = await host.StaffAsync(Drammen);
        await staff.PutJsonAsync(
            $"/v1/desk/cases/{id}/closure",
            new { reason = "by-agreement", note = "NOTE-MARKER" },
            HttpStatusCode.NoContent
        );

        var seen =
            (await person.GetJsonAsync("/v1/interest")).GetRawText()
            + (await person.GetJsonAsync("/v1/interest/messages")).GetRawText();
        Assert.DoesNotContain("NOTE-MARKER", seen, StringComparison.Ordinal);
        Assert.Contains("by-agreement", seen, StringComparison.Ordinal);
        Assert.Contains(
            "NOTE-MARKER",
            (await staff.GetJsonAsync($"/v1/desk/cases/{id}")).GetRawText(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Another_bodys_open_group_may_be_offered_and_that_body_is_told()
    {
        var (_, _, id) = await RegisterAsync();
        var group = await OpenGroupAsync(await host.StaffAsync("link-trondheim"), municipality: "5001");
        var owner = await host.BodyAsync("link-trondheim");

        await OfferAsync(await host.StaffAsync(Drammen), id, group, HttpStatusCode.Created);

        Assert.True(
            await host.WithDbAsync(db => db.Jobs.AnyAsync(job => job.Kind == "tell-body" && job.Subject == owner))
        );
    }

    [Fact]
    public async Task A_body_that_wants_to_be_asked_first_is_asked_first_by_all_but_itself()
    {
        var owner = await host.BodyAsync("link-tromso");
        var (admin, foreign) = (await host.StaffAsync(owner, Role.BodyAdmin), await host.StaffAsync(Drammen));
        await admin.PutJsonAsync($"/v1/bodies/{owner}/policy", new { askFirst = true });
        var group = await OpenGroupAsync(admin, municipality: "5501");
        var (_, _, id) = await RegisterAsync();

        var refused = await OfferAsync(foreign, id, group, HttpStatusCode.Conflict);
        Assert.Equal("group-asks-first", refused.Code());
        Assert.Equal(owner, refused.Id("body"));

        var (receipt, person, near) = await RegisterAsync(new { place = "municipality:5501", consent = "2026-11" });
        var responsible = (await person.GetJsonAsync("/v1/interest")).GetProperty("responsible").Id();
        Assert.NotNull(receipt);
        var answering = await host.StaffAsync(responsible);
        if (responsible != owner)
        {
            await answering.PutJsonAsync(
                $"/v1/desk/cases/{near}/handover",
                new { to = owner, reason = "no-capacity" },
                HttpStatusCode.NoContent
            );
        }

        await OfferAsync(admin, near, group, HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_no_is_remembered_and_the_group_leaves_the_matches()
    {
        var staff = await host.StaffAsync(Drammen);
        // Five groups are kept as matches at most: the topic puts this one before those of other tests.
        var group = await OpenGroupAsync(staff, topic: "grief");
        var form = new
        {
            place = "municipality:3301",
            topics = new[] { "grief" },
            consent = "2026-11",
        };
        var (_, person, id) = await RegisterAsync(form);
        Assert.Contains(group, Groups(await person.GetJsonAsync("/v1/interest")));
        var offer = (await OfferAsync(staff, id, group, HttpStatusCode.Created)).Id();

        var after = await person.PutJsonAsync($"/v1/interest/answers/{offer}", new { answer = "no" });

        Assert.Equal("declined", after.Text("state"));
        Assert.Empty(after.GetProperty("offers").EnumerateArray());
        Assert.DoesNotContain(group, Groups(after));
        Assert.DoesNotContain(
            group,
            (await staff.GetJsonAsync($"/v1/desk/cases/{id}"))
                .GetProperty("matches")
                .EnumerateArray()
                .Select(match => match.GetProperty("group").Id())
        );
        Assert.Equal("already-declined", (await OfferAsync(staff, id, group, HttpStatusCode.Conflict)).Code());

        // Matched anew, it still is not among them.
        Assert.DoesNotContain(group, Groups(await person.PutJsonAsync("/v1/interest", form)));
        Assert.Equal(
            "offer-closed",
            (
                await person.PutJsonAsync(
                    $"/v1/interest/answers/{offer}",
                    new { answer = "yes" },
                    HttpStatusCode.Conflict
                )
            ).Code()
        );
    }

    [Fact]
    public async Task The_same_place_is_offered_once()
    {
        var staff = await host.StaffAsync(Drammen);
        var group = await OpenGroupAsync(staff);
        var (_, _, id) = await RegisterAsync();
        await OfferAsync(staff, id, group, HttpStatusCode.Created);

        Assert.Equal("already-offered", (await OfferAsync(staff, id, group, HttpStatusCode.Conflict)).Code());
        Assert.Single((await staff.GetJsonAsync($"/v1/desk/cases/{id}")).GetProperty("offers").EnumerateArray());
    }

    [Fact]
    public async Task Who_has_a_place_is_offered_no_other_and_a_yes_may_be_sent_again()
    {
        var staff = await host.StaffAsync(Drammen);
        var (first, second) = (await OpenGroupAsync(staff), await OpenGroupAsync(staff));
        var (_, person, id) = await RegisterAsync();
        var offer = (await OfferAsync(staff, id, first, HttpStatusCode.Created)).Id();
        await person.PutJsonAsync($"/v1/interest/answers/{offer}", new { answer = "yes" });
        await person.PutJsonAsync($"/v1/interest/answers/{offer}", new { answer = "yes" });

        Assert.Equal("already-placed", (await OfferAsync(staff, id, second, HttpStatusCode.Conflict)).Code());
        Assert.Equal(1, (await host.Anyone.GetJsonAsync($"/v1/groups/{first}")).GetProperty("members").GetInt32());
    }

    [Theory]
    [InlineData("pause")]
    [InlineData("end")]
    public async Task A_group_that_does_not_meet_is_not_offered(string move)
    {
        var staff = await host.StaffAsync(Drammen);
        var group = await OpenGroupAsync(staff);
        await staff.PutJsonAsync($"/v1/groups/{group}/{move}", null);
        var (_, _, id) = await RegisterAsync();

        Assert.Equal("group-move-illegal", (await OfferAsync(staff, id, group, HttpStatusCode.Conflict)).Code());
    }

    [Fact]
    public async Task An_offer_past_its_day_frees_its_place_before_the_job_has_run_and_the_job_says_so()
    {
        var staff = await host.StaffAsync(Drammen);
        var group = await OpenGroupAsync(staff, capacity: 2, members: 1);
        var (_, late, lateCase) = await RegisterAsync();
        var (_, _, next) = await RegisterAsync();
        var offer = await OfferAsync(staff, lateCase, group, HttpStatusCode.Created);
        Assert.Equal("2026-12-05", offer.Text("until"));
        Assert.Equal("no-free-place", (await OfferAsync(staff, next, group, HttpStatusCode.Conflict)).Code());
        var start = host.Clock.GetUtcNow();
        try
        {
            host.Clock.Advance(TimeSpan.FromDays(14));
            Assert.Equal("no-free-place", (await OfferAsync(staff, next, group, HttpStatusCode.Conflict)).Code());

            host.Clock.Advance(TimeSpan.FromDays(1));
            await OfferAsync(staff, next, group, HttpStatusCode.Created);
            Assert.Equal(
                "offer-closed",
                (
                    await late.PutJsonAsync(
                        $"/v1/interest/answers/{offer.Id()}",
                        new { answer = "yes" },
                        HttpStatusCode.Conflict
                    )
                ).Code()
            );
            Assert.Empty((await late.GetJsonAsync("/v1/interest")).GetProperty("offers").EnumerateArray());

            await LapseAsync();
            Assert.Equal(["lapsed"], Offers(await staff.GetJsonAsync($"/v1/desk/cases/{lateCase}")));
            Assert.Equal(["open"], Offers(await staff.GetJsonAsync($"/v1/desk/cases/{next}")));
            Assert.Equal("matched", (await late.GetJsonAsync("/v1/interest")).Text("state"));
            Assert.Equal(
                "offer-closed",
                (
                    await late.PutJsonAsync(
                        $"/v1/interest/answers/{offer.Id()}",
                        new { answer = "yes" },
                        HttpStatusCode.Conflict
                    )
                ).Code()
            );
        }
        finally
        {
            host.Clock.Advance(start - host.Clock.GetUtcNow());
        }
    }

    [Fact]
    public async Task Withdrawing_an_interest_frees_the_place_at_once_and_takes_the_case_with_it()
    {
        var staff = await host.StaffAsync(Drammen);
        var group = await OpenGroupAsync(staff, capacity: 2, members: 1);
        var (_, gone, goneCase) = await RegisterAsync();
        var (_, _, next) = await RegisterAsync();
        await OfferAsync(staff, goneCase, group, HttpStatusCode.Created);
        Assert.Equal("no-free-place", (await OfferAsync(staff, next, group, HttpStatusCode.Conflict)).Code());

        await gone.DeleteJsonAsync("/v1/interest");

        await OfferAsync(staff, next, group, HttpStatusCode.Created);
        Assert.Equal(
            "not-found",
            (await staff.GetJsonAsync($"/v1/desk/cases/{goneCase}", HttpStatusCode.NotFound)).Code()
        );
        Assert.DoesNotContain(goneCase, await ListAsync(staff));
    }

    [Fact]
    public async Task An_offer_taken_back_is_closed_to_the_person_and_found_by_its_own_case_only()
    {
        var staff = await host.StaffAsync(Drammen);
        var group = await OpenGroupAsync(staff, capacity: 2, members: 1);
        var (_, person, id) = await RegisterAsync();
        var (_, stranger, other) = await RegisterAsync();
        var offer = (await OfferAsync(staff, id, group, HttpStatusCode.Created)).Id();

        await staff.DeleteJsonAsync($"/v1/desk/cases/{other}/offers/{offer}", HttpStatusCode.NotFound);
        await stranger.PutJsonAsync($"/v1/interest/answers/{offer}", new { answer = "yes" }, HttpStatusCode.NotFound);

        await staff.DeleteJsonAsync($"/v1/desk/cases/{id}/offers/{offer}");
        Assert.Equal(
            "offer-closed",
            (await staff.DeleteJsonAsync($"/v1/desk/cases/{id}/offers/{offer}", HttpStatusCode.Conflict)).Code()
        );
        Assert.Equal(
            "offer-closed",
            (
                await person.PutJsonAsync(
                    $"/v1/interest/answers/{offer}",
                    new { answer = "yes" },
                    HttpStatusCode.Conflict
                )
            ).Code()
        );
        await OfferAsync(staff, other, group, HttpStatusCode.Created);
    }

    [Fact]
    public async Task The_list_says_nothing_of_what_a_case_is_about()
    {
        await RegisterAsync(
            new
            {
                place = "municipality:3301",
                topics = new[] { "grief" },
                message = "hei",
                consent = "2026-11",
            }
        );
        var items = (await (await host.StaffAsync(Drammen)).GetJsonAsync("/v1/desk/cases?limit=100"))
            .GetProperty("items")
            .EnumerateArray();

        Assert.All(
            items,
            item =>
                Assert.Equal(
                    ["id", "day", "state", "deadline", "body", "unread", "urgent", "heldBack"],
                    item.EnumerateObject().Select(member => member.Name)
                )
        );
    }

    private async Task RefusedEverywhereAsync(
        HttpClient stranger,
        Guid id,
        Guid offer,
        Guid group,
        HttpStatusCode status,
        string code
    )
    {
        var to = await host.BodyAsync(Oslo);
        JsonElement[] answers =
        [
            await stranger.GetJsonAsync($"/v1/desk/cases/{id}", status),
            await stranger.PutJsonAsync($"/v1/desk/cases/{id}/acknowledgement", null, status),
            await OfferAsync(stranger, id, group, status),
            await stranger.DeleteJsonAsync($"/v1/desk/cases/{id}/offers/{offer}", status),
            await stranger.PostJsonAsync($"/v1/desk/cases/{id}/messages", new { text = "hei" }, status),
            await CloseAsync(stranger, id, status),
            await stranger.PutJsonAsync($"/v1/desk/cases/{id}/handover", new { to, reason = "no-capacity" }, status),
        ];
        Assert.All(answers, answer => Assert.Equal(code, answer.Code()));
    }

    private async Task LapseAsync()
    {
        await host.WithDbAsync(async db =>
        {
            await db.EnqueueAsync("lapse-offers", null, host.Clock.GetUtcNow(), TestContext.Current.CancellationToken);
            return true;
        });
        Assert.Contains(
            await host.RunJobsAsync(),
            job => job is { Kind: "lapse-offers", Outcome: var outcome } && outcome == JobOutcome.Done
        );
    }

    private async Task<(string Receipt, HttpClient Person, Guid Case)> RegisterAsync(object? form = null)
    {
        var receipt = (
            await host.Anyone.PostJsonAsync(
                "/v1/interests",
                form ?? new { place = "municipality:3301", consent = "2026-11" }
            )
        ).Text("receipt");
        return (receipt, host.Person(receipt), await host.CaseOfAsync(receipt));
    }

    private static async Task<Guid> OpenGroupAsync(
        HttpClient staff,
        int capacity = 8,
        int members = 0,
        string municipality = "3301",
        string? topic = null
    )
    {
        var group = await staff.PostJsonAsync(
            "/v1/groups",
            new
            {
                name = "Tirsdagsgruppa",
                capacity,
                members,
                topics = topic is null ? Array.Empty<string>() : [topic],
                meeting = new { form = "in-person", municipality },
            }
        );
        await staff.PutJsonAsync($"/v1/groups/{group.Id()}/opening", null);
        return group.Id();
    }

    private static Task<JsonElement> OfferAsync(HttpClient staff, Guid @case, Guid group, HttpStatusCode expected) =>
        staff.PostJsonAsync($"/v1/desk/cases/{@case}/offers", new { groupId = group }, expected);

    private static Task<JsonElement> CloseAsync(HttpClient staff, Guid @case, HttpStatusCode expected) =>
        staff.PutJsonAsync($"/v1/desk/cases/{@case}/closure", new { reason = "by-agreement" }, expected);

    private static async Task<List<Guid>> ListAsync(HttpClient staff, string query = "?limit=100") =>
        [
            .. (await staff.GetJsonAsync("/v1/desk/cases" + query))
                .GetProperty("items")
                .EnumerateArray()
                .Select(item => item.Id()),
        ];

    private static IEnumerable<string> Openers(JsonElement interest) =>
        interest.GetProperty("openedBy").EnumerateArray().Select(opening => opening.Text("body"));

    private static IEnumerable<Guid> Groups(JsonElement interest) =>
        interest.GetProperty("groups").EnumerateArray().Select(group => group.Id());

    private static IEnumerable<string> Offers(JsonElement @case) =>
        @case.GetProperty("offers").EnumerateArray().Select(offer => offer.Text("state"));
}
