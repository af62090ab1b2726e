using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Tests.Groups;
using Matching.Tests.Starters;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Web;

public sealed class VersionsTests(TestHost host) : IClassFixture<TestHost>
{
    /// <summary>What has a version, by its path, and two forms of it; <c>{n}</c> makes each one another.</summary>
    public static TheoryData<string, string> Changed =>
        new()
        {
            { "group", GroupsOfTests.Form(("name", "G {n}")).ToJsonString() },
            { "starter", StartersOfTests.Form(("name", "S {n}")).ToJsonString() },
            { "/v1/bodies/{body}", """{"name":"B {n}","email":"b@example.org","house":"municipality:3301"}""" },
            { "/v1/bodies/{body}/policy", """{"rememberNoDays":{n}}""" },
            { "/v1/bodies/{body}/coverage", """[{"municipality":"3301","from":"2026-01-01","priority":{n}}]""" },
        };

    [Theory]
    [MemberData(nameof(Changed))]
    public async Task Of_changes_at_once_that_are_meant_for_one_version_exactly_one_is_made(string path, string form)
    {
        // What is written already is no change: the other tests of this body write smaller numbers.
        const int Rounds = 10,
            AtOnce = 4,
            Others = 11;
        var (staff, address) = await MakeAsync(path);
        for (var round = 0; round < Rounds; round++)
        {
            var tag = await TagAsync(staff, address);
            var answers = await Task.WhenAll(
                Enumerable
                    .Range(Others + (round * AtOnce), AtOnce)
                    .Select(n => PutAsync(staff, address, Nth(form, n), ("If-Match", tag)))
            );

            var made = Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
            Assert.Equal(await TagAsync(staff, address), Tag(made));
            foreach (var refused in answers.Except([made]))
            {
                Assert.Equal(
                    "precondition-failed",
                    (await Json.ReadAsync(refused, HttpStatusCode.PreconditionFailed)).Code()
                );
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{path}: {Rounds} rounds of {AtOnce} at once: {Rounds} made, {Rounds * (AtOnce - 1)} refused"
        );
    }

    [Theory]
    [MemberData(nameof(Changed))]
    public async Task A_change_says_for_which_version_it_is_meant(string path, string form)
    {
        var (staff, address) = await MakeAsync(path);
        var first = await TagAsync(staff, address);
        var now = Tag(await PutAsync(staff, address, Nth(form, 1), ("If-Match", first)));
        Assert.NotEqual(first, now);

        await RefusedAsync(428, "precondition-required");
        await RefusedAsync(412, "precondition-failed", ("If-Match", first));
        await RefusedAsync(412, "precondition-failed", ("If-Match", "W/" + now));
        await RefusedAsync(412, "precondition-failed", ("If-Match", "\"\""));
        await RefusedAsync(400, "invalid", ("If-Match", "MARK3R"));
        await RefusedAsync(400, "invalid", ("If-Match", ""));
        await RefusedAsync(400, "invalid", ("If-Match", now + ", MARK3R"));
        Assert.Equal(now, await TagAsync(staff, address));

        // A list of tags, and none at all: whatever is there.
        var listed = await PutAsync(staff, address, Nth(form, 2), ("If-Match", $"{first}, {now}"));
        await Json.ReadAsync(listed, HttpStatusCode.OK);
        await Json.ReadAsync(await PutAsync(staff, address, Nth(form, 3), ("If-Match", "*")), HttpStatusCode.OK);

        async Task RefusedAsync(int status, string code, params (string, string)[] headers)
        {
            using var answer = await PutAsync(staff, address, Nth(form, 9), [.. headers, ("X-Test", "1")]);
            var problem = await Json.ReadAsync(answer, (HttpStatusCode)status);
            Assert.Equal(code, problem.Code());
            Assert.DoesNotContain("MARK3R", problem.GetRawText(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_not_the_callers_is_not_there_whatever_version_is_meant()
    {
        var (_, address) = await MakeAsync("group");
        var stranger = await host.StaffAsync("contact-point-baerum");

        using var answer = await PutAsync(stranger, address, GroupsOfTests.Form().ToJsonString(), ("X-Test", "1"));

        Assert.Equal("not-found", (await Json.ReadAsync(answer, HttpStatusCode.NotFound)).Code());
    }

    [Fact]
    public async Task A_passing_day_changes_the_answer_but_refuses_nobody()
    {
        var (staff, address) = await MakeAsync("group");
        var tag = await TagAsync(staff, address);
        try
        {
            host.Clock.Advance(TimeSpan.FromDays(8));
            Assert.NotEqual(tag, await TagAsync(staff, address));
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(staff, address, tag)).StatusCode);
            var form = GroupsOfTests.Form().ToJsonString();
            await Json.ReadAsync(await PutAsync(staff, address, form, ("If-Match", tag)), HttpStatusCode.OK);
        }
        finally
        {
            host.Clock.Advance(TimeSpan.FromDays(-8));
        }
    }

    [Fact]
    public async Task Every_answer_about_a_group_or_body_tells_the_version_it_made()
    {
        var staff = await host.StaffAsync("contact-point-drammen");
        using var made = await staff.SendTextAsync(HttpMethod.Post, "/v1/groups", GroupsOfTests.Form().ToJsonString());
        using var opened = await staff.SendTextAsync(HttpMethod.Put, made.Headers.Location + "/opening", "");

        // Opening it is a change like any other.
        var form = GroupsOfTests.Form(("name", "Another")).ToJsonString();
        using var late = await PutAsync(staff, made.Headers.Location + "", form, ("If-Match", Tag(made)));
        using var good = await PutAsync(staff, made.Headers.Location + "", form, ("If-Match", Tag(opened)));

        Assert.Equal(HttpStatusCode.PreconditionFailed, late.StatusCode);
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
    }

    [Fact]
    public async Task A_change_of_only_the_private_contact_is_a_change()
    {
        var (staff, address) = await MakeAsync("group");
        var tag = await TagAsync(staff, address);
        var form = GroupsOfTests.Form(("contact", "ny@example.org")).ToJsonString();

        Assert.Equal(HttpStatusCode.OK, (await PutAsync(staff, address, form, ("If-Match", tag))).StatusCode);
        Assert.Equal(
            HttpStatusCode.PreconditionFailed,
            (await PutAsync(staff, address, form, ("If-Match", tag))).StatusCode
        );
    }

    [Fact]
    public async Task Whoever_sees_less_of_a_group_has_another_tag_of_the_same_version()
    {
        var staff = await host.StaffAsync("contact-point-drammen");
        var group = await staff.OpenGroupAsync(GroupsOfTests.Form(("meeting.visibility", "area")));
        var (whole, less) = (await TagAsync(staff, group.Path()), await TagAsync(host.Anyone, group.Path()));

        Assert.NotEqual(whole, less);
        Assert.Equal(whole.Split('.')[0], less.Split('.')[0]);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(staff, group.Path(), less)).StatusCode);
        using var answer = await GetAsync(staff, group.Path(), whole);
        Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
        Assert.Contains("Authorization", answer.Headers.Vary);
    }

    [Theory]
    [InlineData("/v1/topics", true)]
    [InlineData("/v1/topics?q=sorg", false)]
    [InlineData("/v1/places?q=drammen", false)]
    [InlineData("/v1/groups", true)]
    [InlineData("/v1/groups?place=municipality:3301", false)]
    [InlineData("/v1/bodies", true)]
    [InlineData("/v1/responsible?place=municipality:3301", false)]
    [InlineData("/v1/consents/current", true)]
    public async Task What_anyone_reads_is_not_sent_again_while_it_stays_the_same(string path, bool isKept)
    {
        using var first = await GetAsync(host.Anyone, path);
        await Json.ReadAsync(first, HttpStatusCode.OK);
        Assert.Equal("application/json; charset=utf-8", first.Content.Headers.ContentType?.ToString());

        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
        {
            foreach (var given in new[] { Tag(first), "W/" + Tag(first), "\"other\", " + Tag(first), "*" })
            {
                using var again = await GetAsync(host.Anyone, path, given, method);
                Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
                Assert.Equal(Tag(first), Tag(again));
                Assert.Equal(isKept ? "no-cache" : "no-store", again.Headers.CacheControl?.ToString());
                Assert.Equal(["Accept-Language", "Authorization", "Origin"], again.Headers.Vary.Order());
                Assert.Empty(await again.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
            }

            foreach (var given in new[] { "\"other\"", "MARK3R", "", "\"", "W/" })
            {
                using var whole = await GetAsync(host.Anyone, path, given, method);
                Assert.Equal(HttpStatusCode.OK, whole.StatusCode);
                Assert.Equal(first.Content.Headers.ContentLength, whole.Content.Headers.ContentLength);
            }
        }
    }

    [Theory]
    [InlineData("/v1/starters")]
    [InlineData("/v1/keys")]
    [InlineData("/v1/networks")]
    [InlineData("/v1/starter-courses")]
    public async Task What_needs_a_key_is_kept_by_no_cache(string path)
    {
        var staff = await host.StaffAsync("national-office", Role.NationalAdmin);

        using var answer = await GetAsync(staff, path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task What_people_and_the_desk_read_has_no_tag_and_is_kept_nowhere()
    {
        var registered = await host.Anyone.PostJsonAsync(
            "/v1/interests",
            new { place = "municipality:3301", consent = "2026-11" }
        );
        var person = host.Person(registered.Text("receipt"));
        var staff = await host.StaffAsync("national-office", Role.NationalAdmin);
        foreach (
            var (client, path) in new[]
            {
                (person, "/v1/interest"),
                (person, "/v1/interest/messages"),
                (staff, "/v1/desk/cases"),
                (staff, "/v1/desk/dead-letters"),
            }
        )
        {
            using var answer = await GetAsync(client, path, "*");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Null(answer.Headers.ETag);
            Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        }
    }

    private async Task<(HttpClient Staff, string Address)> MakeAsync(string path)
    {
        var staff = await host.StaffAsync("national-office", Role.NationalAdmin);
        var address = path switch
        {
            "group" => (await staff.PostJsonAsync("/v1/groups", GroupsOfTests.Form())).Path(),
            "starter" => (await staff.AddStarterAsync()).StarterPath(),
            _ => path.Replace("{body}", $"{await host.BodyAsync("contact-point-gol")}", StringComparison.Ordinal),
        };
        return (staff, address);
    }

    private static string Nth(string form, int n) => form.Replace("{n}", $"{n}", StringComparison.Ordinal);

    private static Task<HttpResponseMessage> PutAsync(
        HttpClient client,
        string address,
        string form,
        params (string Name, string Value)[] headers
    ) => client.SendTextAsync(HttpMethod.Put, address, form, headers);

    private static Task<HttpResponseMessage> GetAsync(
        HttpClient client,
        string path,
        string? ifNoneMatch = null,
        HttpMethod? method = null
    )
    {
        var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        if (ifNoneMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        }

        return client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task<string> TagAsync(HttpClient client, string path)
    {
        using var answer = await GetAsync(client, path);
        await Json.ReadAsync(answer, HttpStatusCode.OK);
        return Tag(answer);
    }

    private static string Tag(HttpResponseMessage answer) => Assert.IsType<string>(answer.Headers.ETag?.ToString());
}
