using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FsCheck.Fluent;
using Matching.Starters;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Starters;

/// <summary>Random histories of groups that await starters, against plain reckoning.</summary>
public sealed class StarterTurnsTests(TestHost host) : IClassFixture<TestHost>
{
    private const int Wanted = 2;
    private const int Least = 1;
    private const int OfferDays = 7;

    // Kilometres from the groups' municipality are asked of the database once; the reckoning is ours.
    private static readonly string[] Homes =
    [
        "town:drammen",
        "town:hokksund",
        "town:kongsberg",
        "town:asker",
        "town:horten",
    ];

    [Fact]
    [Trait("Category", "Long")]
    public async Task Each_is_asked_in_her_turn_once_and_never_for_more_than_she_would_do()
    {
        var staff = await host.StaffAsync("contact-point-drammen");
        var (histories, asked, taken) = (0, 0, 0);
        var cases =
            from starters in Gen.ArrayOf(
                from home in Gen.Elements(Homes)
                from atATime in Gen.Choose(1, 2)
                from now in Gen.Elements(0, 0, 1)
                from topic in Gen.Elements(null, "grief", "loss-of-child", "cancer")
                select new Given(home, atATime, now, topic)
            )
            where starters.Length is > 1 and < 9
            from groups in Gen.Choose(1, 3)
            from steps in Gen.ArrayOf(
                from act in Gen.Elements("accept", "accept", "decline", "pause", "resume", "days", "run", "run")
                from which in Gen.Choose(0, 1000)
                select (act, which)
            )
            select (starters, groups, steps: steps.Take(25).ToArray());

        Always.Holds(
            cases,
            given =>
            {
                var world = World.MakeAsync(host, staff, given.starters, given.groups).GetAwaiter().GetResult();
                foreach (var (act, which) in given.steps.Append(("run", 0)))
                {
                    world.StepAsync(act, which).GetAwaiter().GetResult();
                }

                histories++;
                asked += world.Asked;
                taken += world.Taken;
            },
            count: Always.Usually(some: 16, all: 40)
        );

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{histories} histories: {asked} requests in their turn, {taken} taken"
        );
        Assert.True(asked > histories, "hardly anybody is ever asked");
    }

    private sealed record Given(string Home, int GroupsAtATime, int GroupsNow, string? Topic);

    private sealed class Person(Guid id, Given given, int km)
    {
        public Guid Id => id;

        public Given Given => given;

        public int Km => km;

        public bool Pauses { get; set; }

        // The very topic of the groups, a relative of it, any; null: neither.
        public int? Fits =>
            given.Topic switch
            {
                "grief" => 0,
                "loss-of-child" => 1,
                null => 2,
                _ => null,
            };
    }

    private sealed class Group(Guid id)
    {
        public Guid Id => id;

        public Dictionary<Person, (RequestState State, DateOnly Until)> Requests { get; } = [];

        public bool Awaits => Count(RequestState.Accepted) < Least;

        public int Live => Count(RequestState.Asked) + Count(RequestState.Accepted);

        public int Count(RequestState state) => Requests.Values.Count(request => request.State == state);
    }

    private sealed class World(TestHost host, HttpClient staff, List<Person> people, List<Group> groups)
    {
        private readonly HashSet<(Guid, Guid)> _noMore = [];

        public int Asked { get; private set; }

        public int Taken => groups.Sum(group => group.Count(RequestState.Accepted));

        private DateOnly Today => DateOnly.FromDateTime(host.Clock.GetUtcNow().UtcDateTime);

        public static async Task<World> MakeAsync(TestHost host, HttpClient staff, Given[] starters, int number)
        {
            host.Clock.Set("2026-11-21T09:00:00Z");
            await host.SqlAsync($"delete from starters");
            await host.SqlAsync($"update groups set state = 'ended', awaits_starter = false");
            var groups = new List<Group>();
            for (var i = 0; i < number; i++)
            {
                groups.Add(new((await host.AwaitingGroupAsync(staff)).Id()));
            }

            var people = new List<Person>();
            foreach (var given in starters)
            {
                var made = await staff.AddStarterAsync(
                    ("home", given.Home),
                    ("radiusKm", 45),
                    ("topics", given.Topic is { } topic ? new JsonArray(topic) : new JsonArray()),
                    ("groupsAtATime", given.GroupsAtATime),
                    ("groupsNow", given.GroupsNow)
                );
                var km = await host.WithDbAsync(async db =>
                {
                    var (group, starter) = (
                        (await db.Groups.FindAsync(groups[0].Id))!,
                        (await db.Starters.FindAsync(made.Id()))!
                    );
                    return Geodesic.Metres(
                            group.PublicLongitude,
                            group.PublicLatitude,
                            starter.Longitude,
                            starter.Latitude
                        ) / 1000;
                });
                if (km <= 45)
                {
                    people.Add(new(made.Id(), given, (int)Math.Round(km)));
                }
            }

            return new(host, staff, people, [.. groups.OrderBy(group => group.Id.ToString(), StringComparer.Ordinal)]);
        }

        public async Task StepAsync(string act, int which)
        {
            switch (act)
            {
                case "run":
                    await host.InScopeAsync(services => AskStarters.RunAsync(services, default));
                    Run();
                    break;
                case "days":
                    host.Clock.Advance(TimeSpan.FromDays(4));
                    break;
                case "pause" or "resume" when people.Count > 0:
                    await PauseAsync(people[which % people.Count], act == "pause");
                    break;
                case "accept" or "decline":
                    await AnswerAsync(which, act == "accept");
                    break;
            }

            await CompareAsync();
        }

        private async Task PauseAsync(Person person, bool pauses)
        {
            if (pauses != person.Pauses)
            {
                var path = $"/v1/starters/{person.Id}/pause";
                await (pauses ? staff.PutJsonAsync(path, null) : staff.DeleteJsonAsync(path));
                person.Pauses = pauses;
            }
        }

        private async Task AnswerAsync(int which, bool yes)
        {
            var waiting = (await staff.GetJsonAsync("/v1/desk/starter-requests?limit=100"))
                .GetProperty("items")
                .EnumerateArray()
                .OrderBy(item => item.Id().ToString(), StringComparer.Ordinal)
                .ToList();
            if (waiting.Count == 0)
            {
                return;
            }

            var item = waiting[which % waiting.Count];
            var person = people.Single(one => one.Id == item.GetProperty("starter").Id());
            var group = groups.Single(one => one.Id == item.GetProperty("group").Id());
            var closed = DateOnly.Parse(item.Text("until"), CultureInfo.InvariantCulture) < Today;
            var refused = closed || (yes && person.Pauses);
            await staff.PutJsonAsync(
                $"/v1/desk/starter-requests/{item.Id()}/answer",
                yes ? new { answer = "accept" } : new { answer = "decline", reason = "no-time" },
                refused ? System.Net.HttpStatusCode.Conflict : System.Net.HttpStatusCode.OK
            );
            if (!refused)
            {
                group.Requests[person] = (yes ? RequestState.Accepted : RequestState.Declined, default);
                Settle(group);
            }
        }

        private static void Settle(Group group)
        {
            foreach (var spare in group.Requests.Keys.ToList())
            {
                if (group.Count(RequestState.Accepted) >= Wanted && group.Requests[spare].State == RequestState.Asked)
                {
                    group.Requests[spare] = (RequestState.Withdrawn, default);
                }
            }
        }

        // The same by plain reckoning: one group after the other, as the job does it.
        private void Run()
        {
            foreach (var group in groups)
            {
                foreach (var person in group.Requests.Keys.ToList())
                {
                    var (state, until) = group.Requests[person];
                    if (state == RequestState.Asked && (until < Today || person.Pauses))
                    {
                        group.Requests[person] = (
                            until < Today ? RequestState.Lapsed : RequestState.Withdrawn,
                            default
                        );
                    }
                }

                while (group.Awaits && group.Live < Wanted && Next(group) is { } next)
                {
                    Assert.True(_noMore.Add((group.Id, next.Id)) || IsWithdrawn(group, next), "asked twice");
                    group.Requests[next] = (RequestState.Asked, Today.AddDays(OfferDays));
                    Asked++;
                }
            }
        }

        private static bool IsWithdrawn(Group group, Person person) =>
            group.Requests.TryGetValue(person, out var request) && request.State == RequestState.Withdrawn;

        private Person? Next(Group group) =>
            people
                .Where(person => person.Fits is not null && !person.Pauses)
                .Where(person => !group.Requests.ContainsKey(person) || IsWithdrawn(group, person))
                .Where(person => Load(person) < person.Given.GroupsAtATime)
                .OrderBy(person => person.Km)
                .ThenBy(person => (double)Load(person) / person.Given.GroupsAtATime)
                .ThenBy(person => person.Fits)
                .ThenBy(person => person.Id.ToString(), StringComparer.Ordinal)
                .FirstOrDefault();

        private int Load(Person person) =>
            person.Given.GroupsNow
            + groups.Count(group =>
                group.Requests.TryGetValue(person, out var request)
                && request.State is RequestState.Asked or RequestState.Accepted
            );

        private async Task CompareAsync()
        {
            foreach (var group in groups)
            {
                var answered = await host.WithDbAsync(db =>
                    Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.ToListAsync(
                        db.StarterRequests.Where(row => row.GroupId == group.Id)
                    )
                );
                // Of one who was asked again after a pause, the last request is what counts.
                Assert.All(
                    answered.GroupBy(row => row.Starter),
                    rows => Assert.True(rows.Count(row => row.State != RequestState.Withdrawn) <= 1, "asked twice")
                );
                Assert.Equal(
                    group
                        .Requests.Select(request => (request.Key.Id, request.Value.State))
                        .OrderBy(request => request.Id),
                    answered
                        .GroupBy(row => row.Starter)
                        .Select(rows =>
                            (Id: rows.Key, rows.OrderBy(row => row.State == RequestState.Withdrawn).First().State)
                        )
                        .OrderBy(request => request.Id)
                );
                Assert.True(group.Live <= Wanted, "more than wanted at a time");
            }

            Assert.All(people, person => Assert.True(Load(person) <= person.Given.GroupsAtATime, "too much to do"));
        }
    }
}
