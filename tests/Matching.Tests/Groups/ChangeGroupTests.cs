using System.Linq;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Sealing;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Groups;

public sealed class ChangeGroupTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task A_new_group_is_forming_and_is_answered_as_anybody_sees_it()
    {
        using var staff = await host.StaffAsync("contact-point-drammen");
        var made = await staff.PostJsonAsync("/v1/groups", GroupsOfTests.Form());
        var seen = await host.Anyone.GetJsonAsync(made.Path());

        Assert.Equal(made.GetRawText(), seen.GetRawText());
        Assert.Equal("forming", seen.Text("state"));
        Assert.Equal(5, seen.GetProperty("freePlaces").GetInt32());
        Assert.Equal("2026-11-24T18:00:00+01:00", seen.GetProperty("schedule").GetProperty("next")[0].GetString());
        Assert.Equal("contact-point", seen.GetProperty("responsible").Text("kind"));
        Assert.DoesNotContain("gruppe@example.org", seen.GetRawText(), System.StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_keeps_its_pauses_until_it_is_written_without_them()
    {
        using var staff = await host.StaffAsync("contact-point-drammen");
        var made = await staff.PostJsonAsync(
            "/v1/groups",
            GroupsOfTests.Form(
                (
                    "schedule.pauses",
                    JsonNode.Parse(
                        """[{ "from": "12-20", "until": "01-06" }, { "from": "2026-11-24", "until": "2026-11-24" }]"""
                    )
                )
            )
        );
        var schedule = made.GetProperty("schedule");

        Assert.Equal(
            """[{"from":"12-20","until":"01-06"},{"from":"2026-11-24","until":"2026-11-24"}]""",
            schedule.GetProperty("pauses").GetRawText()
        );
        Assert.Equal(
            ["2026-12-01T18:00:00+01:00", "2026-12-08T18:00:00+01:00", "2026-12-15T18:00:00+01:00"],
            schedule.GetProperty("next").EnumerateArray().Select(meeting => meeting.GetString())
        );

        var changed = await staff.PutJsonAsync(made.Path(), GroupsOfTests.Form());
        Assert.Empty(changed.GetProperty("schedule").GetProperty("pauses").EnumerateArray());
    }

    [Theory]
    [InlineData("name", "\"\"", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("capacity", "1", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("capacity", "101", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("members", "-1", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("members", "9", HttpStatusCode.UnprocessableEntity, "capacity-below-members")]
    [InlineData("contact", "\"nobody\"", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("state", "\"open\"", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("topics", "[\"nothing\"]", HttpStatusCode.UnprocessableEntity, "topic-unknown")]
    [InlineData("languages", "[\"xx\"]", HttpStatusCode.UnprocessableEntity, "language-unknown")]
    [InlineData("meeting.municipality", "\"9999\"", HttpStatusCode.UnprocessableEntity, "place-unknown")]
    [InlineData("meeting.latitude", "null", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("meeting.latitude", "40", HttpStatusCode.UnprocessableEntity, "outside-norway")]
    [InlineData("schedule.rrule", "\"FREQ=DAILY\"", HttpStatusCode.UnprocessableEntity, "schedule-invalid")]
    public async Task A_form_that_cannot_be_a_group_is_refused(
        string path,
        string value,
        HttpStatusCode status,
        string code
    )
    {
        using var staff = await host.StaffAsync("contact-point-drammen");
        var problem = await staff.PostJsonAsync(
            "/v1/groups",
            GroupsOfTests.Form((path, JsonNode.Parse(value))),
            status
        );

        Assert.Equal(code, problem.Code());
    }

    [Fact]
    public async Task Swapped_coordinates_are_caught()
    {
        using var staff = await host.StaffAsync("contact-point-drammen");
        var form = GroupsOfTests.Form(("meeting.longitude", 59.72), ("meeting.latitude", 10.25));

        Assert.Equal(
            "coordinates-swapped",
            (await staff.PostJsonAsync("/v1/groups", form, HttpStatusCode.UnprocessableEntity)).Code()
        );
    }

    [Fact]
    public async Task The_capacity_never_falls_below_members_and_places_on_offer()
    {
        using var staff = await host.StaffAsync("contact-point-drammen");
        var group = await staff.OpenGroupAsync();
        await OfferAsync(group);

        var refused = await staff.PutJsonAsync(
            group.Path(),
            GroupsOfTests.Form(("capacity", 3)),
            HttpStatusCode.UnprocessableEntity
        );
        var changed = await staff.PutJsonAsync(group.Path(), GroupsOfTests.Form(("capacity", 4)));
        var withoutMembers = GroupsOfTests.Form(("capacity", 4));
        withoutMembers.Remove("members");
        var kept = await staff.PutJsonAsync(group.Path(), withoutMembers);

        Assert.Equal("capacity-below-members", refused.Code());
        Assert.Equal(1, changed.GetProperty("freePlaces").GetInt32());
        Assert.Equal(3, kept.GetProperty("members").GetInt32());
    }

    [Fact]
    public async Task An_open_group_without_free_places_is_full_and_opens_again_with_one()
    {
        using var staff = await host.StaffAsync("contact-point-drammen");
        var group = await staff.OpenGroupAsync();

        Assert.Equal(
            "full",
            (await staff.PutJsonAsync(group.Path(), GroupsOfTests.Form(("members", 8)))).Text("state")
        );
        Assert.Equal(
            "open",
            (await staff.PutJsonAsync(group.Path(), GroupsOfTests.Form(("members", 7)))).Text("state")
        );
    }

    [Fact]
    public async Task The_contact_is_sealed_kept_when_left_out_and_erased_when_emptied()
    {
        using var staff = await host.StaffAsync("contact-point-drammen");
        var group = await staff.PostJsonAsync("/v1/groups", GroupsOfTests.Form());
        Assert.Equal("gruppe@example.org", await ContactAsync(group));

        var without = GroupsOfTests.Form();
        without.Remove("contact");
        await staff.PutJsonAsync(group.Path(), without);
        Assert.Equal("gruppe@example.org", await ContactAsync(group));

        await staff.PutJsonAsync(group.Path(), GroupsOfTests.Form(("contact", "")));
        Assert.Null(await ContactAsync(group));
        await staff.PutJsonAsync(group.Path(), GroupsOfTests.Form(("contact", "ny@example.org")));
        Assert.Equal("ny@example.org", await ContactAsync(group));
    }

    private Task<string?> ContactAsync(JsonElement element) =>
        host.WithDbAsync(async db =>
        {
            var group = await db.Groups.AsNoTracking().SingleAsync(group => group.Id == element.Id());
            Assert.DoesNotContain(
                "example.org",
                Encoding.UTF8.GetString(group.Contact ?? []),
                System.StringComparison.Ordinal
            );
            var key = await RecordKey.OfAsync(db, host.Get<Secrets>(), group.Id, TestContext.Current.CancellationToken);
            return group.Contact is null ? null : key!.Open(group.Contact, "groups.contact");
        });

    private async Task OfferAsync(JsonElement group)
    {
        var (interest, offer) = (RandomId.New(), RandomId.New());
        var body = await host.BodyAsync("contact-point-drammen");
        var receipt = interest.ToByteArray();
        await host.SqlAsync(
            $"""
            insert into interests (id, receipt, day, lot, state, topics, area, tell_local, travel_km, meeting, wish, languages, times, gender,
                                   consent, contact_language, kept_until)
            values ({interest}, {receipt}, '2026-11-21', {interest}, 'offered', array[]::smallint[], 'municipality:3301', false, 30,
                    array['in-person'], 'join', array['nb'], array[]::text[], 'any', '2026-11', 'nb', '2027-02-19')
            """
        );
        await host.SqlAsync(
            $"""
            insert into offers (id, interest, group_id, body, kind, state, day, until)
            values ({offer}, {interest}, {group.Id()}, {body}, 'place', 'open', '2026-11-21', '2026-11-28')
            """
        );
    }
}
