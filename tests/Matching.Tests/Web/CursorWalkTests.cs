using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Tests.Groups;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Web;

/// <summary>Lists that are walked from end to end while rows come and go.</summary>
public sealed class CursorWalkTests(TestHost host) : IClassFixture<TestHost>
{
    private const int Lasting = 150,
        Changes = 100,
        AtOnce = 4;

    /// <summary>By number and by distance; pages of many sizes.</summary>
    public static TheoryData<string, int> Walks =>
        new MatrixTheoryData<string, int>(
            ["", "place=municipality:3301", "near=25.0,70.0&topic=grief"],
            [1, 7, 20, 100]
        );

    [Theory]
    [MemberData(nameof(Walks))]
    public async Task Of_the_groups_that_last_none_is_missed_or_met_twice_while_100_are_added_and_100_ended(
        string question,
        int limit
    )
    {
        var random = Always.Random();
        var staff = await host.StaffAsync("contact-point-drammen");
        var all = await host.FillAsync(GroupsInBulk.Points((ulong)random.Next(), Lasting + Changes));
        await host.SqlAsync(
            $"""
            update groups set topics = array(select id from topics where slug = 'grief'),
                   body = (select id from bodies where external_id = 'contact-point-drammen')
            """
        );
        var order = all.Select(group => group.Id).ToArray();
        random.Shuffle(order);
        var (ended, lasting) = (order[..Changes], order[Changes..]);
        var changes = new Queue<Func<Task>>(
            Enumerable.Range(0, Changes).SelectMany<int, Func<Task>>(i => [() => AddAsync(), () => EndAsync(ended[i])])
        );

        var (pages, seen) = (0, new List<Guid>());
        var running = new List<Task>();
        string? cursor = null;
        do
        {
            // Some of the changes before this page, some while it is read; in the end, all of them were made on the
            // way.
            var page = host.Anyone.GetJsonAsync(
                $"/v1/groups?limit={limit}&{question}{(cursor is null ? "" : "&cursor=" + cursor)}"
            );
            var share = 1 + (2 * Changes * limit / Lasting);
            running.AddRange(Enumerable.Range(0, Math.Min(share, changes.Count)).Select(_ => changes.Dequeue()()));
            var read = await page;
            await Task.WhenAll(running.Where((_, i) => i % AtOnce != 0));
            seen.AddRange(read.GetProperty("items").EnumerateArray().Select(group => group.Id()));
            cursor = read.GetProperty("nextCursor").GetString();
            pages++;
        } while (cursor is not null);
        await Task.WhenAll(running);

        var (missed, twice) = (lasting.Except(seen).Count(), seen.Count - seen.Distinct().Count());
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"«{question}» by {limit}: {pages} pages, {lasting.Length} lasting, {Changes - (changes.Count / 2)} added and "
                + $"ended on the way, {missed} missed, {twice} met twice"
        );
        Assert.Empty(changes);
        Assert.Equal((0, 0), (missed, twice));

        async Task AddAsync()
        {
            double longitude,
                latitude;
            lock (random)
            {
                (longitude, latitude) = (10 + random.NextDouble(), 59.5 + random.NextDouble());
            }

            await staff.PostJsonAsync(
                "/v1/groups",
                GroupsOfTests.Form(("meeting.longitude", longitude), ("meeting.latitude", latitude))
            );
        }

        Task EndAsync(Guid id) => staff.PutJsonAsync($"/v1/groups/{id}/end", null);
    }

    [Fact]
    public async Task Digital_groups_beyond_the_first_page_are_reached_by_their_own_cursor()
    {
        var all = await host.FillAsync(GroupsInBulk.Points(9, 65));
        await host.SqlAsync($"update groups set form = case when number % 2 = 0 then 'digital' else 'telephone' end");
        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await host.Anyone.GetJsonAsync("/v1/groups?" + (cursor is null ? "" : "cursor=" + cursor));
            Assert.Empty(page.GetProperty("items").EnumerateArray());
            seen.AddRange(page.GetProperty("digital").EnumerateArray().Select(group => group.Id()));
            cursor = page.GetProperty("digitalCursor").GetString();
        } while (cursor is not null);

        Assert.Equal(all.Select(group => group.Id).Order(), seen.Order());
    }

    [Fact]
    public async Task Bodies_are_met_once_while_others_are_added_and_ended()
    {
        var random = Always.Random();
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        var ended = new Queue<Guid>();
        for (var i = 0; i < 10; i++)
        {
            ended.Enqueue(await AddAsync());
        }

        var before = await WalkAsync("/v1/bodies", 100, () => Task.CompletedTask);
        var leaving = ended.ToArray();
        var during = await WalkAsync(
            "/v1/bodies",
            5,
            async () =>
            {
                await AddAsync();
                if (ended.TryDequeue(out var body))
                {
                    await national.PutJsonAsync($"/v1/bodies/{body}/end", null);
                }
            }
        );

        var lasting = before.Except(leaving).ToArray();
        Assert.Empty(lasting.Except(during));
        Assert.Equal(during.Distinct().Count(), during.Count);

        async Task<Guid> AddAsync() =>
            (
                await national.PostJsonAsync(
                    "/v1/bodies",
                    new
                    {
                        kind = "contact-point",
                        name = $"{(char)('A' + random.Next(26))} kontaktpunkt",
                        email = "a@example.org",
                        house = "municipality:3301",
                    }
                )
            ).Id();
    }

    [Theory]
    [InlineData("bo")]
    [InlineData("30")]
    [InlineData("nes")]
    public async Task Places_in_pages_are_the_places_of_one_page(string q)
    {
        var whole = await PlacesAsync(100);
        Assert.InRange(whole.Count, 5, 100_000);
        foreach (var limit in new[] { 1, 3, 20 })
        {
            Assert.Equal(whole, await PlacesAsync(limit));
        }

        async Task<List<string>> PlacesAsync(int limit)
        {
            var found = new List<string>();
            string? cursor = null;
            do
            {
                var page = await host.Anyone.PostJsonAsync(
                    "/v1/places/search",
                    new JsonObject
                    {
                        ["q"] = q,
                        ["limit"] = limit,
                        ["cursor"] = cursor,
                    },
                    HttpStatusCode.OK
                );
                found.AddRange(page.GetProperty("items").EnumerateArray().Select(place => place.Text("place")));
                cursor = page.GetProperty("nextCursor").GetString();
            } while (cursor is not null && found.Count < 200);
            return [.. found.Take(100)];
        }
    }

    [Fact]
    public async Task A_cursor_is_refused_with_another_question_than_its_own()
    {
        await host.FillAsync(GroupsInBulk.Points(10, 30));
        var cursor = (await host.Anyone.GetJsonAsync("/v1/groups?state=open&limit=3")).Text("nextCursor");

        await host.Anyone.GetJsonAsync($"/v1/groups?state=open&limit=20&cursor={cursor}");
        foreach (var other in new[] { "groups?", "groups?state=full&", "groups?state=open&topic=grief&", "bodies?" })
        {
            var problem = await host.Anyone.GetJsonAsync($"/v1/{other}cursor={cursor}", HttpStatusCode.BadRequest);
            Assert.Equal("cursor-invalid", problem.Code());
        }
    }

    private async Task<List<Guid>> WalkAsync(string path, int limit, Func<Task> between)
    {
        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await host.Anyone.GetJsonAsync(
                $"{path}?limit={limit}{(cursor is null ? "" : "&cursor=" + cursor)}"
            );
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.Id()));
            cursor = page.GetProperty("nextCursor").GetString();
            await between();
        } while (cursor is not null);
        return seen;
    }
}
