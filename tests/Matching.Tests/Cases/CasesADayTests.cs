using System;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Cases;

public sealed class CasesADayTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Drammen = "contact-point-drammen";

    [Fact]
    public async Task A_key_opens_so_many_different_cases_a_day_and_the_body_is_told()
    {
        var cases = new[] { await CaseAsync(), await CaseAsync(), await CaseAsync() };
        await AllowAsync(2);
        var (staff, colleague) = (await host.StaffAsync(Drammen), await host.StaffAsync(Drammen));
        await staff.GetJsonAsync($"/v1/desk/cases/{cases[0]}");
        Assert.DoesNotContain("cases-a-day-spent", await TasksAsync(staff));
        await staff.PutJsonAsync($"/v1/desk/cases/{cases[1]}/acknowledgement", null, HttpStatusCode.NoContent);
        Assert.Contains("cases-a-day-spent", await TasksAsync(staff));

        using var refused = await staff.GetAsync($"/v1/desk/cases/{cases[2]}", TestContext.Current.CancellationToken);
        var problem = await Json.ReadAsync(refused, HttpStatusCode.TooManyRequests);

        Assert.Equal("reveal-budget-spent", problem.Code());
        var midnight = host.Clock.UntilTomorrow().TotalSeconds;
        var wait = int.Parse(Assert.Single(refused.Headers.GetValues("Retry-After")), CultureInfo.InvariantCulture);
        Assert.InRange(wait, midnight - 1, midnight + 1);
        Assert.False(await host.WithDbAsync(db => db.CaseOpenings.AnyAsync(row => row.CaseId == cases[2])));

        // What was open stays open, and counts where it has gone on to another body; a list opens nothing.
        await staff.GetJsonAsync($"/v1/desk/cases/{cases[0]}");
        await staff.GetJsonAsync("/v1/desk/cases");
        await host.SqlAsync($"update cases set body = {await host.BodyAsync("link-bergen")} where id = {cases[1]}");
        await staff.GetJsonAsync($"/v1/desk/cases/{cases[2]}", HttpStatusCode.TooManyRequests);
        await colleague.GetJsonAsync($"/v1/desk/cases/{cases[2]}");

        host.Clock.Advance(TimeSpan.FromDays(1));
        await staff.GetJsonAsync($"/v1/desk/cases/{cases[2]}");
    }

    [Fact]
    public async Task Of_several_at_once_no_more_are_opened_than_may_be()
    {
        var cases = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => CaseAsync("municipality:0301")));
        var body = await host.WithDbAsync(db =>
            db.Cases.Where(row => row.Id == cases[0]).Select(row => row.Body).SingleAsync()
        );
        await AllowAsync(3, body);
        var staff = await host.StaffAsync(body);

        var answers = await Task.WhenAll(
            cases.Select(id => staff.GetAsync($"/v1/desk/cases/{id}", TestContext.Current.CancellationToken))
        );

        Assert.Equal(3, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(3, answers.Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests));
    }

    private async Task AllowAsync(int cases, Guid? body = null)
    {
        var id = body ?? await host.BodyAsync(Drammen);
        await host.SqlAsync(
            $"update bodies set policy = policy || jsonb_build_object('casesADay', {cases}) where id = {id}"
        );
    }

    private async Task<Guid> CaseAsync(string place = "municipality:3301")
    {
        var made = await host.Anyone.PostJsonAsync(
            "/v1/interests",
            new
            {
                place,
                consent = "2026-11",
                tellLocal = true,
            }
        );
        return await host.CaseOfAsync(made.Text("receipt"));
    }

    private static async Task<string[]> TasksAsync(HttpClient staff) =>
        [
            .. (await staff.GetJsonAsync("/v1/desk/tasks"))
                .GetProperty("items")
                .EnumerateArray()
                .Select(item => item.Text("kind")),
        ];
}
