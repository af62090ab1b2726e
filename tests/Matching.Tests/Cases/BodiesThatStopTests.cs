using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Cases;

/// <summary>
/// A body that ends, pauses or cannot be reached, with open cases. Every test has a service of its own, since what
/// stops is passed over by all.
/// </summary>
public sealed class BodiesThatStopTests : IAsyncLifetime
{
    private const string Drammen = "municipality:3301",
        DrammensMail = "body-24@example.org",
        OslosMail = "body-02@example.org";

    private readonly MailHost _host = new();

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task When_a_link_centre_closes_its_forty_open_cases_pass_on_at_once_and_each_person_is_told()
    {
        string[] covered = ["4601", "4624", "4626", "4627", "4628", "4630", "4631"];
        var link = await _host.StaffAsync("link-bergen");
        var persons = new List<(HttpClient Person, string Case, string? Mail)>();
        for (var i = 0; i < 40; i++)
        {
            var mail = i % 2 == 0 ? $"person-{i}@example.org" : null;
            var (person, @case) = await _host.RegisterAsync($"municipality:{covered[i % covered.Length]}", mail);
            Assert.Equal("link-bergen", await _host.AnswersAsync(person));
            if (i % 4 == 0)
            {
                await link.PutJsonAsync($"{@case}/acknowledgement", null, HttpStatusCode.NoContent);
            }

            persons.Add((person, @case, mail));
        }

        var national = await _host.StaffAsync("national-office", Role.NationalAdmin);
        var before = _host.Smtp.To("body-06@example.org").Count;
        _host.Clock.Set("2026-11-23T09:00:00Z");
        await national.PutJsonAsync($"/v1/bodies/{await _host.BodyAsync("link-bergen")}/end", null);
        await _host.RunJobsAsync();

        foreach (var (person, _, mail) in persons)
        {
            var page = await person.GetJsonAsync("/v1/interest");
            Assert.Equal("Selvhjelp Norge, distriktskontor Bergen", page.GetProperty("responsible").Text("name"));
            Assert.Equal("ended", page.GetProperty("handedOver").Code());
            Assert.Equal("2026-11-26", page.Text("answerBy"));
            if (mail is not null)
            {
                Assert.Single(_host.Smtp.To(mail));
            }
        }

        Assert.InRange(_host.Smtp.To("body-06@example.org").Count - before, 1, 2);
        var next = await _host.StaffAsync("district-bergen");
        var listed = (await next.GetJsonAsync("/v1/desk/cases?limit=100")).GetProperty("items").EnumerateArray();
        Assert.Equal(40, listed.Count());
        Assert.Equal(["body-ended"], await national.ErrandsAsync());
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{persons.Count} cases passed on, {persons.Count} pages say so, {persons.Count(p => p.Mail is not null)} mails to persons, {_host.Smtp.To("body-06@example.org").Count - before} to the next body"
        );
    }

    [Fact]
    public async Task Cases_of_a_member_that_ends_go_to_the_lead_of_its_network_and_then_on()
    {
        var national = await _host.StaffAsync("national-office", Role.NationalAdmin);
        var (person, _) = await _host.RegisterAsync("municipality:3328");
        foreach (var (ends, next) in new[] { ("al", "contact-point-gol"), ("gol", "district-oslo") })
        {
            await national.PutJsonAsync($"/v1/bodies/{await _host.BodyAsync($"contact-point-{ends}")}/end", null);
            await _host.RunJobsAsync();
            Assert.Equal(next, await _host.AnswersAsync(person));
        }
    }

    [Fact]
    public async Task A_pause_passes_on_what_nobody_has_acknowledged_and_keeps_the_rest_until_the_person_writes()
    {
        var (staff, admin, id) = (
            await _host.StaffAsync("contact-point-drammen"),
            await _host.StaffAsync("contact-point-drammen", Role.BodyAdmin),
            await _host.BodyAsync("contact-point-drammen")
        );
        var (waits, _) = await _host.RegisterAsync(Drammen);
        var (begun, @case) = await _host.RegisterAsync(Drammen);
        await staff.PostJsonAsync($"{@case}/messages", new { text = "Hei!" });
        await admin.PutJsonAsync($"/v1/bodies/{id}/pause", null);
        await _host.RunJobsAsync();

        Assert.Equal("district-oslo", await _host.AnswersAsync(waits));
        Assert.Equal("paused", (await waits.GetJsonAsync("/v1/interest")).GetProperty("handedOver").Code());
        Assert.Equal("contact-point-drammen", await _host.AnswersAsync(begun));

        await begun.PostJsonAsync("/v1/interest/messages", new { text = "Er noen der?" });
        Assert.Equal("district-oslo", await _host.AnswersAsync(begun));
        Assert.Empty(await admin.ErrandsAsync());
        await _host.RunJobsAsync();
        var told = _host.Smtp.To(OslosMail).Count;

        // Back again it answers what comes, and those who went on stay where they are.
        await admin.DeleteJsonAsync($"/v1/bodies/{id}/pause");
        await _host.RunJobsAsync();
        var (fresh, _) = await _host.RegisterAsync(Drammen);
        Assert.Equal("contact-point-drammen", await _host.AnswersAsync(fresh));
        Assert.Equal("district-oslo", await _host.AnswersAsync(waits));
        Assert.Equal(told, _host.Smtp.To(OslosMail).Count);
    }

    [Fact]
    public async Task A_bounce_passes_it_on_at_once_and_makes_a_task_for_the_body_that_gets_it_and_the_national_office()
    {
        _host.Smtp.Answer("RCPT", DrammensMail, "550 5.1.1 no such user");
        var (person, @case) = await _host.RegisterAsync(Drammen, "she@example.org");
        await _host.RunJobsAsync();

        Assert.Equal("district-oslo", await _host.AnswersAsync(person));
        Assert.Equal("unreachable", (await person.GetJsonAsync("/v1/interest")).GetProperty("handedOver").Code());
        Assert.Single(_host.Smtp.To("she@example.org"));
        var (next, office) = (await _host.StaffAsync("district-oslo"), await _host.StaffAsync("national-office"));
        var task = Assert.Single(
            (await next.GetJsonAsync("/v1/desk/tasks")).GetProperty("items").EnumerateArray().ToArray()
        );
        Assert.Equal("case-passed-on", task.Text("kind"));
        Assert.EndsWith(task.Text("about"), @case, StringComparison.Ordinal);
        var call = Assert.Single(
            (await office.GetJsonAsync("/v1/desk/tasks")).GetProperty("items").EnumerateArray().ToArray()
        );
        Assert.Equal(("body-unreachable", "Drammen kommune"), (call.Text("kind"), call.Text("body")));
        Assert.Contains("Drammen kommune", call.Text("text"), StringComparison.Ordinal);

        // To take care of the case is to do the task; a new address mends the other.
        await next.PutJsonAsync($"{@case}/acknowledgement", null, HttpStatusCode.NoContent);
        Assert.Empty(await next.ErrandsAsync());
        await (await _host.StaffAsync("contact-point-drammen", Role.BodyAdmin)).PutJsonAsync(
            $"/v1/bodies/{await _host.BodyAsync("contact-point-drammen")}",
            new
            {
                name = "Drammen kommune",
                email = "new@example.org",
                house = Drammen,
            }
        );
        await _host.RunJobsAsync();
        Assert.Empty(await office.ErrandsAsync());
        Assert.Equal("district-oslo", await _host.AnswersAsync(person));
    }

    [Fact]
    public async Task What_lies_with_a_body_that_stopped_goes_on_in_the_morning_even_if_no_event_told_so()
    {
        var (person, _) = await _host.RegisterAsync(Drammen);
        await _host.SqlAsync($"update bodies set state = 'ended' where external_id = 'contact-point-drammen'");

        Assert.Equal((0, 1), await _host.MorningAsync("2026-11-23"));
        Assert.Equal("district-oslo", await _host.AnswersAsync(person));
    }

    [Fact]
    public async Task Coverage_that_is_mended_loses_no_case()
    {
        var national = await _host.StaffAsync("national-office", Role.NationalAdmin);
        var (person, @case) = await _host.RegisterAsync(Drammen);
        await national.PutJsonAsync(
            $"/v1/bodies/{await _host.BodyAsync("contact-point-drammen")}/coverage",
            Array.Empty<object>()
        );
        Assert.Equal("contact-point-drammen", await _host.AnswersAsync(person));
        await _host.MorningAsync("2026-11-26");
        await _host.MorningAsync("2026-11-30");
        Assert.Equal("district-oslo", await _host.AnswersAsync(person));
        await (await _host.StaffAsync("district-oslo")).GetJsonAsync(@case);
    }

    [Theory]
    [InlineData("0602", "municipality:3301")] // Drammen until 2019
    [InlineData("3005", "municipality:3301")] // and until 2023
    [InlineData("0711", "municipality:3301")] // Svelvik, which became a part of it
    [InlineData("1507", "municipality:1508", "municipality:1580")] // Ålesund with Haram, until 2023
    [InlineData("1534", "municipality:1580")] // Haram before it was merged and split again
    [InlineData("1613", "municipality:5055", "municipality:5056", "municipality:5059")] // Snillfjord, split in three
    [InlineData("5012", "municipality:5055", "municipality:5056", "municipality:5059")]
    public async Task Coverage_written_with_an_old_number_counts_for_what_took_over(string old, params string[] places)
    {
        // Nobody nearer than the district office answers there but for the body with the old row.
        await _host.SqlAsync(
            $"update bodies set state = 'ended' where external_id in ('contact-point-drammen', 'link-trondheim')"
        );
        var body = await _host.BodyAsync("contact-point-fredrikstad");
        await _host.SqlAsync($"delete from body_coverage where body = {body}");
        await _host.SqlAsync(
            $"insert into body_coverage (body, municipality, from_day) values ({body}, {old}, '2019-01-01')"
        );

        // As it is where everybody is counted: each is an area of its own.
        await _host.SqlAsync(
            $"update municipality_areas set area = 'municipality:' || municipality where 'municipality:' || municipality = any ({places})"
        );
        foreach (var place in places)
        {
            var (person, _) = await _host.RegisterAsync(place);
            Assert.Equal("contact-point-fredrikstad", await _host.AnswersAsync(person));
            var route = await _host.Anyone.GetJsonAsync("/v1/responsible?place=" + place);
            Assert.Equal(body, route.GetProperty("responsible").Id());
        }

        // A row that ran out with its number counts for nobody, and nobody is lost by it.
        await _host.SqlAsync($"update body_coverage set until_day = '2023-12-31' where body = {body}");
        foreach (var place in places)
        {
            var (person, _) = await _host.RegisterAsync(place);
            Assert.StartsWith("district-", await _host.AnswersAsync(person), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_interest_whose_area_was_merged_or_split_since_is_still_somebodys()
    {
        var (person, @case) = await _host.RegisterAsync("municipality:1580");
        var before = await _host.AnswersAsync(person);

        // As it is when a register that no longer has the number was imported after she registered.
        await _host.SqlAsync(
            $"""
            insert into places (code, kind, name, municipality, county, longitude, latitude, historical)
            select 'municipality:1507', kind, 'Gamle Ålesund', '1507', county, longitude, latitude, true
            from places where code = 'municipality:1508'
            """
        );
        await _host.SqlAsync(
            $"update interests set area = 'municipality:1507' where id = (select interest from cases where id = {@case.CaseId()})"
        );
        await _host.MorningAsync("2026-11-26");
        await _host.MorningAsync("2026-11-30");

        Assert.Equal("district-bergen", before);
        Assert.Equal("national-office", await _host.AnswersAsync(person));
        var chain = await _host.WithDbAsync(db =>
            db.Database.SqlQuery<string>(
                    $"select b.external_id as \"Value\" from responsible_chain(municipalities_of('municipality:1507'), '{{}}', null, '2026-11-30') c join bodies b on b.id = c.body order by c.link"
                )
                .ToListAsync()
        );
        Assert.Equal(["district-bergen", "national-office"], chain);
    }
}
