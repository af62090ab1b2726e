using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Matching.Tests.Groups;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Seeking;

/// <summary>What stands on the pages, as it comes from the server.</summary>
public sealed class PagesTests(TestHost host) : IClassFixture<TestHost>
{
    [Theory]
    [InlineData("nb", "Her er det ingenting")]
    [InlineData("en", "There is nothing here")]
    public async Task Who_follows_a_wrong_address_reads_that_on_a_page_with_a_way_on(string language, string heading)
    {
        var (status, page, policy) = await LookAsync("/registrer", ("Accept-Language", language));

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains(heading, page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/\">", page, StringComparison.Ordinal);
        Assert.Contains("style-src 'self'", policy, StringComparison.Ordinal);
        var (_, data, _) = await LookAsync("/v1/registrer");
        Assert.StartsWith("{", data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_loads_the_address_of_a_form_again_finds_a_way_on()
    {
        var (status, page, _) = await LookAsync("/register/send");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, status);
        Assert.Contains("Her er det ingenting", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/\">", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/?lang=en-US", "nb", "en")]
    [InlineData("/?lang=xx", "nn", "nn")]
    [InlineData("/", "en;q=0, nn;q=0.3", "nn")]
    [InlineData("/", "da, en-GB;q=0.5", "en")]
    public async Task A_page_comes_in_the_language_that_is_asked_for(string path, string accepted, string expected)
    {
        var (_, page, _) = await LookAsync(path, ("Accept-Language", accepted));

        Assert.Contains($"<html lang=\"{expected}\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_opens_the_form_with_what_about_and_where_and_nothing_else()
    {
        var (_, page, _) = await LookAsync(
            "/register?topic=grief&place=municipality:3301&step=3&agreed=yes&email=a@example.org"
        );

        Assert.Contains("value=\"Drammen kommune\"", page, StringComparison.Ordinal);
        Assert.Contains("data-step=\"1\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("a@example.org", page, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"agreed\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_asks_for_nothing_in_particular_gets_what_there_is_for_everybody()
    {
        var page = await SendAsync("/");

        Assert.Contains("id=\"digital\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_of_groups_is_told_only_where_it_is_all_of_them()
    {
        using var staff = await host.StaffAsync("contact-point-drammen");
        for (var i = 0; i < 12; i++)
        {
            await staff.OpenGroupAsync();
        }

        var first = await SendAsync("/", ("place", "municipality:3301"));
        var all = await SendAsync("/", ("place", "municipality:3301"), ("show", "30"));

        Assert.Contains("De nærmeste åpne gruppene ved Drammen kommune", first, StringComparison.Ordinal);
        Assert.Contains("name=\"show\"", first, StringComparison.Ordinal);
        Assert.Equal(10, Cards(first));
        Assert.Contains($"{Cards(all)} åpne grupper nær Drammen kommune", all, StringComparison.Ordinal);
        Assert.InRange(Cards(all), 12, 29);
    }

    [Fact]
    public async Task The_form_says_which_place_it_understood_and_takes_another()
    {
        var understood = await SendAsync("/register", ("step", "1"), ("go", "next"), ("place", "Våler"));
        var another = await SendAsync(
            "/register",
            ("step", "2"),
            ("place", "Våler"),
            ("place-instead", "municipality:3114"),
            ("times", "weekend-day")
        );

        Assert.Contains(
            "value=\"municipality:3114\">Våler (Østfold) kommune</button>",
            understood,
            StringComparison.Ordinal
        );
        Assert.Contains("data-step=\"2\"", another, StringComparison.Ordinal);
        Assert.Contains("municipality:3114|Våler (Østfold) kommune", another, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"place-instead\"", another, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_many_groups_begin_and_none_is_open_there_is_a_page()
    {
        using var staff = await host.StaffAsync("link-tromso");
        for (var i = 0; i < 11; i++)
        {
            await staff.PostJsonAsync(
                "/v1/groups",
                GroupsOfTests.Form(
                    ("meeting.municipality", "5501"),
                    ("meeting.longitude", 18.95),
                    ("meeting.latitude", 69.65)
                )
            );
        }

        var page = await SendAsync("/", ("place", "municipality:5501"));

        Assert.Contains("Ingen åpen gruppe nær Tromsø kommune", page, StringComparison.Ordinal);
        Assert.Contains("id=\"forming\"", page, StringComparison.Ordinal);
        Assert.Equal(10, Cards(page[..page.IndexOf("id=\"digital\"", StringComparison.Ordinal)]));
    }

    [Fact]
    public async Task The_form_names_all_five_help_lines_and_says_where_the_young_turn()
    {
        var (_, page, _) = await LookAsync("/register");

        foreach (var number in new[] { "113", "116 117", "116 123", "116 111", "116 006" })
        {
            Assert.Contains($"<strong>{number}</strong>", page, StringComparison.Ordinal);
        }

        Assert.Contains("Er du yngre", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_service_is_about_names_whom_to_write_to_and_all_that_is_kept()
    {
        var (_, page, _) = await LookAsync("/about");

        Assert.Contains("mailto:", page, StringComparison.Ordinal);
        Assert.Contains("href=\"https://www.datatilsynet.no\"", page, StringComparison.Ordinal);
        Assert.Contains("href=\"https://www.uutilsynet.no\"", page, StringComparison.Ordinal);
        Assert.Contains("Kjønn og aldersgruppe", page, StringComparison.Ordinal);
        Assert.Contains("Selvhjelp Norge kan åpne det", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_her_place_reads_whom_to_ask_where_and_no_promise_that_is_kept_already()
    {
        using var staff = await host.StaffAsync("contact-point-drammen");
        var form = GroupsOfTests.Form();
        form["meeting"]!["visibility"] = "area";
        var group = await staff.OpenGroupAsync(form);
        var registered = await host.Anyone.PostJsonAsync(
            "/v1/interests",
            new
            {
                place = "municipality:3301",
                topics = new[] { "grief" },
                consent = "2026-11",
                message = "Hei",
            }
        );
        var receipt = registered.Text("receipt");
        var waiting = await SendAsync("/receipt", ("code", receipt));
        var @case = $"/v1/desk/cases/{await host.CaseOfAsync(receipt)}";
        await staff.GetJsonAsync(@case);
        await staff.PostJsonAsync($"{@case}/messages", new { text = "Du er velkommen på tirsdag" });
        var offer = await staff.PostJsonAsync($"{@case}/offers", new { groupId = group.Id() });
        await host.Person(receipt).PutJsonAsync($"/v1/interest/answers/{offer.Id()}", new { answer = "yes" });

        var placed = await SendAsync("/receipt", ("code", receipt));

        Assert.Contains("svarer innen", waiting, StringComparison.Ordinal);
        Assert.Contains("id=\"fitting\"", waiting, StringComparison.Ordinal);
        Assert.Contains("Spør den som svarer for gruppa, hvor dere møtes", placed, StringComparison.Ordinal);
        Assert.DoesNotContain("svarer innen", placed, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"fitting\"", placed, StringComparison.Ordinal);
        Assert.Contains("<strong>116 123</strong>", placed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("end")]
    [InlineData("pause")]
    public async Task Nobody_is_invited_to_a_group_that_does_not_meet(string change)
    {
        using var staff = await host.StaffAsync("contact-point-drammen");
        var group = await staff.OpenGroupAsync();
        await staff.PutJsonAsync($"{group.Path()}/{change}", null);

        var (_, page, _) = await LookAsync($"/groups/{group.Id()}");

        Assert.DoesNotContain("Du kan bli med", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Tid avtales", page, StringComparison.Ordinal);
    }

    private static int Cards(string page) => page.Split("class=\"card\"").Length - 1;

    private async Task<(HttpStatusCode Status, string Text, string Policy)> LookAsync(
        string path,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept", "text/html,application/xhtml+xml");
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var answer = await host.Anyone.SendAsync(request, TestContext.Current.CancellationToken);
        return (
            answer.StatusCode,
            WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)),
            string.Join(' ', answer.Headers.GetValues("Content-Security-Policy"))
        );
    }

    private async Task<string> SendAsync(string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(
            fields.Select(field => new KeyValuePair<string, string>(field.Name, field.Value))
        );
        using var answer = await host.Anyone.PostAsync(path, form, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
