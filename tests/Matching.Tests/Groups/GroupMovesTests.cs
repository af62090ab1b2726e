using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Groups;

public sealed class GroupMovesTests(TestHost host) : IClassFixture<TestHost>
{
    private static readonly Dictionary<string, (HttpMethod Method, string Path)> Moves = new(StringComparer.Ordinal)
    {
        ["open"] = (HttpMethod.Put, "opening"),
        ["close"] = (HttpMethod.Delete, "opening"),
        ["pause"] = (HttpMethod.Put, "pause"),
        ["resume"] = (HttpMethod.Delete, "pause"),
        ["confirm"] = (HttpMethod.Put, "confirmation"),
        ["end"] = (HttpMethod.Put, "end"),
    };

    [Theory]
    [InlineData("forming", "", "open>open pause>paused confirm>forming end>ended")]
    [InlineData("open", "open", "close>forming pause>paused confirm>open end>ended")]
    [InlineData("full", "fill open", "close>forming pause>paused confirm>full end>ended")]
    [InlineData("paused", "pause", "resume>forming confirm>paused end>ended")]
    [InlineData("paused", "open pause", "resume>open confirm>paused end>ended")]
    [InlineData("ended", "end", "")]
    public async Task From_each_state_the_legal_moves_work_and_the_others_name_the_legal_ones(
        string state,
        string way,
        string legal
    )
    {
        using var staff = await host.StaffAsync("contact-point-drammen");
        var ways = legal
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(move => move.Split('>'))
            .ToDictionary(move => move[0], move => move[1]);
        foreach (var move in Moves.Keys)
        {
            var group = await staff.PostJsonAsync(
                "/v1/groups",
                GroupsOfTests.Form(("members", way.StartsWith("fill", StringComparison.Ordinal) ? 8 : 3))
            );
            foreach (var step in way.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(Moves.ContainsKey))
            {
                Assert.True((await MoveAsync(staff, group, step)).IsSuccessStatusCode);
            }

            Assert.Equal(state, (await staff.GetJsonAsync(group.Path())).Text("state"));
            var answer = await MoveAsync(staff, group, move);
            if (ways.TryGetValue(move, out var then))
            {
                await Json.ReadAsync(
                    answer,
                    Moves[move].Method == HttpMethod.Put ? HttpStatusCode.OK : HttpStatusCode.NoContent
                );
                Assert.Equal(then, (await staff.GetJsonAsync(group.Path())).Text("state"));
            }
            else
            {
                var problem = await Json.ReadAsync(answer, HttpStatusCode.Conflict);
                Assert.Equal("group-move-illegal", problem.Code());
                Assert.Equal(state, problem.Text("state"));
                Assert.Equal(
                    ways.Keys.Order(),
                    problem.GetProperty("allowed").EnumerateArray().Select(one => one.GetString()!).Order()
                );
            }
        }
    }

    [Fact]
    public async Task A_group_of_another_body_is_not_there_for_its_neighbour_but_is_for_the_national_office()
    {
        using var own = await host.StaffAsync("contact-point-drammen");
        using var other = await host.StaffAsync("contact-point-baerum", Role.BodyAdmin);
        using var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        var group = await own.PostJsonAsync("/v1/groups", GroupsOfTests.Form());

        Assert.All(
            await Task.WhenAll(Moves.Keys.Select(move => MoveAsync(other, group, move))),
            answer => Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode)
        );
        await other.PutJsonAsync(group.Path(), GroupsOfTests.Form(), HttpStatusCode.NotFound);
        await national.PutJsonAsync(group.Path() + "/opening", null);
        await host.Anyone.PutJsonAsync(group.Path() + "/end", null, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_body_makes_groups_for_itself_only_and_the_national_office_for_any()
    {
        using var staff = await host.StaffAsync("contact-point-drammen", Role.BodyAdmin);
        using var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        var other = await host.BodyAsync("contact-point-baerum");

        var refused = await staff.PostJsonAsync(
            "/v1/groups",
            GroupsOfTests.Form(("body", other.ToString())),
            HttpStatusCode.Forbidden
        );
        var made = await national.PostJsonAsync("/v1/groups", GroupsOfTests.Form(("body", other.ToString())));

        Assert.Equal("forbidden", refused.Code());
        Assert.Equal(other, made.GetProperty("responsible").Id());
        var unknown = GroupsOfTests.Form(("body", "11111111-1111-4111-8111-111111111111"));
        Assert.Equal(
            "body-unknown",
            (await national.PostJsonAsync("/v1/groups", unknown, HttpStatusCode.UnprocessableEntity)).Code()
        );
    }

    private static Task<HttpResponseMessage> MoveAsync(HttpClient client, JsonElement group, string move) =>
        client.SendAsync(
            new HttpRequestMessage(Moves[move].Method, $"{group.Path()}/{Moves[move].Path}"),
            TestContext.Current.CancellationToken
        );
}
