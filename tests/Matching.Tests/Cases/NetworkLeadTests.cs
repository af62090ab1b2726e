using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Cases;

public sealed class NetworkLeadTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Lead = "contact-point-gol";
    private const string Member = "contact-point-al";
    private const string Place = "municipality:3328";

    [Theory]
    [InlineData(Role.Coordinator)]
    [InlineData(Role.BodyAdmin)]
    public async Task The_lead_finds_its_members_cases_in_its_list_and_opens_them_without_a_reason(Role role)
    {
        var (person, id) = await RegisterAsync();
        var lead = await host.StaffAsync(Lead, role);

        var item = Assert.Single((await ItemsAsync(lead)), item => item.Id() == id);
        Assert.Equal(await host.BodyAsync(Member), item.Id("body"));
        var opened = await lead.GetJsonAsync($"/v1/desk/cases/{id}");

        Assert.Equal(await host.BodyAsync(Member), opened.GetProperty("body").Id());
        Assert.Equal(["Er det plass?"], Texts(opened));
        var shown = Assert.Single((await person.GetJsonAsync("/v1/interest")).GetProperty("openedBy").EnumerateArray());
        Assert.Equal(await NameAsync(Lead), shown.Text("body"));
        Assert.Null(
            await host.WithDbAsync(db =>
                db.CaseOpenings.Where(row => row.CaseId == id).Select(row => row.Reason).SingleAsync()
            )
        );
    }

    [Fact]
    public async Task What_the_lead_reads_waits_unread_for_the_body_that_answers()
    {
        var (_, id) = await RegisterAsync();
        var (lead, member) = (await host.StaffAsync(Lead), await host.StaffAsync(Member));

        await lead.GetJsonAsync($"/v1/desk/cases/{id}");
        Assert.Equal(1, await UnreadAsync(member, id));
        await member.GetJsonAsync($"/v1/desk/cases/{id}");
        Assert.Equal(0, await UnreadAsync(member, id));
    }

    [Fact]
    public async Task The_lead_does_nothing_to_a_members_case_and_is_told_who_may()
    {
        var (person, id) = await RegisterAsync();
        var (lead, member) = (await host.StaffAsync(Lead, Role.BodyAdmin), await host.StaffAsync(Member));
        var group = await TestHost.OpenGroupAsync(
            lead,
            new { name = "Golgruppa", meeting = new { form = "in-person", municipality = "3324" } }
        );
        var offer = (await member.PostJsonAsync($"/v1/desk/cases/{id}/offers", new { groupId = group })).Id();
        var before = (await member.GetJsonAsync($"/v1/desk/cases/{id}")).GetRawText();

        Assert.All(
            await EveryWriteAsync(lead, id, offer, group, HttpStatusCode.Forbidden),
            answer => Assert.Equal("only-answering-body", answer.Code())
        );

        // A reason opens what the national office may open, and nothing here.
        lead.DefaultRequestHeaders.Add("Opening-Reason", "The member is on holiday");
        Assert.All(
            await EveryWriteAsync(lead, id, offer, group, HttpStatusCode.Forbidden),
            answer => Assert.Equal("only-answering-body", answer.Code())
        );

        Assert.Equal(before, (await member.GetJsonAsync($"/v1/desk/cases/{id}")).GetRawText());
        Assert.Equal(
            [await NameAsync(Member)],
            (await person.GetJsonAsync("/v1/interest"))
                .GetProperty("openedBy")
                .EnumerateArray()
                .Select(opening => opening.Text("body"))
        );
    }

    [Fact]
    public async Task The_lead_hands_a_members_case_on_and_all_who_should_are_told()
    {
        var (person, id) = await RegisterAsync();
        var (lead, member) = (await host.StaffAsync(Lead), await host.StaffAsync(Member));
        var handover = $"/v1/desk/cases/{id}/handover";
        var taken = new { to = await host.BodyAsync(Lead), reason = "no-capacity" };

        // Another member, and a body above that has no business with it, do not find it.
        await (await host.StaffAsync("contact-point-hol")).PutJsonAsync(handover, taken, HttpStatusCode.NotFound);
        await (await host.StaffAsync("district-oslo")).PutJsonAsync(handover, taken, HttpStatusCode.NotFound);
        await lead.PutJsonAsync(handover, taken, HttpStatusCode.NoContent);

        var page = await person.GetJsonAsync("/v1/interest");
        Assert.Equal(await NameAsync(Lead), page.GetProperty("responsible").Text("name"));
        Assert.Equal("no-capacity", page.GetProperty("handedOver").Code());
        await member.GetJsonAsync($"/v1/desk/cases/{id}", HttpStatusCode.NotFound);
        var memberId = await host.BodyAsync(Member);
        Assert.True(
            await host.WithDbAsync(db =>
                db.Jobs.AnyAsync(job => job.Kind == "tell-body" && job.Subject == memberId && job.State == "waiting")
            )
        );
    }

    [Fact]
    public async Task Every_writing_route_of_a_case_is_among_those_that_the_lead_is_refused()
    {
        // A new one must be added to EveryWriteAsync, but for the one that is the lead's too.
        var routes = host.Get<IEnumerable<Microsoft.AspNetCore.Routing.EndpointDataSource>>()
            .SelectMany(source => source.Endpoints)
            .OfType<Microsoft.AspNetCore.Routing.RouteEndpoint>()
            .Where(route =>
                route.RoutePattern.RawText!.Contains("/desk/cases/{id", StringComparison.Ordinal)
                && !route.RoutePattern.RawText.EndsWith("/handover", StringComparison.Ordinal)
                && route
                    .Metadata.GetMetadata<Microsoft.AspNetCore.Routing.HttpMethodMetadata>()!
                    .HttpMethods.All(method => method != "GET")
            );
        var (_, id) = await RegisterAsync();
        var none = Database.RandomId.New();

        Assert.Equal(
            routes.Count(),
            (await EveryWriteAsync(await host.StaffAsync(Lead), id, none, none, HttpStatusCode.Forbidden)).Length
        );
    }

    [Fact]
    public async Task A_member_reads_neither_its_leads_nor_another_members_cases()
    {
        var (_, id) = await RegisterAsync();
        var (_, leads) = await RegisterAsync("municipality:3324");
        var (other, member) = (await host.StaffAsync("contact-point-hol"), await host.StaffAsync(Member));

        await other.GetJsonAsync($"/v1/desk/cases/{id}", HttpStatusCode.NotFound);
        await member.GetJsonAsync($"/v1/desk/cases/{leads}", HttpStatusCode.NotFound);
        Assert.DoesNotContain(await ItemsAsync(other), item => item.Id() == id);
        Assert.DoesNotContain(await ItemsAsync(member), item => item.Id() == leads);
    }

    [Fact]
    public async Task The_list_keeps_the_order_of_deadlines_and_is_filtered_by_body()
    {
        var (_, theirs) = await RegisterAsync();
        var (_, own) = await RegisterAsync("municipality:3324");
        var lead = await host.StaffAsync(Lead);
        var (leadId, memberId) = (await host.BodyAsync(Lead), await host.BodyAsync(Member));

        var all = await ItemsAsync(lead);
        Assert.Equal(all.Select(item => item.Text("deadline")).Order(), all.Select(item => item.Text("deadline")));
        Assert.Contains(all, item => item.Id() == theirs);
        Assert.Contains(all, item => item.Id() == own);

        Assert.All(await ItemsAsync(lead, $"&body={memberId}"), item => Assert.Equal(memberId, item.Id("body")));
        var mine = await ItemsAsync(lead, $"&body={leadId}");
        Assert.Contains(mine, item => item.Id() == own);
        Assert.DoesNotContain(mine, item => item.Id() == theirs);
        Assert.Contains(await ItemsAsync(lead, $"&body={leadId}&body={memberId}"), item => item.Id() == theirs);

        // To ask for a body whose cases are not the caller's finds nothing.
        Assert.Empty(await ItemsAsync(lead, $"&body={await host.BodyAsync("contact-point-drammen")}"));
        Assert.Equal("invalid", (await lead.GetJsonAsync("/v1/desk/cases?body=gol", HttpStatusCode.BadRequest)).Code());
    }

    [Fact]
    public async Task Whoever_stops_leading_stops_reading_at_once()
    {
        var (_, id) = await RegisterAsync();
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        var lead = await host.StaffAsync(Lead, Role.BodyAdmin);
        var (leadId, memberId, hol) = (
            await host.BodyAsync(Lead),
            await host.BodyAsync(Member),
            await host.BodyAsync("contact-point-hol")
        );
        var network = (await national.GetJsonAsync("/v1/networks"))
            .GetProperty("items")
            .EnumerateArray()
            .Single(item => item.Id("lead") == leadId);
        var members = network.GetProperty("members").EnumerateArray().Select(member => member.GetGuid()).ToArray();

        // The member leaves, and comes back.
        await ChangeAsync(leadId, [.. members.Where(member => member != memberId)]);
        await ReadsAsync(lead, id, false);
        await ChangeAsync(leadId, members);
        await ReadsAsync(lead, id, true);

        // Another body leads, which then reads.
        await ChangeAsync(hol, members);
        await ReadsAsync(lead, id, false);
        await ReadsAsync(await host.StaffAsync(hol), id, true);
        await ChangeAsync(leadId, members);
        await ReadsAsync(await host.StaffAsync(hol), id, false);

        // The lead pauses, and comes back.
        await lead.PutJsonAsync($"/v1/bodies/{leadId}/pause", null);
        await ReadsAsync(lead, id, false);
        await lead.DeleteJsonAsync($"/v1/bodies/{leadId}/pause");
        await ReadsAsync(lead, id, true);

        // The network ends; a new one of the same bodies begins.
        await national.DeleteJsonAsync($"/v1/networks/{network.Id()}");
        await ReadsAsync(lead, id, false);
        var form = new
        {
            name = "Hallingdal igjen",
            lead = leadId,
            members,
        };
        var made = (await national.PostJsonAsync("/v1/networks", form)).Id();
        await ReadsAsync(lead, id, true);

        // A lead that ends has no key any more, and one that it had kept would not help.
        var end = await host.StaffAsync("contact-point-fla", Role.BodyAdmin);
        await national.PutJsonAsync(
            $"/v1/networks/{made}",
            form with
            {
                lead = await host.BodyAsync("contact-point-fla"),
            }
        );
        await ReadsAsync(end, id, true);
        await national.PutJsonAsync($"/v1/bodies/{await host.BodyAsync("contact-point-fla")}/end", null);
        await end.GetJsonAsync($"/v1/desk/cases/{id}", HttpStatusCode.Unauthorized);
        await ReadsAsync(await host.StaffAsync("contact-point-fla"), id, false);
        await national.PutJsonAsync($"/v1/networks/{made}", form);

        Task ChangeAsync(Guid by, Guid[] of) =>
            national.PutJsonAsync(
                $"/v1/networks/{network.Id()}",
                new
                {
                    name = "Selvhjelp i Hallingdal",
                    lead = by,
                    members = of,
                }
            );
    }

    private static async Task ReadsAsync(HttpClient staff, Guid id, bool may)
    {
        await staff.GetJsonAsync($"/v1/desk/cases/{id}", may ? HttpStatusCode.OK : HttpStatusCode.NotFound);
        Assert.Equal(may, (await ItemsAsync(staff)).Any(item => item.Id() == id));
        await staff.PutJsonAsync(
            $"/v1/desk/cases/{id}/acknowledgement",
            null,
            may ? HttpStatusCode.Forbidden : HttpStatusCode.NotFound
        );
    }

    private static async Task<JsonElement[]> EveryWriteAsync(
        HttpClient staff,
        Guid id,
        Guid offer,
        Guid group,
        HttpStatusCode expected
    ) =>
        [
            await staff.PutJsonAsync($"/v1/desk/cases/{id}/acknowledgement", null, expected),
            await staff.PostJsonAsync($"/v1/desk/cases/{id}/offers", new { groupId = group }, expected),
            await staff.DeleteJsonAsync($"/v1/desk/cases/{id}/offers/{offer}", expected),
            await staff.PostJsonAsync($"/v1/desk/cases/{id}/messages", new { text = "hei" }, expected),
            await staff.PutJsonAsync($"/v1/desk/cases/{id}/closure", new { reason = "by-agreement" }, expected),
        ];

    private async Task<(HttpClient Person, Guid Case)> RegisterAsync(string place = Place)
    {
        var receipt = (
            await host.Anyone.PostJsonAsync(
                "/v1/interests",
                new
                {
                    place,
                    tellLocal = true,
                    message = "Er det plass?",
                    consent = "2026-11",
                }
            )
        ).Text("receipt");
        return (host.Person(receipt), await host.CaseOfAsync(receipt));
    }

    private static async Task<List<JsonElement>> ItemsAsync(HttpClient staff, string query = "") =>
        [.. (await staff.GetJsonAsync("/v1/desk/cases?limit=100" + query)).GetProperty("items").EnumerateArray()];

    private static async Task<int> UnreadAsync(HttpClient staff, Guid id) =>
        (await ItemsAsync(staff)).Single(item => item.Id() == id).GetProperty("unread").GetInt32();

    private static IEnumerable<string> Texts(JsonElement @case) =>
        @case.GetProperty("messages").EnumerateArray().Select(message => message.Text("text"));

    private async Task<string> NameAsync(string body) =>
        (await host.Anyone.GetJsonAsync($"/v1/bodies/{await host.BodyAsync(body)}")).Text("name");
}
