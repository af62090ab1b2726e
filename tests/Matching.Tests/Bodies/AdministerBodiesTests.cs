using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Bodies;

public sealed class AdministerBodiesTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task A_new_body_answers_for_nothing_until_its_coverage_says_so()
    {
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        var id = await AddAsync(national, "Gjøvik frivilligsentral");

        Assert.Equal(
            0,
            (await host.Anyone.GetJsonAsync($"/v1/bodies/{id}")).GetProperty("municipalities").GetArrayLength()
        );
        await national.PutJsonAsync(
            $"/v1/bodies/{id}/coverage",
            new[] { new { municipality = "3407", from = "2026-11-21" } }
        );

        var answer = await host.Anyone.GetJsonAsync("/v1/responsible?place=municipality:3407");
        Assert.Equal(id, answer.GetProperty("responsible").Id());
    }

    [Fact]
    public async Task A_post_that_is_sent_twice_adds_one_body()
    {
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        national.DefaultRequestHeaders.Add("Idempotency-Key", "once");

        Assert.Equal(await AddAsync(national, "Once"), await AddAsync(national, "Once"));
    }

    [Fact]
    public async Task A_new_email_address_makes_an_unreachable_body_reachable_and_the_old_one_does_not()
    {
        var id = await host.BodyAsync("contact-point-baerum");
        var staff = await host.StaffAsync(id, Role.BodyAdmin);
        await host.SqlAsync($"update bodies set unreachable_since = '2026-11-20' where id = {id}");

        await staff.PutJsonAsync($"/v1/bodies/{id}", Written("Bærum kommune", "body-23@example.org"));
        Assert.NotNull(await UnreachableSinceAsync(id));
        var changed = await staff.PutJsonAsync($"/v1/bodies/{id}", Written("Bærum kommune", "new@example.org"));

        Assert.Null(await UnreachableSinceAsync(id));
        Assert.Equal("new@example.org", changed.Text("email"));
        Assert.Equal("+47 67 50 40 50", changed.Text("phone"));
    }

    [Theory]
    [InlineData("name", "Bærum\r\nBcc: all@example.org")]
    [InlineData("name", "Bærum <all@example.org>")]
    [InlineData("name", "=?utf-8?q?B=C3=A6rum?=")]
    [InlineData("name", "B\u202eærum")]
    [InlineData("name", " ")]
    [InlineData("email", "a@example.org, b@example.org")]
    [InlineData("email", "a@example.org\r\nBcc: b@example.org")]
    [InlineData("email", "Bærum <a@example.org>")]
    [InlineData("phone", "ring oss")]
    [InlineData("url", "http://example.org")]
    [InlineData("url", "https://user@example.org")]
    [InlineData("url", "javascript:alert(1)")]
    [InlineData("house", "county:33")]
    public async Task What_could_end_a_mail_header_or_mislead_is_refused_by_field(string field, string value)
    {
        var id = await host.BodyAsync("contact-point-drammen");
        var staff = await host.StaffAsync(id, Role.BodyAdmin);
        var body = new System.Collections.Generic.Dictionary<string, string>
        {
            ["name"] = "Drammen",
            ["email"] = "a@example.org",
            ["phone"] = "32 04 00 00",
            ["url"] = "https://example.org/",
            ["house"] = "town:drammen",
        };
        body[field] = value;

        var problem = await staff.PutJsonAsync($"/v1/bodies/{id}", body, HttpStatusCode.BadRequest);

        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task A_body_pauses_and_answers_again_and_the_next_one_answers_meanwhile()
    {
        var id = await host.BodyAsync("contact-point-fredrikstad");
        var staff = await host.StaffAsync(id, Role.BodyAdmin);

        Assert.Equal("paused", (await staff.PutJsonAsync($"/v1/bodies/{id}/pause", null)).Text("state"));
        Assert.Equal("district-office", await ResponsibleKindAsync());
        Assert.Equal(
            "paused",
            (await staff.PutJsonAsync($"/v1/bodies/{id}/pause", null, HttpStatusCode.Conflict)).Text("state")
        );
        await staff.DeleteJsonAsync($"/v1/bodies/{id}/pause");
        Assert.Equal("contact-point", await ResponsibleKindAsync());

        var problem = await staff.DeleteJsonAsync($"/v1/bodies/{id}/pause", HttpStatusCode.Conflict);
        Assert.Equal(("body-move-illegal", "active"), (problem.Code(), problem.Text("state")));

        async Task<string> ResponsibleKindAsync() =>
            (await host.Anyone.GetJsonAsync("/v1/responsible?place=municipality:3107"))
                .GetProperty("responsible")
                .Text("kind");
    }

    [Fact]
    public async Task A_body_that_has_ended_is_in_no_list_and_still_to_be_read()
    {
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        var id = await AddAsync(national, "Soon gone");

        Assert.Equal("ended", (await national.PutJsonAsync($"/v1/bodies/{id}/end", null)).Text("state"));

        await national.PutJsonAsync($"/v1/bodies/{id}/end", null, HttpStatusCode.Conflict);
        await national.PutJsonAsync($"/v1/bodies/{id}/pause", null, HttpStatusCode.Conflict);
        Assert.Equal("ended", (await host.Anyone.GetJsonAsync($"/v1/bodies/{id}")).Text("state"));
        var all = await host.Anyone.GetJsonAsync("/v1/bodies?limit=100");
        Assert.DoesNotContain(all.GetProperty("items").EnumerateArray(), body => body.Id() == id);
    }

    [Fact]
    public async Task The_national_office_stays()
    {
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        var id = await host.BodyAsync("national-office");

        foreach (var move in new[] { "pause", "end" })
        {
            Assert.Equal(
                "national-office-stays",
                (await national.PutJsonAsync($"/v1/bodies/{id}/{move}", null, HttpStatusCode.Conflict)).Code()
            );
        }

        var second = new
        {
            kind = "national-office",
            name = "Second",
            email = "a@example.org",
            house = "municipality:0301",
        };
        Assert.Equal(
            "national-office-stays",
            (await national.PostJsonAsync("/v1/bodies", second, HttpStatusCode.Conflict)).Code()
        );
    }

    [Fact]
    public async Task Each_role_may_do_its_own_and_what_belongs_to_another_body_is_not_there()
    {
        var (mine, other) = (await host.BodyAsync("contact-point-sogn"), await host.BodyAsync("contact-point-hol"));
        var coordinator = await host.StaffAsync(mine);
        var admin = await host.StaffAsync(mine, Role.BodyAdmin);
        var written = Written("Sogn", "sogn@example.org");

        await host.Anyone.PutJsonAsync($"/v1/bodies/{mine}", written, HttpStatusCode.Unauthorized);
        await coordinator.PutJsonAsync($"/v1/bodies/{mine}", written, HttpStatusCode.Forbidden);
        await coordinator.GetJsonAsync($"/v1/bodies/{mine}/policy");
        await coordinator.GetJsonAsync($"/v1/bodies/{other}/policy", HttpStatusCode.NotFound);
        await coordinator.GetJsonAsync($"/v1/bodies/{other}/coverage", HttpStatusCode.NotFound);
        await admin.PutJsonAsync($"/v1/bodies/{other}", written, HttpStatusCode.NotFound);
        await admin.PutJsonAsync($"/v1/bodies/{other}/policy", new { }, HttpStatusCode.NotFound);
        await admin.PutJsonAsync($"/v1/bodies/{other}/pause", null, HttpStatusCode.NotFound);
        await admin.PutJsonAsync($"/v1/bodies/{mine}/coverage", Array.Empty<object>(), HttpStatusCode.Forbidden);
        await admin.PutJsonAsync($"/v1/bodies/{mine}/end", null, HttpStatusCode.Forbidden);
        await admin.PostJsonAsync(
            "/v1/bodies",
            new
            {
                kind = "contact-point",
                name = "A",
                email = "a@b.test",
                house = "municipality:3301",
            },
            HttpStatusCode.Forbidden
        );
        await admin.PutJsonAsync($"/v1/bodies/{mine}", written);
    }

    private static object Written(string name, string email) =>
        new
        {
            name,
            email,
            phone = "+47 67 50 40 50",
            url = "https://example.org/b",
            house = "municipality:3201",
        };

    private static async Task<Guid> AddAsync(HttpClient national, string name) =>
        (
            await national.PostJsonAsync(
                "/v1/bodies",
                new
                {
                    kind = "contact-point",
                    name,
                    email = "somebody@example.org",
                    house = "municipality:3407",
                }
            )
        ).Id();

    private Task<DateOnly?> UnreachableSinceAsync(Guid id) =>
        host.WithDbAsync(db =>
            db.Bodies.Where(body => body.Id == id).Select(body => body.UnreachableSince).SingleAsync()
        );
}
