using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Tests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Xunit;

namespace Matching.Tests.Starters;

public sealed partial class StarterAccessTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Drammen = "contact-point-drammen";
    private static readonly string[] Least = ["body", "kmFrom", "kmTo", "number"];
    private static readonly string[] Consented = [.. Least, "certifiedOn", "languages", "name", "topics"];

    [Fact]
    public async Task Without_a_key_there_is_nothing_but_a_door()
    {
        var starter = await (await host.StaffAsync(Drammen)).AddStarterAsync();

        var answers = await EverywhereAsync(host.Anyone, starter, HttpStatusCode.Unauthorized);

        Assert.All(answers, answer => Assert.Equal("unauthenticated", answer.Code()));
    }

    [Theory]
    [InlineData("link-bergen", Role.Coordinator)]
    [InlineData("link-bergen", Role.BodyAdmin)]
    [InlineData("district-oslo", Role.BodyAdmin)]
    [InlineData("national-office", Role.Coordinator)]
    [InlineData("national-office", Role.BodyAdmin)]
    [InlineData("national-office", Role.NationalAdmin)]
    public async Task Another_bodys_starter_is_not_there_even_with_her_consent(string body, Role role)
    {
        var own = await host.StaffAsync(Drammen);
        var starter = await own.AddStarterAsync(("consentedOn", "2026-11-01"));
        var stranger = await host.StaffAsync(body, role);

        var answers = (await EverywhereAsync(stranger, starter, HttpStatusCode.NotFound)).ToList();

        Assert.All(answers, answer => Assert.Equal("not-found", answer.Code()));
        var none = await stranger.GetJsonAsync($"/v1/starters/{Database.RandomId.New()}", HttpStatusCode.NotFound);
        Assert.Equal(none.GetRawText(), answers[0].GetRawText());
        Assert.DoesNotContain(
            starter.Id(),
            (await stranger.GetJsonAsync("/v1/starters?limit=100"))
                .GetProperty("items")
                .EnumerateArray()
                .Select(item => item.Id())
        );
        Assert.Equal(starter.GetRawText(), (await own.GetJsonAsync(starter.StarterPath())).GetRawText());
    }

    [Theory]
    [InlineData(Drammen, Role.Coordinator)]
    [InlineData(Drammen, Role.BodyAdmin)]
    public async Task Her_own_body_does_all_there_is(string body, Role role)
    {
        var starter = await (await host.StaffAsync(Drammen)).AddStarterAsync();
        var staff = await host.StaffAsync(body, role);

        await staff.PutJsonAsync(starter.StarterPath(), StartersOfTests.Form(("radiusKm", 10)));
        await staff.PutJsonAsync(starter.StarterPath() + "/pause", null);
        await staff.DeleteJsonAsync(starter.StarterPath() + "/pause");
        var read = await staff.GetJsonAsync(starter.StarterPath());

        Assert.Equal((10, "Guri Hemmelig"), (read.GetProperty("radiusKm").GetInt32(), read.Text("name")));
        Assert.Equal(await host.BodyAsync(Drammen), read.GetProperty("body").Id());
        Assert.Contains(
            "email",
            (await staff.NearbyAsync(starter, "place=municipality:3301&topic=grief"))!.Value.Members()
        );
        await staff.DeleteJsonAsync(starter.StarterPath());
        await staff.GetJsonAsync(starter.StarterPath(), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task She_is_erased_by_her_own_body_or_the_national_administration_and_by_no_other()
    {
        var own = await host.StaffAsync(Drammen);
        var starter = await own.AddStarterAsync();
        var stranger = await host.StaffAsync("link-bergen", Role.BodyAdmin);
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);

        await stranger.DeleteJsonAsync(starter.StarterPath(), HttpStatusCode.NotFound);
        await national.DeleteJsonAsync(starter.StarterPath());
        await own.GetJsonAsync(starter.StarterPath(), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_answer_kept_for_repeats_is_erased_with_her()
    {
        var own = await host.StaffAsync(Drammen);
        var key = ("Idempotency-Key", Database.RandomId.New().ToString());
        var form = StartersOfTests.Form().ToJsonString();
        using var first = await own.SendTextAsync(HttpMethod.Post, "/v1/starters", form, key);
        using var again = await own.SendTextAsync(HttpMethod.Post, "/v1/starters", form, key);
        var starter = await Json.ReadAsync(first, HttpStatusCode.Created);
        Assert.Equal(starter.Id(), (await Json.ReadAsync(again, HttpStatusCode.Created)).Id());

        await own.DeleteJsonAsync(starter.StarterPath());

        using var another = await own.SendTextAsync(HttpMethod.Post, "/v1/starters", form, key);
        Assert.NotEqual(starter.Id(), (await Json.ReadAsync(another, HttpStatusCode.Created)).Id());
    }

    [Fact]
    public async Task A_starter_of_another_body_is_not_for_a_body_to_write()
    {
        var bergen = await host.BodyAsync("link-bergen");
        var staff = await host.StaffAsync(Drammen);
        var form = StartersOfTests.Form(("body", bergen.ToString()));
        var own = await staff.AddStarterAsync();

        Assert.Equal("forbidden", (await staff.PostJsonAsync("/v1/starters", form, HttpStatusCode.Forbidden)).Code());
        Assert.Equal("forbidden", (await staff.PutJsonAsync(own.StarterPath(), form, HttpStatusCode.Forbidden)).Code());
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        Assert.Equal(bergen, (await national.PostJsonAsync("/v1/starters", form)).GetProperty("body").Id());
    }

    [Fact]
    public async Task Other_bodies_find_her_when_she_consents_and_never_read_how_to_reach_her()
    {
        var own = await host.StaffAsync(Drammen);
        var shy = await own.AddStarterAsync();
        var open = await own.AddStarterAsync(("consentedOn", "2026-11-01"), ("certifiedOn", "2020-05-05"));
        var stranger = await host.StaffAsync("district-oslo");
        const string Hokksund = "place=municipality:3314&topic=grief";

        // Who may choose place, topic and language would find out by trying where she lives and what she takes.
        Assert.Null(await stranger.NearbyAsync(shy, Hokksund));

        var known = (await stranger.NearbyAsync(open, Hokksund))!.Value;
        Assert.Equal(Consented.Order(StringComparer.Ordinal), known.Members());
        Assert.Equal("Guri Hemmelig", known.Text("name"));
        Assert.DoesNotContain("guri@", known.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("98 76", known.GetRawText(), StringComparison.Ordinal);

        // Her word is taken back, and with it her name.
        await own.PutJsonAsync(open.StarterPath(), StartersOfTests.Form());
        Assert.Null(await stranger.NearbyAsync(open, Hokksund));
        Assert.Equal("guri@hemmelig.test", (await own.NearbyAsync(shy, Hokksund))!.Value.Text("email"));
    }

    [Fact]
    public async Task Nothing_that_anyone_is_answered_names_or_counts_a_starter()
    {
        var own = await host.StaffAsync(Drammen);
        await host.Anyone.PostJsonAsync("/v1/interests", Interest());
        var before = await PublicAsync();
        await own.AddStarterAsync(("consentedOn", "2026-11-01"));

        var after = await PublicAsync();

        Assert.True(after.Count > 10, "only a few public calls were found");
        Assert.All(
            after.Values,
            text =>
                Assert.All(
                    ["Hemmelig", "hemmelig.test", "98 76 54 32"],
                    marker => Assert.DoesNotContain(marker, text, StringComparison.OrdinalIgnoreCase)
                )
        );
        Assert.Equal(before, after);

        // Nor does the person, whatever she asks by her receipt.
        var registered = await host.Anyone.PostJsonAsync("/v1/interests", Interest());
        var person = host.Person(registered.Text("receipt"));
        foreach (
            var text in new[]
            {
                registered.GetRawText(),
                (await person.GetJsonAsync("/v1/interest")).GetRawText(),
                (await person.GetJsonAsync("/v1/interest/messages")).GetRawText(),
            }
        )
        {
            Assert.DoesNotContain("hemmelig", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("\"starter", text, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static object Interest() =>
        new
        {
            place = "municipality:3301",
            topics = new[] { "grief" },
            wish = "start",
            consent = "2026-11",
        };

    // By it a form that is sent twice counts once.
    [GeneratedRegex("name=\"once\" value=\"[0-9a-f-]{36}\"", RegexOptions.NonBacktracking)]
    private static partial Regex FormsNumber();

    // Every GET that anyone may call, with what it needs to answer.
    private async Task<SortedDictionary<string, string>> PublicAsync()
    {
        var body = await host.BodyAsync(Drammen);
        var answers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var paths = host.Get<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Where(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") ?? true)
            .Select(endpoint =>
                endpoint.RoutePattern.RawText!.Replace("{id:guid}", body.ToString(), StringComparison.Ordinal)
            )
            .Concat(["/swagger/v1/swagger.json"])
            .SelectMany(path =>
                new[]
                {
                    path,
                    path + "?place=municipality:3301",
                    path + "?place=municipality:3301&topic=grief",
                    path + "?q=drammen",
                }
            );
        foreach (var path in paths.Distinct())
        {
            using var answer = await host.Anyone.GetAsync(path, TestContext.Current.CancellationToken);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            answers[path] = FormsNumber().Replace(text, "");
        }

        return answers;
    }

    private static async Task<IReadOnlyList<JsonElement>> EverywhereAsync(
        HttpClient caller,
        JsonElement starter,
        HttpStatusCode status
    )
    {
        var path = starter.StarterPath();
        List<JsonElement> answers =
        [
            await caller.GetJsonAsync(path, status),
            await caller.PutJsonAsync(path, StartersOfTests.Form(), status),
            await caller.PutJsonAsync(path + "/pause", null, status),
            await caller.DeleteJsonAsync(path + "/pause", status),
        ];
        if (status == HttpStatusCode.Unauthorized)
        {
            answers.Add(await caller.DeleteJsonAsync(path, status));
            answers.Add(await caller.GetJsonAsync("/v1/starters", status));
            answers.Add(await caller.GetJsonAsync("/v1/starters/nearby?place=municipality:3301", status));
            answers.Add(await caller.PostJsonAsync("/v1/starters", StartersOfTests.Form(), status));
        }

        return answers;
    }
}
