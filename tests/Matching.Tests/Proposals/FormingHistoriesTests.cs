using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FsCheck.Fluent;
using Matching.Access;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Interests;
using Matching.Matches;
using Matching.Places;
using Matching.Proposals;
using Matching.Tests.Groups;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Proposals;

/// <summary>
/// Random histories of a small world: people of three municipalities come, are invited, answer, correct their wish and
/// go; bodies decide; days pass. After each step what is kept is held against a model in plain C#.
/// </summary>
[Trait("Category", "Long")]
public sealed class FormingHistoriesTests(TestHost host) : IClassFixture<TestHost>
{
    private const int All = 200;
    private static readonly int Histories = Always.Usually(some: 30, All);
    private const int Enough = 4,
        Least = 3,
        Most = 5,
        Beyond = 25;

    private static readonly string[] Towns = ["3431", "3432", "3437"];
    private static readonly string[] Topics = ["grief", "loneliness"];
    private static readonly string[] Times = ["weekday-evening", "weekend-day"];

    /// <summary>What happens next; the number says to whom, or which way.</summary>
    public enum What
    {
        Register,
        Round,
        Yes,
        No,
        Accept,
        Decline,
        Wait,
        Withdraw,
        Correct,
        Days,
    }

    public sealed record Step(What What, int Number)
    {
        public override string ToString() => $"{What} {Number}";
    }

    /// <summary>Somebody, as the model knows her.</summary>
    private sealed class One
    {
        public required Waits Waits { get; init; }
        public required string Town { get; set; }
        public required string? Topic { get; set; }
        public required string? Time { get; set; }
        public required int TravelKm { get; set; }
        public required DateOnly Day { get; init; }
        public bool Gone { get; set; }

        /// <summary>
        /// She has never been in anything, nor corrected anything: only her turn tells her from her like.
        /// </summary>
        public bool Fresh { get; set; } = true;

        /// <summary>About what and how far away she said no, and until when.</summary>
        public List<(short? Topic, double Km, DateOnly Until)> Noes { get; } = [];
    }

    [Fact]
    public async Task Nothing_is_oversold_nobody_stands_in_two_and_a_no_is_respected_in_any_history()
    {
        var world = await World.OfAsync(host);
        var steps =
            from what in Gen.Frequency(
                (10, Gen.Constant(What.Register)),
                (6, Gen.Constant(What.Round)),
                (6, Gen.Constant(What.Yes)),
                (2, Gen.Constant(What.No)),
                (3, Gen.Constant(What.Accept)),
                (1, Gen.Constant(What.Decline)),
                (1, Gen.Constant(What.Wait)),
                (1, Gen.Constant(What.Withdraw)),
                (1, Gen.Constant(What.Correct)),
                (1, Gen.Constant(What.Days))
            )
            from number in Gen.Choose(0, 999)
            select new Step(what, number);
        var histories = from length in Gen.Choose(15, 35) from history in Gen.ArrayOf(steps, length) select history;
        Always.Holds(histories, history => world.LiveAsync(history).GetAwaiter().GetResult(), Histories);
        world.Say();
        Assert.True(
            world.Proposals > Histories / 4 && (world.Formed > 0 || Histories < All),
            "the histories are too quiet to show anything"
        );
    }

    private sealed class World(
        TestHost host,
        HttpClient national,
        IReadOnlyDictionary<string, Place> places,
        IReadOnlyList<Place> sites,
        Guid group
    )
    {
        private readonly List<One> _people = [];
        private int _answers;

        public int Proposals { get; private set; }

        public int Formed { get; private set; }

        public static async Task<World> OfAsync(TestHost host)
        {
            var national = await host.StaffAsync("national-office", Role.NationalAdmin);
            foreach (var key in new[] { "contact-point-dovre", "district-brumunddal" })
            {
                await national.PutJsonAsync(
                    $"/v1/bodies/{await host.BodyAsync(key)}/policy",
                    new
                    {
                        enough = Enough,
                        leastMembers = Least,
                        mostMembers = Most,
                        offers = "automatic",
                    }
                );
            }

            var group = await national.OpenGroupAsync(
                GroupsOfTests.Form(
                    ("capacity", 4),
                    ("members", 0),
                    ("meeting", JsonNode.Parse("""{ "form": "in-person", "municipality": "3432" }"""))
                )
            );
            var codes = Towns.Select(town => "municipality:" + town).ToList();
            var places = await host.WithDbAsync(db =>
                db.Places.AsNoTracking()
                    .Where(place => codes.Contains(place.Code))
                    .ToDictionaryAsync(place => place.Code)
            );
            var sites = await host.WithDbAsync(db =>
                db.Places.AsNoTracking()
                    .Where(place =>
                        !place.Historical
                        && place.Municipality != null
                        && place.Longitude != null
                        && (
                            place.Kind == PlaceKind.Town
                            || db.Bodies.Any(body =>
                                body.House == place.Code
                                && body.Kind == BodyKind.ContactPoint
                                && body.State == BodyState.Active
                            )
                        )
                    )
                    .ToListAsync()
            );
            return new(host, national, places, sites, group.Id());
        }

        public void Say() =>
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"{Histories} histories: {Proposals} proposals, {_answers} answers, {Formed} groups formed"
            );

        public async Task LiveAsync(IReadOnlyList<Step> history)
        {
            _people.Clear();
            host.Clock.Set("2026-11-21T09:00:00Z");
            await host.SqlAsync($"delete from offers");
            await host.SqlAsync($"delete from proposal_members");
            await host.SqlAsync($"delete from proposals");
            await host.SqlAsync($"delete from proposals_to_review");
            await host.SqlAsync($"delete from interests");
            await host.SqlAsync($"update groups set state = 'ended' where proposed");
            await host.SqlAsync($"update groups set members = 0, state = 'open' where id = {group}");
            foreach (var step in history)
            {
                await DoAsync(step);
                await CheckAsync(afterRound: step.What == What.Round);
            }

            Proposals += await host.WithDbAsync(db => db.Proposals.CountAsync());
            Formed += await host.WithDbAsync(db => db.Proposals.CountAsync(row => row.State == ProposalState.Formed));
        }

        private async Task DoAsync(Step step)
        {
            switch (step.What)
            {
                case What.Register:
                    await RegisterAsync(step.Number);
                    break;
                case What.Round:
                    await host.PlaceWaitingAsync();
                    break;
                case What.Yes or What.No:
                    await AnswerAsync(step);
                    break;
                case What.Accept or What.Decline or What.Wait:
                    await DecideAsync(step);
                    break;
                case What.Withdraw when Pick(_people.Where(one => !one.Gone), step.Number) is { } one:
                    await one.Waits.Person.DeleteJsonAsync("/v1/interest");
                    one.Gone = true;
                    break;
                case What.Correct when Pick(_people.Where(one => !one.Gone), step.Number) is { } one:
                    await CorrectAsync(one, step.Number);
                    break;
                case What.Days:
                    host.Clock.Advance(TimeSpan.FromDays(1 + (step.Number % 10)));
                    await host.LapseInvitationsAsync();
                    break;
            }
        }

        private static T? Pick<T>(IEnumerable<T> some, int number)
            where T : class => some.ToList() is { Count: > 0 } list ? list[number % list.Count] : null;

        // When each came into a proposal, as far as was seen.
        private readonly Dictionary<(Guid Proposal, Guid Interest), DateOnly> _joined = [];

        private DateOnly Today => host.Clock.Today();

        private static (string Town, string? Topic, string? Time, int TravelKm) Wish(int number) =>
            (
                Towns[number % 3],
                number % 7 == 0 ? null : Topics[number % 5 == 0 ? 1 : 0],
                number % 4 == 0 ? null : Times[number % 11 == 0 ? 1 : 0],
                number % 6 == 0 ? 10 : 30
            );

        private static (string, JsonNode?)[] Changes((string Town, string? Topic, string? Time, int TravelKm) wish) =>
            [
                ("place", "municipality:" + wish.Town),
                ("tellLocal", true),
                ("topics", wish.Topic is null ? new JsonArray() : new JsonArray(wish.Topic)),
                ("times", wish.Time is null ? new JsonArray() : new JsonArray(wish.Time)),
                ("travelKm", wish.TravelKm),
            ];

        private async Task RegisterAsync(int number)
        {
            var wish = Wish(number);
            _people.Add(
                new One
                {
                    Waits = await host.RegisterAsync(Changes(wish)),
                    Town = wish.Town,
                    Topic = wish.Topic,
                    Time = wish.Time,
                    TravelKm = wish.TravelKm,
                    Day = Today,
                }
            );
        }

        private async Task CorrectAsync(One one, int number)
        {
            var wish = Wish(number / 3);
            await one.Waits.Person.PutJsonAsync("/v1/interest", WaitingOfTests.Form(Changes(wish)));
            (one.Town, one.Topic, one.Time, one.TravelKm) = wish;
            one.Fresh = false;
        }

        private async Task AnswerAsync(Step step)
        {
            var today = Today;
            var open = await host.WithDbAsync(db =>
                db.Offers.AsNoTracking()
                    .Where(offer => offer.State == OfferState.Open && offer.Until >= today)
                    .OrderBy(offer => offer.Day)
                    .ThenBy(offer => offer.Id)
                    .ToListAsync()
            );
            if (Pick(open, step.Number) is not { } offer)
            {
                return;
            }

            _answers++;
            var one = _people.Single(person => person.Waits.Interest == offer.Interest);
            one.Fresh = false;
            var answer = await one.Waits.Person.SendTextAsync(
                HttpMethod.Put,
                $"/v1/interest/answers/{offer.Id}",
                step.What == What.Yes ? """{ "answer": "yes" }""" : """{ "answer": "no" }"""
            );
            Assert.Contains(answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.Conflict]);
            if (step.What == What.No && offer.Proposal is { } id && answer.IsSuccessStatusCode)
            {
                var proposal = await host.WithDbAsync(db => db.Proposals.SingleAsync(row => row.Id == id));
                one.Noes.Add((proposal.Topic, Km(one, proposal), today.AddDays(90)));
            }
        }

        private async Task DecideAsync(Step step)
        {
            var undecided = await host.WithDbAsync(db =>
                db.Proposals.AsNoTracking()
                    .Where(row => row.State == ProposalState.Open || row.State == ProposalState.Waiting)
                    .OrderBy(row => row.Day)
                    .ThenBy(row => row.Id)
                    .ToListAsync()
            );
            if (Pick(undecided, step.Number) is not { } proposal)
            {
                return;
            }

            object decision = step.What switch
            {
                What.Accept => new { decision = "accept" },
                What.Decline => new { decision = "decline", reason = "no-room-now" },
                _ => new { decision = "wait", until = Today.AddDays(3) },
            };
            var answer = await national.SendTextAsync(
                HttpMethod.Put,
                $"/v1/desk/proposals/{proposal.Id}/decision",
                System.Text.Json.JsonSerializer.Serialize(decision, System.Text.Json.JsonSerializerOptions.Web)
            );
            Assert.Contains(
                answer.StatusCode,
                (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.UnprocessableEntity]
            );
        }

        private async Task CheckAsync(bool afterRound)
        {
            var today = Today;
            var offers = await host.WithDbAsync(db => db.Offers.AsNoTracking().ToListAsync());
            var members = await host.WithDbAsync(db => db.ProposalMembers.AsNoTracking().ToListAsync());
            var proposals = await host.WithDbAsync(db => db.Proposals.AsNoTracking().ToDictionaryAsync(row => row.Id));
            var groups = await host.WithDbAsync(db => db.Groups.AsNoTracking().ToDictionaryAsync(row => row.Id));
            var interests = await host.WithDbAsync(db => db.Interests.AsNoTracking().ToDictionaryAsync(row => row.Id));
            foreach (var member in members)
            {
                _joined.TryAdd((member.Proposal, member.Interest), today);
                _people.Single(one => one.Waits.Interest == member.Interest).Fresh &=
                    member.Live && proposals[member.Proposal].IsUndecided;
            }

            // Nobody is in two live invitations, or stands in two proposals, or has a yes that leads nowhere.
            Assert.All(
                offers
                    .Where(offer => offer.Kind == OfferKind.Invitation && offer.State == OfferState.Open)
                    .CountBy(offer => offer.Interest),
                count => Assert.Equal(1, count.Value)
            );
            Assert.All(
                members.Where(member => member.Live).CountBy(member => member.Interest),
                count => Assert.Equal(1, count.Value)
            );
            Assert.All(
                offers.Where(offer =>
                    offer is { Kind: OfferKind.Invitation, State: OfferState.Accepted, GroupId: null }
                ),
                offer =>
                    Assert.Equal(
                        (ProposalState.Accepted, InterestState.Offered),
                        (proposals[offer.Proposal!.Value].State, interests[offer.Interest].State)
                    )
            );

            // No place is sold twice.
            Assert.All(
                offers
                    .Where(offer => offer.State == OfferState.Open && offer.Until >= today && offer.GroupId is not null)
                    .CountBy(offer => offer.GroupId!.Value),
                held => Assert.True(groups[held.Key].Members + held.Value <= groups[held.Key].Capacity)
            );
            Assert.All(
                proposals.Values.Where(row => row.State == ProposalState.Formed),
                row => Assert.True(groups[row.GroupId!.Value].Members >= Least)
            );

            // A no is respected.
            foreach (var one in _people.Where(one => !one.Gone))
            {
                var now = members.SingleOrDefault(member => member.Live && member.Interest == one.Waits.Interest);
                Assert.DoesNotContain(
                    one.Noes,
                    no =>
                        now is not null
                        && no.Until >= today
                        && proposals[now.Proposal].Topic == no.Topic
                        && Km(one, proposals[now.Proposal]) > no.Km - 0.01
                );
            }

            if (afterRound)
            {
                foreach (var proposal in proposals.Values.Where(row => row.IsUndecided))
                {
                    CheckUndecided(
                        proposal,
                        [.. members.Where(member => member.Live && member.Proposal == proposal.Id)]
                    );
                }

                CheckTurns(members, proposals, interests);
            }
        }

        // A proposal holds only those who could meet, and at the place with the shortest longest journey.
        private void CheckUndecided(Proposal proposal, List<ProposalMember> members)
        {
            var people = members.ConvertAll(member => _people.Single(one => one.Waits.Interest == member.Interest));
            Assert.InRange(people.Count, Enough, Most);
            Assert.All(people, one => Assert.False(one.Gone));
            Assert.True(people.Select(one => one.Time).OfType<string>().Distinct().Count() <= 1);
            Assert.True(people.Select(one => one.Topic).OfType<string>().Distinct().Count() <= 1);
            Assert.All(people, one => Assert.True(Km(one, proposal) <= one.TravelKm + Beyond + 0.01));

            var best = sites
                .Where(site => people.All(one => Km(one, site) <= one.TravelKm + Beyond))
                .Where(site =>
                    people.All(one =>
                        one.Noes.TrueForAll(no => no.Topic != proposal.Topic || Km(one, site) < no.Km - 0.01)
                    )
                )
                .Min(site => people.Max(one => Km(one, site)));
            Assert.Equal(best, people.Max(one => Km(one, proposal)), 0.01);
        }

        // Of those whom only their turn tells apart none waits on while a later one is taken.
        private void CheckTurns(
            List<ProposalMember> members,
            Dictionary<Guid, Proposal> proposals,
            Dictionary<Guid, Interest> interests
        )
        {
            var standing = members
                .Where(member => member.Live && proposals[member.Proposal].IsUndecided)
                .ToDictionary(member => member.Interest, member => member.Proposal);
            foreach (
                var like in _people
                    .Where(one => one is { Gone: false, Fresh: true })
                    .GroupBy(one => (one.Town, one.Topic, one.Time, one.TravelKm))
            )
            {
                var waiting = like.Where(one =>
                        !standing.ContainsKey(one.Waits.Interest) && interests[one.Waits.Interest].IsLooking
                    )
                    .ToList();
                var inside = like.Where(one => standing.ContainsKey(one.Waits.Interest)).ToList();
                Assert.True(waiting.Count < Enough, "enough who are alike wait, and no group is proposed to them");
                Assert.All(
                    waiting,
                    one =>
                        Assert.DoesNotContain(
                            inside,
                            later =>
                                _joined[(standing[later.Waits.Interest], later.Waits.Interest)] > one.Day
                                && later.Day > one.Day
                        )
                );
            }
        }

        private double Km(One one, Place site) =>
            Km(places["municipality:" + one.Town], site.Longitude!.Value, site.Latitude!.Value);

        private double Km(One one, Proposal at) => Km(places["municipality:" + one.Town], at.Longitude, at.Latitude);

        private static double Km(Place home, double longitude, double latitude) =>
            home.Longitude == longitude && home.Latitude == latitude
                ? 0
                : Geodesic.Metres(home.Longitude!.Value, home.Latitude!.Value, longitude, latitude) / 1000;
    }
}
