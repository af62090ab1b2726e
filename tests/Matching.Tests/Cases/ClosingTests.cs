using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Interests;
using Matching.Tests.Groups;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Cases;

/// <summary>What follows from the reason with which a case is closed. Reasons are data.</summary>
public sealed class ClosingTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Drammen = "municipality:3301";

    [Fact]
    public async Task A_case_closed_to_go_on_waiting_is_matched_again_at_once()
    {
        var (person, @case, staff) = await RegisterAsync();
        Assert.Equal("waiting", (await person.GetJsonAsync("/v1/interest")).Text("state"));
        var group = await OpenGroupAsync(staff);

        await CloseAsync(staff, @case, new { reason = "no-group-yet" });

        var page = await person.GetJsonAsync("/v1/interest");
        Assert.Equal("matched", page.Text("state"));
        Assert.Contains(group, page.GetProperty("groups").EnumerateArray().Select(one => one.Id()));
        Assert.Equal("no-group-yet", page.GetProperty("closed").Code());
        Assert.True((await InterestAsync(@case)).ToPlace);
        await staff.PutJsonAsync($"/v1/groups/{group}/end", null);
    }

    [Fact]
    public async Task A_group_that_did_not_suit_is_remembered_for_its_days_and_not_matched_again()
    {
        var (person, @case, staff) = await RegisterAsync();
        var (bad, good) = (await OpenGroupAsync(staff), await OpenGroupAsync(staff));
        var closing = new { reason = "group-did-not-suit", groupId = bad };

        await CloseAsync(staff, @case, closing);

        var fitting = (await person.GetJsonAsync("/v1/interest")).GetProperty("groups").EnumerateArray();
        var ids = fitting.Select(one => one.Id()).ToArray();
        Assert.Contains(good, ids);
        Assert.DoesNotContain(bad, ids);
        var interest = await InterestAsync(@case);
        var no = await host.WithDbAsync(db => db.RememberedNoes.SingleAsync(row => row.Interest == interest.Id));
        Assert.Equal((bad, new DateOnly(2027, 2, 19)), (no.GroupId, no.Until));
        await staff.PutJsonAsync($"/v1/groups/{bad}/end", null);
        await staff.PutJsonAsync($"/v1/groups/{good}/end", null);
    }

    [Fact]
    public async Task Who_wished_to_wait_until_a_day_is_left_alone_and_back_on_that_day_with_her_case_open()
    {
        var (person, @case, staff) = await RegisterAsync();
        await CloseAsync(staff, @case, new { reason = "later", until = "2026-12-10" });
        Assert.Equal("parked", (await person.GetJsonAsync("/v1/interest")).Text("state"));
        var group = await OpenGroupAsync(staff);
        var start = host.Clock.GetUtcNow();
        try
        {
            host.Clock.Set("2026-12-09T05:00:00Z");
            Assert.Equal(0, await host.RunAloneAsync("unpark-interests"));
            Assert.Equal("parked", (await person.GetJsonAsync("/v1/interest")).Text("state"));
            host.Clock.Set("2026-12-10T05:00:00Z");
            Assert.Equal(
                1,
                (await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => host.RunAloneAsync("unpark-interests")))).Sum()
            );

            var page = await person.GetJsonAsync("/v1/interest");
            Assert.Equal("matched", page.Text("state"));
            Assert.Equal(JsonValueKind.Null, page.GetProperty("closed").ValueKind);
            Assert.Equal("2026-12-15", page.Text("answerBy"));
            var seen = await staff.GetJsonAsync(@case);
            Assert.Equal("told", seen.Text("state"));
            Assert.Contains(
                group,
                seen.GetProperty("matches").EnumerateArray().Select(m => m.GetProperty("group").Id())
            );
            Assert.Equal("unparked", (await staff.HistoryAsync(@case))[^1]);
            var interest = await InterestAsync(@case);
            Assert.True(interest.ToPlace);
            Assert.Null(interest.ParkedUntil);
        }
        finally
        {
            host.Clock.Advance(start - host.Clock.GetUtcNow());
            await staff.PutJsonAsync($"/v1/groups/{group}/end", null);
        }
    }

    [Fact]
    public async Task Nobody_is_left_alone_for_longer_than_she_is_kept_and_without_a_day_for_the_usual_time()
    {
        var (_, usual, staff) = await RegisterAsync();
        await CloseAsync(staff, usual, new { reason = "later" });
        Assert.Equal(new DateOnly(2026, 12, 21), (await InterestAsync(usual)).ParkedUntil);

        var (_, kept, _) = await RegisterAsync();
        await host.SqlAsync(
            $"update interests set kept_until = '2026-12-01' where id = {(await InterestAsync(kept)).Id}"
        );
        await RefusedAsync(staff, kept, new { reason = "later", until = "2026-12-02" }, "invalid", "until");
        await CloseAsync(staff, kept, new { reason = "later" });
        Assert.Equal(new DateOnly(2026, 12, 1), (await InterestAsync(kept)).ParkedUntil);
    }

    [Fact]
    public async Task What_is_said_beside_a_reason_goes_with_its_effect_alone()
    {
        var (_, @case, staff) = await RegisterAsync();
        var group = await OpenGroupAsync(staff);
        await RefusedAsync(staff, @case, new { reason = "later", until = "2026-11-21" }, "invalid", "until");
        await RefusedAsync(staff, @case, new { reason = "by-agreement", until = "2026-12-01" }, "invalid", "until");
        await RefusedAsync(staff, @case, new { reason = "by-agreement", groupId = group }, "invalid", "groupId");
        await RefusedAsync(staff, @case, new { reason = "group-did-not-suit" }, "invalid", "groupId");
        await RefusedAsync(
            staff,
            @case,
            new { reason = "group-did-not-suit", groupId = Database.RandomId.New() },
            "group-unknown",
            "groupId",
            HttpStatusCode.UnprocessableEntity
        );
        await RefusedAsync(
            staff,
            @case,
            new { reason = "silent" },
            "reason-unknown",
            "reason",
            HttpStatusCode.UnprocessableEntity
        );
        await staff.PutJsonAsync($"/v1/groups/{group}/end", null);
    }

    [Fact]
    public async Task To_look_brings_back_who_was_left_alone_until_she_looks_and_nobody_else()
    {
        var (ended, endedCase, staff) = await RegisterAsync();
        await CloseAsync(staff, endedCase, new { reason = "by-agreement" });
        var (later, laterCase, _) = await RegisterAsync();
        await CloseAsync(staff, laterCase, new { reason = "later" });
        var (lapsed, lapsedCase, _) = await RegisterAsync();
        await ParkAsync(lapsedCase);

        Assert.Equal("parked", (await ended.GetJsonAsync("/v1/interest")).Text("state"));
        Assert.Equal("parked", (await later.GetJsonAsync("/v1/interest")).Text("state"));
        Assert.Equal(
            "waiting",
            (await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => lapsed.GetJsonAsync("/v1/interest"))))
                .Select(page => page.Text("state"))
                .Distinct()
                .Single()
        );
        Assert.True((await InterestAsync(lapsedCase)).ToPlace);
        Assert.Single(await staff.HistoryAsync(lapsedCase), line => line == "unparked");

        // A message brings back anybody.
        await ended.PostJsonAsync("/v1/interest/messages", new { text = "Jeg vil likevel." });
        await later.PostJsonAsync("/v1/interest/messages", new { text = "Jeg vil nå." });
        Assert.Equal("waiting", (await ended.GetJsonAsync("/v1/interest")).Text("state"));
        Assert.Equal("waiting", (await later.GetJsonAsync("/v1/interest")).Text("state"));
        Assert.Null((await InterestAsync(laterCase)).ParkedUntil);
    }

    [Fact]
    public async Task A_reason_that_the_national_office_writes_is_given_followed_and_read_without_a_new_program()
    {
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        var (person, @case, staff) = await RegisterAsync();
        var texts = new
        {
            nb = "Etter jul.",
            nn = "Etter jol.",
            en = "After Christmas.",
        };
        var reason = new
        {
            act = "closure",
            effect = "park",
            days = 45,
            texts,
        };
        await staff.PutJsonAsync("/v1/desk/reasons/after-christmas", reason, HttpStatusCode.Forbidden);
        var written = await national.PutJsonAsync("/v1/desk/reasons/after-christmas", reason);
        Assert.Equal("Etter jul.", written.Text("text"));

        var listed = (await staff.GetJsonAsync("/v1/desk/reasons?act=closure")).GetProperty("items").EnumerateArray();
        Assert.Contains("after-christmas", listed.Select(one => one.Code()));
        Assert.All(listed, one => Assert.Equal("closure", one.Text("act")));
        await CloseAsync(staff, @case, new { reason = "after-christmas" });
        var page = await person.GetJsonAsync("/v1/interest");
        Assert.Equal(("parked", "Etter jul."), (page.Text("state"), page.GetProperty("closed").Text("text")));
        Assert.Equal(new DateOnly(2027, 1, 5), (await InterestAsync(@case)).ParkedUntil);

        // Better words reach those who read them later.
        await national.PutJsonAsync(
            "/v1/desk/reasons/after-christmas",
            new
            {
                act = "closure",
                effect = "park",
                days = 40,
                texts = new
                {
                    nb = "Over nyttår.",
                    nn = "Over nyttår.",
                    en = "In the new year.",
                },
            }
        );
        page = await person.GetJsonAsync("/v1/interest");
        Assert.Equal("Over nyttår.", page.GetProperty("closed").Text("text"));
    }

    public static TheoryData<string, string, HttpStatusCode> Refused =>
        new()
        {
            { "some-reason", """{"act":"closure","effect":"pass-on","texts":TEXTS}""", HttpStatusCode.BadRequest },
            { "some-reason", """{"act":"handover","effect":"end","texts":TEXTS}""", HttpStatusCode.BadRequest },
            { "some-reason", """{"act":"closure","effect":"park","texts":TEXTS}""", HttpStatusCode.BadRequest },
            { "some-reason", """{"act":"closure","effect":"end","days":3,"texts":TEXTS}""", HttpStatusCode.BadRequest },
            {
                "some-reason",
                """{"act":"closure","effect":"re-match","needsPlace":true,"texts":TEXTS}""",
                HttpStatusCode.BadRequest
            },
            { "some-reason", """{"act":"closure","effect":"vanish","texts":TEXTS}""", HttpStatusCode.BadRequest },
            { "some-reason", """{"act":"closure","effect":"end","texts":{"nb":"a"}}""", HttpStatusCode.BadRequest },
            { "Some Reason", """{"act":"closure","effect":"end","texts":TEXTS}""", HttpStatusCode.BadRequest },
            { "placed", """{"act":"handover","effect":"pass-on","texts":TEXTS}""", HttpStatusCode.Conflict },
            { "new-one", """{"act":"pass-on","effect":"pass-on","texts":TEXTS}""", HttpStatusCode.UnprocessableEntity },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_reason_that_makes_no_sense_is_refused(string code, string form, HttpStatusCode expected)
    {
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        var before = await ReasonsAsync();
        var text = form.Replace("TEXTS", """{"nb":"a","nn":"b","en":"c"}""", StringComparison.Ordinal);
        await Json.ReadAsync(
            await national.SendTextAsync(HttpMethod.Put, $"/v1/desk/reasons/{Uri.EscapeDataString(code)}", text),
            expected
        );
        Assert.Equal(before, await ReasonsAsync());

        async Task<string> ReasonsAsync() => (await national.GetJsonAsync("/v1/desk/reasons")).GetRawText();
    }

    [Fact]
    public async Task Every_reason_has_words_and_what_is_passed_on_says_why()
    {
        var staff = await host.StaffAsync("contact-point-drammen");
        var reasons = (await staff.GetJsonAsync("/v1/desk/reasons?act=pass-on"))
            .GetProperty("items")
            .EnumerateArray()
            .ToArray();
        Assert.Equal(["ended", "paused", "silent", "unreachable"], reasons.Select(reason => reason.Code()));
        Assert.All(
            reasons,
            reason =>
                Assert.All(["nb", "nn", "en"], language => Assert.NotEmpty(reason.GetProperty("texts").Text(language)))
        );
    }

    private static async Task CloseAsync(HttpClient staff, string @case, object closing) =>
        await staff.PutJsonAsync($"{@case}/closure", closing, HttpStatusCode.NoContent);

    private static async Task RefusedAsync(
        HttpClient staff,
        string @case,
        object closing,
        string code,
        string field,
        HttpStatusCode expected = HttpStatusCode.BadRequest
    )
    {
        var problem = await staff.PutJsonAsync($"{@case}/closure", closing, expected);
        Assert.Equal(code, problem.Code());
        Assert.Equal([field], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    // As two lapses in a row do.
    private async Task ParkAsync(string @case)
    {
        var id = (await InterestAsync(@case)).Id;
        await host.WithDbAsync(async db =>
        {
            (await db.Interests.SingleAsync(row => row.Id == id)).Park();
            return await db.SaveChangesAsync();
        });
    }

    private Task<Interest> InterestAsync(string @case)
    {
        var id = @case.CaseId();
        return host.WithDbAsync(db =>
            (
                from row in db.Cases
                join interest in db.Interests on row.Interest equals interest.Id
                where row.Id == id
                select interest
            ).SingleAsync()
        );
    }

    // Each test ends its groups: the next one begins with none.
    private static async Task<Guid> OpenGroupAsync(HttpClient staff) =>
        (await staff.OpenGroupAsync(GroupsOfTests.Form(("topics", new System.Text.Json.Nodes.JsonArray())))).Id();

    private async Task<(HttpClient Person, string Case, HttpClient Staff)> RegisterAsync()
    {
        var (person, @case) = await host.RegisterAsync(Drammen);
        return (person, @case, await host.StaffAsync("contact-point-drammen"));
    }
}
