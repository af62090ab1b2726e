using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using FsCheck.Fluent;
using Matching.Access;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Cases;
using Matching.Jobs;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Cases;

/// <summary>
/// Whatever bodies and persons do, in whatever order: the service does just what a small model of the rules does, and
/// everybody always has one body that may answer. Mails wait for one o'clock, and are looked at in the outbox.
/// </summary>
[Trait("Category", "Long")]
public sealed class RandomHistoriesTests(RandomHistoriesTests.Host host) : IClassFixture<RandomHistoriesTests.Host>
{
    private const int LongestHistory = 24,
        MostInterests = 4;

    private static readonly int Histories = Always.Usually(some: 24, all: 60);

    private const string Place = "municipality:3328";
    private static readonly string[] Chain =
    [
        "contact-point-al",
        "contact-point-gol",
        "district-oslo",
        "national-office",
    ];

    private readonly Dictionary<string, int> _done = [];

    private enum Act
    {
        Register,
        Morning,
        Acknowledge,
        Write,
        Close,
        HandOver,
        Pause,
        Resume,
        End,
        Bounce,
        Mend,
    }

    /// <param name="Whom">Which interest, counted around.</param>
    /// <param name="Body">Which body of the chain, not the last.</param>
    /// <param name="Number">Days that pass, or the body that something is handed to.</param>
    private sealed record Step(Act Act, int Whom, int Body, int Number);

    [Fact]
    public void Everybody_always_has_one_body_that_may_answer_and_nobody_is_forgotten_past_her_day()
    {
        var act = Gen.Frequency(
            (3, Gen.Constant(Act.Register)),
            (12, Gen.Constant(Act.Morning)),
            (2, Gen.Constant(Act.Acknowledge)),
            (2, Gen.Constant(Act.Write)),
            (1, Gen.Constant(Act.Close)),
            (2, Gen.Constant(Act.HandOver)),
            (1, Gen.Constant(Act.Pause)),
            (2, Gen.Constant(Act.Resume)),
            (1, Gen.Constant(Act.End)),
            (1, Gen.Constant(Act.Bounce)),
            (1, Gen.Constant(Act.Mend))
        );
        var step =
            from what in act
            from whom in Gen.Choose(0, MostInterests - 1)
            from body in Gen.Choose(0, Chain.Length - 2)
            from number in Gen.Choose(0, 5)
            select new Step(what, whom, body, number);
        var histories = from length in Gen.Choose(6, LongestHistory) from steps in step.ArrayOf(length) select steps;

        Always.Holds(histories, steps => PlayAsync(steps).GetAwaiter().GetResult(), Histories);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Histories} histories: {string.Join(", ", _done.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Value} {one.Key}"))}"
        );
    }

    private async Task PlayAsync(Step[] steps)
    {
        await host.ForgetAsync();
        var model = new ClockModel(Chain.Length, body => host.Ids[body]);
        var persons = new List<HttpClient>();
        await RegisterAsync();
        foreach (var step in steps)
        {
            var today = host.Clock.Today();
            var body = step.Body;
            if (step.Act == Act.Register)
            {
                await RegisterAsync();
            }
            else if (step.Act == Act.Morning)
            {
                host.Clock.Advance(TimeSpan.FromDays(1 + (step.Number / 2)));
                await host.RunAloneAsync("remind-cases");
                await host.RunAloneAsync("pass-on-silent-cases");
                model.Morning(host.Clock.Today());
                NobodyIsForgotten(model, host.Clock.Today());
            }
            else if (step.Act is Act.Acknowledge or Act.Write or Act.Close or Act.HandOver)
            {
                var whom = step.Whom % persons.Count;
                await OnCaseAsync(step, model, model.Cases[whom], persons[whom], today);
            }
            else if (model.Bodies[body].State != "ended" || step.Act == Act.Resume)
            {
                await OnBodyAsync(step.Act, model, body, today);
            }

            _done[step.Act.ToString()] = _done.GetValueOrDefault(step.Act.ToString()) + 1;
            await host.RunJobsAsync();
            await CompareAsync(model, steps);
        }

        foreach (var (@case, person) in model.Cases.Zip(persons))
        {
            var page = await person.GetJsonAsync("/v1/interest");
            Assert.Equal(model.IdOf(@case.Body), page.GetProperty("responsible").Id());
            Assert.Equal(
                @case.Why,
                page.GetProperty("handedOver") is { ValueKind: System.Text.Json.JsonValueKind.Object } why
                    ? why.Code()
                    : null
            );
        }

        async Task RegisterAsync()
        {
            if (persons.Count < MostInterests)
            {
                var (person, path) = await host.RegisterAsync(Place);
                persons.Add(person);
                model.Register(path.CaseId(), host.Clock.Today());
                await CompareAsync(model, steps);
            }
        }
    }

    private async Task OnCaseAsync(
        Step step,
        ClockModel model,
        ClockModel.Case @case,
        HttpClient person,
        DateOnly today
    )
    {
        if (step.Act == Act.Write)
        {
            await person.PostJsonAsync("/v1/interest/messages", new { text = "Er noen der?" });
            model.Write(@case, today);
            return;
        }

        // The keys of a body that ended open nothing.
        if (model.Bodies[@case.Body].State == "ended")
        {
            return;
        }

        var staff = host.Staff[@case.Body];
        var path = $"/v1/desk/cases/{@case.Id}";
        if (step.Act == Act.HandOver)
        {
            var to = step.Number % Chain.Length;
            var expected =
                @case.State == "closed" || to == @case.Body ? HttpStatusCode.Conflict
                : model.CanAnswer(to) ? HttpStatusCode.NoContent
                : HttpStatusCode.UnprocessableEntity;
            await staff.PutJsonAsync($"{path}/handover", new { to = host.Ids[to], reason = "no-capacity" }, expected);
            Assert.Equal(expected == HttpStatusCode.NoContent, model.HandOver(@case, to, today));
            return;
        }

        var (verb, body, legal) =
            step.Act == Act.Acknowledge
                ? ("acknowledgement", (object?)null, model.Acknowledge(@case))
                : ("closure", new { reason = "by-agreement" }, model.Close(@case));
        await staff.PutJsonAsync($"{path}/{verb}", body, legal ? HttpStatusCode.NoContent : HttpStatusCode.Conflict);
    }

    private async Task OnBodyAsync(Act act, ClockModel model, int body, DateOnly today)
    {
        var path = $"/v1/bodies/{host.Ids[body]}";
        switch (act)
        {
            case Act.Pause:
                await host.National.PutJsonAsync($"{path}/pause", null, Status(model.Pause(body, today)));
                break;
            case Act.Resume:
                var back = model.Resume(body) ? HttpStatusCode.NoContent : HttpStatusCode.Conflict;
                await host.National.DeleteJsonAsync($"{path}/pause", back);
                break;
            case Act.End:
                await host.National.PutJsonAsync($"{path}/end", null, Status(model.End(body, today)));
                break;
            case Act.Bounce:
                await host.BounceAsync(host.Ids[body], today);
                model.Bounce(body, today);
                break;
            default:
                await host.National.PutJsonAsync(path, host.NewAddress());
                model.Mend(body);
                break;
        }

        static HttpStatusCode Status(bool legal) => legal ? HttpStatusCode.OK : HttpStatusCode.Conflict;
    }

    // What the rules promise, asked of the model, which the service equals.
    private static void NobodyIsForgotten(ClockModel model, DateOnly today) =>
        Assert.All(
            model.Cases.Where(one => one.State == "told" && WorkingDays.IsWorkingDay(today)),
            one =>
            {
                Assert.True(one.Reminded is not null || one.Deadline >= today);
                Assert.True(one.Body == model.Last || one.Reminded is not { } day || WorkingDays.After(day, 2) > today);
            }
        );

    private async Task CompareAsync(ClockModel model, Step[] steps)
    {
        var what = string.Join("; ", steps.Select(step => step.ToString()));
        Assert.All(
            model.Cases.Where(one => one.State != "closed" && one.Body != model.Last),
            one =>
            {
                var body = model.Bodies[one.Body];
                Assert.True(body is { State: not "ended", Unreachable: false }, what);
                Assert.True(body.State == "active" || one.State == "acknowledged", what);
            }
        );
        var (cases, bodies, told) = await host.SeeAsync();
        Assert.Equal(
            model
                .Cases.Select(one => $"{one.Id} {one.State} {Chain[one.Body]} {one.Deadline:O} {one.Reminded:O}")
                .Order(StringComparer.Ordinal),
            cases.Order(StringComparer.Ordinal)
        );
        Assert.Equal(model.Bodies.Select(body => $"{body.State} {body.Unreachable} {body.Silent}"), bodies);
        Assert.Equal(model.Told.Select(model.IdOf).Order(), told.Order());
        model.Told.Clear();
    }

    /// <summary>A service whose bodies and persons are forgotten from one history to the next.</summary>
    public sealed class Host : TestHost
    {
        private int _addresses;
        private DateTimeOffset _start;

        public List<Guid> Ids { get; } = [];

        public List<HttpClient> Staff { get; } = [];

        public HttpClient National { get; private set; } = null!;

        protected override IReadOnlyDictionary<string, string?> Settings =>
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["Notifications:AtOnce"] = "false" };

        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            foreach (var key in Chain)
            {
                Ids.Add(await BodyAsync(key));
                Staff.Add(await StaffAsync(key));
            }

            National = await StaffAsync(Chain[^1], Role.NationalAdmin);
            Clock.Set("2026-11-23T07:00:00Z");
            _start = Clock.GetUtcNow();
        }

        public async Task ForgetAsync()
        {
            Clock.Advance(_start - Clock.GetUtcNow());
            await SqlAsync($"delete from interests");
            await SqlAsync($"delete from errands");
            await SqlAsync($"delete from jobs");
            await SqlAsync($"update bodies set state = 'active', unreachable_since = null, silent_since = null");
            await SqlAsync($"update api_keys set revoked_on = null");
        }

        /// <summary>What follows when the mail server refuses an address for good.</summary>
        public async Task BounceAsync(Guid body, DateOnly today)
        {
            await SqlAsync($"update bodies set unreachable_since = {today} where id = {body}");
            await WithDbAsync(async db =>
            {
                await db.EnqueueAsync(Body.StoppedAnswering, body, Clock.GetUtcNow(), default);
                return true;
            });
        }

        public object NewAddress() =>
            new
            {
                name = "A body",
                email = $"new-{++_addresses}@example.org",
                house = Place,
            };

        /// <summary>
        /// Cases, bodies in the order of the chain, and which bodies a mail waits for; that is forgotten.
        /// </summary>
        public Task<(string[] Cases, string[] Bodies, Guid[] Told)> SeeAsync() =>
            WithDbAsync(async db =>
            {
                var bodies = await db.Bodies.AsNoTracking().Where(body => Ids.Contains(body.Id)).ToListAsync();
                var cases = await db.Cases.AsNoTracking().ToListAsync();
                var told = await db
                    .Jobs.Where(job => job.Kind == News.ForBody && job.State == "waiting")
                    .Select(job => job.Subject!.Value)
                    .ToListAsync();
                await db.Jobs.ExecuteDeleteAsync();
                return (
                    cases
                        .Select(row =>
                            $"{row.Id} {Database.Codes.Of(row.State)} {Chain[Ids.IndexOf(row.Body)]} {row.Deadline:O} {row.RemindedOn:O}"
                        )
                        .ToArray(),
                    bodies
                        .OrderBy(body => Ids.IndexOf(body.Id))
                        .Select(body =>
                            $"{Database.Codes.Of(body.State)} {body.UnreachableSince is not null} {body.SilentSince is not null}"
                        )
                        .ToArray(),
                    told.ToArray()
                );
            });
    }
}
