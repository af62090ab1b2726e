using System;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Cases;
using Matching.Database;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Cases;

/// <summary>
/// A case that nobody acknowledges: reminded, then passed on, and nobody forgotten. Everybody registers on Saturday
/// 2026-11-21, so that the deadline is Wednesday the 25th. Every test has a service of its own, since bodies that fall
/// silent are passed over by all.
/// </summary>
public sealed class CaseClockTests : IAsyncLifetime
{
    private const string Drammen = "municipality:3301",
        DrammensMail = "body-24@example.org",
        OslosMail = "body-02@example.org",
        NationalMail = "body-01@example.org";

    private readonly MailHost _host = new();

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_body_is_reminded_on_the_working_day_after_the_deadline_and_not_before_and_not_twice()
    {
        var (person, @case) = await _host.RegisterAsync(Drammen);
        Assert.Equal("2026-11-25", (await person.GetJsonAsync("/v1/interest")).Text("answerBy"));

        Assert.Equal((0, 0), await _host.MorningAsync("2026-11-25"));
        Assert.Single(_host.Smtp.To(DrammensMail));
        Assert.Equal((1, 0), await _host.MorningAsync("2026-11-26"));
        Assert.Equal(2, _host.Smtp.To(DrammensMail).Count);
        Assert.Equal((0, 0), await _host.MorningAsync("2026-11-26"));
        Assert.Equal((0, 0), await _host.MorningAsync("2026-11-27"));
        Assert.Equal(2, _host.Smtp.To(DrammensMail).Count);
        Neutral.Check(_host.Smtp.To(DrammensMail)[1], @case);

        var staff = await _host.StaffAsync("contact-point-drammen");
        Assert.Equal(["registered", "reminded"], await staff.HistoryAsync(@case));
        Assert.Equal("contact-point-drammen", await _host.AnswersAsync(person));
    }

    [Fact]
    public async Task Two_working_days_after_the_reminder_the_next_body_answers_and_both_and_the_person_are_told()
    {
        const string Hers = "she@example.org";
        var (person, @case) = await _host.RegisterAsync(Drammen, Hers);
        await PolicyAsync("district-oslo", new { answerWorkingDays = 2 });
        await _host.MorningAsync("2026-11-26");
        Assert.Empty(_host.Smtp.To(Hers));

        // Thursday's reminder: Friday is the first working day, Monday the second.
        Assert.Equal((0, 0), await _host.MorningAsync("2026-11-28"));
        Assert.Equal((0, 1), await _host.MorningAsync("2026-11-30"));

        var page = await person.GetJsonAsync("/v1/interest");
        Assert.Equal("district-oslo", await _host.AnswersAsync(person));
        Assert.Equal("silent", page.GetProperty("handedOver").Code());
        Assert.StartsWith(
            "Du fikk ikke svar i tide",
            page.GetProperty("handedOver").Text("text"),
            StringComparison.Ordinal
        );
        Assert.Equal("2026-12-02", page.Text("answerBy"));
        Assert.Equal(3, _host.Smtp.To(DrammensMail).Count);
        Assert.Single(_host.Smtp.To(OslosMail));
        Assert.Single(_host.Smtp.To(Hers));
        Assert.Single(_host.Smtp.To(NationalMail));

        var (next, before) = (await _host.StaffAsync("district-oslo"), await _host.StaffAsync("contact-point-drammen"));
        Assert.Equal(["registered", "reminded", "passed-on silent"], await next.HistoryAsync(@case));
        await before.GetJsonAsync(@case, HttpStatusCode.NotFound);
        Assert.Equal(["cases-went-on"], await before.ErrandsAsync());
        Assert.Equal(["body-silent"], await (await _host.StaffAsync("national-office")).ErrandsAsync());
    }

    [Fact]
    public async Task Up_the_whole_chain_it_goes_and_the_national_office_keeps_it_and_is_reminded_without_end()
    {
        var (person, @case) = await _host.RegisterAsync("municipality:3328");
        var seen = await WalkAsync(person, "2026-11-23", 90);

        Assert.Equal(["contact-point-al", "contact-point-gol", "district-oslo", "national-office"], seen);
        var national = await _host.StaffAsync("national-office");
        var history = await national.HistoryAsync(@case);
        Assert.Equal(3, history.Count(line => line == "passed-on silent"));

        // It comes to the national office on 16 December, to be answered by the 21st: from the 22nd on every second
        // working day to 18 February, when the ninety days are nearly over.
        var reminded = history.Skip(Array.LastIndexOf(history, "passed-on silent") + 1).ToArray();
        Assert.All(reminded, line => Assert.Equal("reminded", line));
        Assert.Equal(21, reminded.Length);
    }

    [Fact]
    public async Task What_is_acknowledged_or_answered_or_closed_in_time_is_not_reminded()
    {
        var staff = await _host.StaffAsync("contact-point-drammen");
        var (_, acknowledged) = await _host.RegisterAsync(Drammen);
        var (_, answered) = await _host.RegisterAsync(Drammen);
        var (_, closed) = await _host.RegisterAsync(Drammen);
        await staff.PutJsonAsync($"{acknowledged}/acknowledgement", null, HttpStatusCode.NoContent);
        await staff.PostJsonAsync($"{answered}/messages", new { text = "Hei!" });
        await staff.PutJsonAsync($"{closed}/closure", new { reason = "by-agreement" }, HttpStatusCode.NoContent);

        Assert.Equal((0, 0), await _host.MorningAsync("2026-11-26"));
        Assert.Equal((0, 0), await _host.MorningAsync("2026-12-10"));
    }

    [Fact]
    public async Task A_message_to_an_acknowledged_case_waits_for_an_answer_as_on_the_first_day()
    {
        var staff = await _host.StaffAsync("contact-point-drammen");
        var (person, @case) = await _host.RegisterAsync(Drammen);
        await staff.PostJsonAsync($"{@case}/messages", new { text = "Hei!" });
        _host.Clock.Set("2026-12-01T12:00:00Z");
        await person.PostJsonAsync("/v1/interest/messages", new { text = "Hva nå?" });

        Assert.Equal("told", (await staff.GetJsonAsync(@case)).Text("state"));
        Assert.Equal("2026-12-04", (await person.GetJsonAsync("/v1/interest")).Text("answerBy"));
        Assert.Equal((0, 0), await _host.MorningAsync("2026-12-04"));
        Assert.Equal((1, 0), await _host.MorningAsync("2026-12-07"));

        // What she writes meanwhile gives the body no more time.
        await person.PostJsonAsync("/v1/interest/messages", new { text = "Er noen der?" });
        Assert.Equal((0, 1), await _host.MorningAsync("2026-12-09"));
        Assert.Equal("district-oslo", await _host.AnswersAsync(person));
    }

    [Fact]
    public async Task A_run_that_comes_days_late_or_four_times_at_once_acts_once()
    {
        var (person, @case) = await _host.RegisterAsync(Drammen);
        _host.Clock.Set("2026-12-15T07:00:00Z");

        Assert.Equal(1, await AtOnceAsync("remind-cases"));
        Assert.Equal(0, await AtOnceAsync("pass-on-silent-cases"));
        _host.Clock.Set("2026-12-22T07:00:00Z");
        Assert.Equal(0, await AtOnceAsync("remind-cases"));
        Assert.Equal(1, await AtOnceAsync("pass-on-silent-cases"));
        await _host.RunJobsAsync();

        Assert.Equal("district-oslo", await _host.AnswersAsync(person));
        Assert.Equal(
            ["registered", "reminded", "passed-on silent"],
            await (await _host.StaffAsync("district-oslo")).HistoryAsync(@case)
        );
        Assert.Single(_host.Smtp.To(OslosMail));

        async Task<int> AtOnceAsync(string job) =>
            (await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _host.RunAloneAsync(job)))).Sum();
    }

    [Fact]
    public async Task Nothing_happens_on_a_day_that_is_no_working_day()
    {
        await _host.RegisterAsync(Drammen);
        Assert.Equal((0, 0), await _host.MorningAsync("2026-11-28"));
        Assert.Equal((0, 0), await _host.MorningAsync("2026-12-25"));
        Assert.Equal((1, 0), await _host.MorningAsync("2026-12-28"));
        Assert.Equal((0, 0), await _host.MorningAsync("2027-01-01"));
        Assert.Equal((0, 1), await _host.MorningAsync("2027-01-04"));
    }

    [Theory]
    [InlineData("2026-11-21", "2026-11-25", "2026-11-26", "2026-11-30")]
    [InlineData("2026-12-22", "2026-12-28", "2026-12-29", "2026-12-31")] // Christmas Eve is a working day by law
    [InlineData("2026-12-24", "2026-12-30", "2026-12-31", "2027-01-05")] // over New Year
    [InlineData("2027-03-22", "2027-03-30", "2027-03-31", "2027-04-02")] // over Easter
    [InlineData("2027-03-24", "2027-04-01", "2027-04-02", "2027-04-06")]
    [InlineData("2027-05-12", "2027-05-18", "2027-05-19", "2027-05-21")] // over 17 May, which is Whit Monday too
    public void Holidays_move_the_deadline_the_reminder_and_the_passing_on(
        string registered,
        string deadline,
        string reminded,
        string passedOn
    )
    {
        var day = Day(registered);
        var @case = new Case
        {
            Id = RandomId.New(),
            Interest = RandomId.New(),
            Body = RandomId.New(),
            Day = day,
            Deadline = new Policy().AnswerBy(day),
            Because = "contact-point-covers",
        };
        Assert.Equal(Day(deadline), @case.Deadline);
        while (!WorkingDays.IsWorkingDay(day) || !@case.Remind(day, again: false))
        {
            day = day.AddDays(1);
        }

        Assert.Equal(Day(reminded), day);
        while (!@case.IsSilent(day))
        {
            Assert.False(@case.Remind(day, again: false));
            day = day.AddDays(1);
        }

        Assert.Equal(Day(passedOn), day);
    }

    [Fact]
    public async Task A_silent_body_is_passed_over_until_it_does_something_with_a_case()
    {
        var (_, early) = await _host.RegisterAsync(Drammen);
        _host.Clock.Set("2026-11-25T09:00:00Z");
        var (later, kept) = await _host.RegisterAsync(Drammen);
        await SilencedAsync();
        var office = await _host.StaffAsync("national-office");

        // What came later waits out its own days; what comes now goes past it, and the answer says why.
        Assert.Equal("contact-point-drammen", await _host.AnswersAsync(later));
        var route = await _host.Anyone.GetJsonAsync("/v1/responsible?place=" + Drammen);
        Assert.Equal("overdue", route.GetProperty("chain")[0].GetProperty("passedOver").Code());
        Assert.Equal("district-office", route.GetProperty("responsible").Text("kind"));
        var (past, _) = await _host.RegisterAsync(Drammen);
        Assert.Equal("district-oslo", await _host.AnswersAsync(past));
        Assert.Equal(["body-silent"], await office.ErrandsAsync());

        var staff = await _host.StaffAsync("contact-point-drammen");
        await staff.PutJsonAsync($"{early}/acknowledgement", null, HttpStatusCode.NotFound);
        Assert.Equal(["body-silent"], await office.ErrandsAsync());
        await staff.PutJsonAsync($"{kept}/acknowledgement", null, HttpStatusCode.NoContent);
        await _host.RunJobsAsync();

        Assert.Empty(await office.ErrandsAsync());
        Assert.Empty(await staff.ErrandsAsync());
        Assert.Equal(["body-silent"], await office.ErrandsAsync(done: true));
        var (again, _) = await _host.RegisterAsync(Drammen);
        Assert.Equal("contact-point-drammen", await _host.AnswersAsync(again));
    }

    [Theory]
    [InlineData("says that it is back")]
    [InlineData("gets a new address")]
    public async Task A_silent_body_answers_again_when_it(string how)
    {
        await _host.RegisterAsync(Drammen);
        await SilencedAsync();
        var (admin, id) = (
            await _host.StaffAsync("contact-point-drammen", Role.BodyAdmin),
            await _host.BodyAsync("contact-point-drammen")
        );
        if (how == "says that it is back")
        {
            await admin.DeleteJsonAsync($"/v1/bodies/{id}/pause");
            await admin.DeleteJsonAsync($"/v1/bodies/{id}/pause", HttpStatusCode.Conflict);
        }
        else
        {
            await admin.PutJsonAsync(
                $"/v1/bodies/{id}",
                new
                {
                    name = "Drammen kommune",
                    email = "new@example.org",
                    house = Drammen,
                }
            );
        }

        await _host.RunJobsAsync();
        var (person, _) = await _host.RegisterAsync(Drammen);
        Assert.Equal("contact-point-drammen", await _host.AnswersAsync(person));
        Assert.Empty(await (await _host.StaffAsync("national-office")).ErrandsAsync());
        Assert.Empty(await admin.ErrandsAsync());
    }

    [Fact]
    public async Task It_does_not_come_back_to_one_that_handed_it_on_or_was_silent_even_if_that_answers_again()
    {
        var (person, @case) = await _host.RegisterAsync("municipality:3328");
        await (await _host.StaffAsync("contact-point-al")).PutJsonAsync(
            $"{@case}/handover",
            new { to = await _host.BodyAsync("contact-point-gol"), reason = "known-to-us" },
            HttpStatusCode.NoContent
        );
        await _host.MorningAsync("2026-11-26");
        await _host.MorningAsync("2026-11-30");
        Assert.Equal("district-oslo", await _host.AnswersAsync(person));

        var gol = await _host.StaffAsync("contact-point-gol", Role.BodyAdmin);
        await gol.DeleteJsonAsync($"/v1/bodies/{await _host.BodyAsync("contact-point-gol")}/pause");
        var national = await _host.StaffAsync("national-office", Role.NationalAdmin);
        await national.PutJsonAsync($"/v1/bodies/{await _host.BodyAsync("district-oslo")}/end", null);
        await _host.RunJobsAsync();
        Assert.Equal("national-office", await _host.AnswersAsync(person));
        Assert.Equal("ended", (await person.GetJsonAsync("/v1/interest")).GetProperty("handedOver").Code());
    }

    private async Task SilencedAsync()
    {
        await _host.MorningAsync("2026-11-26");
        Assert.Equal((0, 1), await _host.MorningAsync("2026-11-30"));
    }

    private async Task PolicyAsync(string body, object policy) =>
        await (await _host.StaffAsync(body, Role.BodyAdmin)).PutJsonAsync(
            $"/v1/bodies/{await _host.BodyAsync(body)}/policy",
            policy
        );

    // Who answers her, in turn, while day after day passes and nobody does anything.
    private async Task<string[]> WalkAsync(HttpClient person, string from, int days)
    {
        var seen = new System.Collections.Generic.List<string> { await _host.AnswersAsync(person) };
        foreach (var passed in Enumerable.Range(0, days))
        {
            var day = Day(from).AddDays(passed);
            if (day > Day("2027-02-19"))
            {
                break;
            }

            if ((await _host.MorningAsync(day.ToString("O", CultureInfo.InvariantCulture))).PassedOn > 0)
            {
                seen.Add(await _host.AnswersAsync(person));
            }
        }

        return [.. seen];
    }

    private static DateOnly Day(string text) => DateOnly.Parse(text, CultureInfo.InvariantCulture);
}
