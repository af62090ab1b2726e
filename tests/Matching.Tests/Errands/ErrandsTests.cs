using System;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Calendar;
using Matching.Database;
using Matching.Errands;
using Matching.Tests.Cases;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Errands;

public sealed class ErrandsTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task The_same_is_to_be_done_once_until_it_is_done()
    {
        var (body, about, day) = (await host.BodyAsync("contact-point-sogn"), RandomId.New(), host.Clock.Today());
        Assert.True(await AddAsync(body, about, day));
        Assert.False(await AddAsync(body, about, day));
        var staff = await host.StaffAsync(body);
        var task = Assert.Single(
            (await staff.GetJsonAsync("/v1/desk/tasks?limit=100")).GetProperty("items").EnumerateArray().ToArray(),
            item => item.Id("about") == about
        );
        Assert.Equal(System.Text.Json.JsonValueKind.Null, task.GetProperty("body").ValueKind);

        // It is nobody else's, not even the national office's.
        var path = $"/v1/desk/tasks/{task.Id()}/done";
        await (await host.StaffAsync("contact-point-gol")).PutJsonAsync(path, null, HttpStatusCode.NotFound);
        await (await host.StaffAsync("national-office", Role.NationalAdmin)).PutJsonAsync(
            path,
            null,
            HttpStatusCode.NotFound
        );
        await staff.PutJsonAsync(path, null, HttpStatusCode.NoContent);
        await staff.PutJsonAsync(path, null, HttpStatusCode.NoContent);
        Assert.DoesNotContain(about, await AboutAsync(done: false));
        Assert.Contains(about, await AboutAsync(done: true));
        Assert.True(await AddAsync(body, about, day));

        async Task<Guid[]> AboutAsync(bool done) =>
            [
                .. (await staff.GetJsonAsync($"/v1/desk/tasks?limit=100&done={(done ? "true" : "false")}"))
                    .GetProperty("items")
                    .EnumerateArray()
                    .Select(item => item.Id("about")),
            ];
    }

    [Fact]
    public async Task The_list_is_read_page_by_page_the_oldest_first_in_the_readers_language()
    {
        var (body, named) = (await host.BodyAsync("link-oslo"), await host.BodyAsync("link-bergen"));
        for (var days = 6; days >= 0; days--)
        {
            await AddAsync(body, RandomId.New(), host.Clock.Today().AddDays(-days));
        }

        await host.WithDbAsync(db =>
            Errand.AddAsync(db, body, Errand.BodySilent, named, host.Clock.Today().AddDays(-9), default)
        );
        var staff = await host.StaffAsync(body);
        staff.DefaultRequestHeaders.Add("Accept-Language", "en");
        var (seen, cursor) = (new System.Collections.Generic.List<System.Text.Json.JsonElement>(), "");
        do
        {
            var page = await staff.GetJsonAsync("/v1/desk/tasks?limit=3" + cursor);
            seen.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.GetProperty("nextCursor").GetString() is { } next ? "&cursor=" + next : "";
        } while (cursor.Length > 0);

        Assert.Equal(8, seen.Count);
        Assert.Equal(seen.Select(item => item.Text("on")).Order(), seen.Select(item => item.Text("on")));
        Assert.StartsWith("LINK Bergen og omegn does not answer", seen[0].Text("text"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_to_be_done_about_a_case_is_erased_with_it()
    {
        var (person, @case) = await host.RegisterAsync("municipality:3107");
        var id = @case.CaseId();
        var body = await host.BodyAsync("contact-point-fredrikstad");
        await host.WithDbAsync(db => Errand.AddAsync(db, body, Errand.CasePassedOn, id, host.Clock.Today(), default));
        var staff = await host.StaffAsync(body);
        Assert.Equal(["case-passed-on"], await staff.ErrandsAsync());

        await person.DeleteJsonAsync("/v1/interest");
        Assert.Empty(await staff.ErrandsAsync());
        Assert.False(await host.WithDbAsync(db => db.Errands.AnyAsync(row => row.About == id)));
    }

    private Task<bool> AddAsync(Guid body, Guid about, DateOnly day) =>
        host.WithDbAsync(db => Errand.AddAsync(db, body, Errand.BodyEnded, about, day, default));
}
