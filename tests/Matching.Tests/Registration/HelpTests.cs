using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace Matching.Tests.Registration;

public sealed class HelpTests(MailHost host) : IClassFixture<MailHost>
{
    private const string Drammen = "contact-point-drammen";
    private const string Grave = "Jeg har tenkt på å ta livet mitt. Mannen min slår barna.";
    private const string Everyday = "Tirsdager passer best for meg.";

    [Theory]
    [InlineData("nb", "Legevakt", "Ingen følger med")]
    [InlineData("nn", "Legevakt", "Ingen følgjer med")]
    [InlineData("en", "Emergency doctor", "Nobody watches")]
    [InlineData("se", "Legevakt", "Ingen følger med")]
    public async Task Anyone_reads_the_help_lines_before_a_form_and_where_the_young_turn(
        string language,
        string doctor,
        string notice
    )
    {
        using var client = Speaking(language);

        var lines = await client.GetJsonAsync("/v1/help-lines");

        Assert.Equal(["113", "116 117", "116 123", "116 111", "116 006"], Numbers(lines));
        Assert.Equal(doctor, lines.GetProperty("lines")[1].Text("name"));
        Assert.All(lines.GetProperty("lines").EnumerateArray(), line => Assert.NotEqual("", line.Text("for")));
        Assert.StartsWith(notice, lines.Text("notice"), StringComparison.Ordinal);
        Assert.Contains("18", lines.Text("young"), StringComparison.Ordinal);
        Assert.Contains("116 111", lines.Text("young"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/interests")]
    [InlineData("/v1/desk/interests")]
    public async Task A_registration_that_speaks_of_danger_is_answered_with_whom_to_call_and_any_other_with_nothing(
        string path
    )
    {
        using var client = path.Contains("desk", StringComparison.Ordinal)
            ? await host.StaffAsync(Drammen)
            : Speaking("nn");

        var help = (await client.PostJsonAsync(path, Form(Grave))).GetProperty("help");

        Assert.Equal(["suicide", "child-at-risk"], Strings(help.GetProperty("kinds")));
        Assert.Equal(["113", "116 117", "116 123", "112", "116 111"], Numbers(help));
        Assert.Contains("døgnet rundt", help.Text("text"), StringComparison.Ordinal);
        AssertNull((await client.PostJsonAsync(path, Form(Everyday))).GetProperty("help"));
        AssertNull((await client.PostJsonAsync(path, Form(null))).GetProperty("help"));
    }

    [Fact]
    public async Task So_is_a_message_and_a_correction_but_no_other_look()
    {
        var (person, _) = await RegisterAsync(Everyday);

        AssertNull((await person.PostJsonAsync("/v1/interest/messages", new { text = Everyday })).GetProperty("help"));
        var written = await person.PostJsonAsync("/v1/interest/messages", new { text = "I am suicidal" });
        Assert.Equal(["suicide"], Strings(written.GetProperty("help").GetProperty("kinds")));
        Assert.Equal(["from", "text", "on", "help"], written.EnumerateObject().Select(member => member.Name));

        AssertNull((await person.PutJsonAsync("/v1/interest", Form(Everyday))).GetProperty("help"));
        var corrected = await person.PutJsonAsync("/v1/interest", Form("Mannen min slår meg."));
        Assert.Equal(["violence"], Strings(corrected.GetProperty("help").GetProperty("kinds")));
        Assert.Equal("112", Numbers(corrected.GetProperty("help")).First());
        AssertNull((await person.GetJsonAsync("/v1/interest")).GetProperty("help"));
    }

    [Fact]
    public async Task The_desk_marks_the_case_and_says_what_to_do_in_the_readers_language()
    {
        var (person, grave) = await RegisterAsync(Grave);
        var (_, everyday) = await RegisterAsync(Everyday);
        var staff = await host.StaffAsync(Drammen);

        var danger = (await staff.GetJsonAsync($"/v1/desk/cases/{grave}")).GetProperty("danger");
        Assert.Equal(["suicide", "child-at-risk"], Strings(danger.GetProperty("kinds")));
        Assert.Equal(
            [
                "answer-today",
                "call-emergency",
                "tell-child-welfare",
                "avert-crime",
                "talk-with-colleague",
                "promise-little",
                "may-be-wrong",
            ],
            Steps(danger)
        );
        Assert.Contains("§ 13-2", danger.GetProperty("whatToDo")[2].Text("text"), StringComparison.Ordinal);
        staff.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        Assert.StartsWith(
            "Answer today",
            (await staff.GetJsonAsync($"/v1/desk/cases/{grave}"))
                .GetProperty("danger")
                .GetProperty("whatToDo")[0]
                .Text("text"),
            StringComparison.Ordinal
        );
        AssertNull((await staff.GetJsonAsync($"/v1/desk/cases/{everyday}")).GetProperty("danger"));
        Assert.True(await UrgentAsync(staff, grave));
        Assert.False(await UrgentAsync(staff, everyday));

        // What staff themselves write marks nothing.
        await staff.PostJsonAsync($"/v1/desk/cases/{everyday}/messages", new { text = "Har du selvmordstanker?" });
        AssertNull((await staff.GetJsonAsync($"/v1/desk/cases/{everyday}")).GetProperty("danger"));
        Assert.False(await UrgentAsync(staff, everyday));

        await person.DeleteJsonAsync("/v1/interest");
        Assert.DoesNotContain(await ItemsAsync(staff), item => item.Id() == grave);
    }

    [Fact]
    public async Task The_national_office_is_told_of_danger_only_in_what_it_opens_with_a_reason()
    {
        var (_, id) = await RegisterAsync(Grave);
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);

        Assert.Null(await UrgentAsync(national, id));
        national.DefaultRequestHeaders.Add("Opening-Reason", "A complaint");
        var opened = await national.GetJsonAsync($"/v1/desk/cases/{id}");
        Assert.Equal("answer-today", Steps(opened.GetProperty("danger")).First());
        Assert.Null(await UrgentAsync(national, id));
    }

    [Fact]
    public async Task The_lead_of_a_network_sees_it_too_and_is_told_to_call_the_body_that_answers()
    {
        var receipt = (
            await host.Anyone.PostJsonAsync(
                "/v1/interests",
                new
                {
                    place = "municipality:3328",
                    tellLocal = true,
                    message = "Eg vil døy",
                    consent = "2026-11",
                }
            )
        ).Text("receipt");
        var id = await host.CaseOfAsync(receipt);
        var lead = await host.StaffAsync("contact-point-gol");

        Assert.True(await UrgentAsync(lead, id));
        var danger = (await lead.GetJsonAsync($"/v1/desk/cases/{id}")).GetProperty("danger");
        Assert.Equal(
            ["call-who-answers", "call-emergency", "talk-with-colleague", "promise-little", "may-be-wrong"],
            Steps(danger)
        );
    }

    [Fact]
    public async Task Nothing_of_it_is_kept_and_the_mail_is_the_same_to_the_byte()
    {
        var address = await host.WithDbAsync(db =>
            db.Bodies.Where(row => row.ExternalId == Drammen).Select(row => row.Email).SingleAsync()
        );
        await host.RunJobsAsync();
        var before = host.Smtp.To(address).Count;

        var (_, everyday) = await RegisterAsync(Everyday);
        await host.RunJobsAsync();
        var (_, grave) = await RegisterAsync(Grave);
        await host.RunJobsAsync();

        var mails = host.Smtp.To(address).Skip(before).ToList();
        Assert.Equal(2, mails.Count);
        Assert.Equal(mails[0].WithoutIdAndDate(), mails[1].WithoutIdAndDate());
        Assert.Equal(await ShapeAsync(everyday), await ShapeAsync(grave));
    }

    [Fact]
    public async Task A_longer_page_takes_no_more_reads()
    {
        await RegisterAsync(Grave);
        var staff = await host.StaffAsync(Drammen);
        var few = await CommandsAsync(() => ItemsAsync(staff, 1));
        for (var i = 0; i < 30; i++)
        {
            await RegisterAsync(i % 2 == 0 ? Grave : Everyday);
        }

        var many = await CommandsAsync(() => ItemsAsync(staff));

        TestContext.Current.TestOutputHelper!.WriteLine($"{few} statements for one case, {many} for thirty and more");
        Assert.InRange(few, 1, 20);
        Assert.Equal(few, many);
        Assert.Contains(await ItemsAsync(staff), item => item.GetProperty("urgent").GetBoolean());
    }

    // Everything that is kept of a case, but for what differs by nature: ids, and what is sealed, by whether it is
    // there.
    private Task<string> ShapeAsync(Guid id) =>
        host.WithDbAsync(db =>
            db.Database.SqlQuery<string>(
                    $"""
                    select concat_ws(' ', c.state, c.day, c.deadline, c.body, c.because, i.state, i.topics, i.area, i.kept_until,
                        (select string_agg(concat_ws(' ', h.position, h.act, h.body, h.reason, h.note is null), '/' order by h.position)
                         from case_history h where h.case_id = c.id),
                        (select count(*) from messages m where m.interest = i.id),
                        (select count(*) from jobs j where j.subject in (c.id, i.id))) as "Value"
                    from cases c join interests i on i.id = c.interest where c.id = {id}
                    """
                )
                .SingleAsync()
        );

    // As Npgsql tells of them, in the database of this class alone.
    private async Task<int> CommandsAsync(Func<Task> work)
    {
        var commands = 0;
        var database = new NpgsqlConnectionStringBuilder(host.ConnectionString).Database;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = command =>
            {
                if (command.TagObjects.Any(tag => database!.Equals(tag.Value)))
                {
                    Interlocked.Increment(ref commands);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await work();
        return commands;
    }

    private static object Form(string? message) =>
        new
        {
            place = "municipality:3301",
            message,
            consent = "2026-11",
        };

    private async Task<(HttpClient Person, Guid Case)> RegisterAsync(string message)
    {
        var receipt = (await host.Anyone.PostJsonAsync("/v1/interests", Form(message))).Text("receipt");
        return (host.Person(receipt), await host.CaseOfAsync(receipt));
    }

    private static async Task<List<JsonElement>> ItemsAsync(HttpClient staff, int limit = 100) =>
        [.. (await staff.GetJsonAsync($"/v1/desk/cases?limit={limit}")).GetProperty("items").EnumerateArray()];

    private static async Task<bool?> UrgentAsync(HttpClient staff, Guid id) =>
        (await ItemsAsync(staff)).Single(item => item.Id() == id).GetProperty("urgent")
            is { ValueKind: not JsonValueKind.Null } urgent
            ? urgent.GetBoolean()
            : null;

    private HttpClient Speaking(string language)
    {
        var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = host.Address };
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        return client;
    }

    private static void AssertNull(JsonElement element) => Assert.Equal(JsonValueKind.Null, element.ValueKind);

    private static IEnumerable<string> Numbers(JsonElement help) =>
        help.GetProperty("lines").EnumerateArray().Select(line => line.Text("number"));

    private static IEnumerable<string> Steps(JsonElement danger) =>
        danger.GetProperty("whatToDo").EnumerateArray().Select(step => step.Text("code"));

    private static IEnumerable<string> Strings(JsonElement list) =>
        list.EnumerateArray().Select(item => item.GetString()!);
}
