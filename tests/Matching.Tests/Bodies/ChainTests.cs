using System;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Database;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Bodies;

/// <summary>
/// Who answers when the nearest does not. Every change is rolled back, so that one database serves all of them.
/// </summary>
public sealed class ChainTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Al = "municipality:3328",
        Gol = "municipality:3324",
        Tromso = "municipality:5501",
        Dovre = "municipality:3431";
    private static readonly DateOnly Today = new(2026, 11, 21);

    [Fact]
    public Task As_one_body_after_another_ends_the_next_in_the_chain_answers() =>
        TryOutAsync(async db =>
        {
            foreach (
                var (key, because) in new[]
                {
                    ("contact-point-losen", "contact-point-covers"),
                    ("link-tromso", "link-centre-covers"),
                    ("district-alta", "district-office-covers"),
                }
            )
            {
                Assert.Equal((key, because), await AnswersAsync(db, Tromso));
                await EndAsync(db, key);
            }

            Assert.Equal(("national-office", "last-resort"), await AnswersAsync(db, Tromso));
            Assert.Equal(
                ["ended", "ended", "ended", null],
                (await RouteAsync(db, Tromso)).Chain.Select(link => link.PassedOver)
            );
        });

    [Fact]
    public Task Where_a_members_contact_point_has_ended_the_lead_of_its_network_answers() =>
        TryOutAsync(async db =>
        {
            await EndAsync(db, "contact-point-al");
            Assert.Equal(("contact-point-gol", "leads-network"), await AnswersAsync(db, Al));
            await EndAsync(db, "contact-point-gol");
            Assert.Equal(("district-oslo", "district-office-covers"), await AnswersAsync(db, Al));
            await EndAsync(db, "district-oslo");
            Assert.Equal(("national-office", "last-resort"), await AnswersAsync(db, Al));
        });

    [Fact]
    public Task The_lead_of_a_network_stands_once_in_the_chain_of_its_own_place() =>
        TryOutAsync(async db =>
        {
            var chain = (await RouteAsync(db, Gol)).Chain;

            Assert.Equal(
                ["contact-point-covers", "district-office-covers", "last-resort"],
                chain.Select(link => link.Because)
            );
        });

    [Fact]
    public Task A_link_centre_that_leads_a_network_stands_before_the_other_link_centres() =>
        TryOutAsync(async db =>
        {
            var link = await AddAsync(db, BodyKind.LinkCentre, Dovre);
            await db.Database.ExecuteSqlAsync($"update networks set lead = {link} where external_id = 'hallingdal'");
            await db.Database.ExecuteSqlAsync(
                $"update bodies set state = 'ended' where external_id = 'contact-point-al'"
            );

            var chain = (await RouteAsync(db, Al)).Chain;

            Assert.Equal(
                ["contact-point-covers", "leads-network", "district-office-covers", "last-resort"],
                chain.Select(l => l.Because)
            );
            Assert.Equal(link, chain[1].Body);
        });

    [Theory]
    [InlineData("paused", false, "paused")]
    [InlineData("active", true, "unreachable")]
    [InlineData("ended", true, "ended")]
    public Task A_body_that_cannot_answer_is_passed_over_and_the_chain_says_why(
        string state,
        bool bounced,
        string reason
    ) =>
        TryOutAsync(async db =>
        {
            DateOnly? since = bounced ? Today : null;
            await db
                .Bodies.Where(body => body.ExternalId == "contact-point-dovre")
                .ExecuteUpdateAsync(set =>
                    set.SetProperty(body => body.State, Enum.Parse<BodyState>(state, ignoreCase: true))
                        .SetProperty(body => body.UnreachableSince, since)
                );

            var route = await RouteAsync(db, Dovre);

            Assert.Equal(reason, route.Chain[0].PassedOver);
            Assert.Equal("district-brumunddal", await KeyAsync(db, route.Body));
        });

    [Fact]
    public Task A_body_that_names_topics_takes_these_alone_and_not_an_interest_without_one() =>
        TryOutAsync(async db =>
        {
            await db.Database.ExecuteSqlAsync(
                $"update body_coverage set topics = array[6, 7]::smallint[] where body = (select id from bodies where external_id = 'contact-point-dovre')"
            );

            Assert.Equal("contact-point-dovre", (await AnswersAsync(db, Dovre, topics: [6])).Key);
            Assert.Equal("contact-point-dovre", (await AnswersAsync(db, Dovre, topics: [7, 9])).Key);
            Assert.Equal("district-brumunddal", (await AnswersAsync(db, Dovre, topics: [9, 6])).Key);
            Assert.Equal("district-brumunddal", (await AnswersAsync(db, Dovre)).Key);
            Assert.Equal("topic-not-taken", (await RouteAsync(db, Dovre)).Chain[0].PassedOver);
        });

    [Theory]
    [InlineData("2026-11-22", null, false)] // from tomorrow
    [InlineData("2026-11-21", null, true)]
    [InlineData("2026-01-01", "2026-11-21", true)] // until today
    [InlineData("2026-01-01", "2026-11-20", false)] // until yesterday
    public Task Coverage_counts_from_its_first_day_to_its_last(string from, string? until, bool counts) =>
        TryOutAsync(async db =>
        {
            var body = await AddAsync(db, BodyKind.ContactPoint, Dovre);
            await CoverAsync(db, body, "3432", Day(from), until is null ? null : Day(until));

            var route = await RouteAsync(db, "municipality:3432", share: null);

            Assert.Equal(counts, route.Body == body);
            Assert.Equal(counts, route.Chain.Any(link => link.Body == body));
            Assert.Equal(
                counts,
                (await BodyView.ReadAsync(db, [body], Today, CancellationToken.None))[body]
                    .Municipalities.Contains("3432")
            );
        });

    [Fact]
    public Task Among_equals_the_larger_priority_answers_then_the_nearer_house_then_the_smaller_id() =>
        TryOutAsync(async db =>
        {
            var far = await AddAsync(db, BodyKind.ContactPoint, Tromso, "00000000-0000-4000-8000-000000000001");
            var near = await AddAsync(db, BodyKind.ContactPoint, Dovre, "00000000-0000-4000-8000-000000000003");
            var twin = await AddAsync(db, BodyKind.ContactPoint, Dovre, "00000000-0000-4000-8000-000000000002");
            foreach (var body in new[] { far, near, twin })
            {
                await CoverAsync(db, body, "3432");
            }

            Assert.Equal([twin, near, far], await ContactPointsAsync(db));
            await db.Database.ExecuteSqlAsync($"update body_coverage set priority = 1 where body = {far}");
            Assert.Equal([far, twin, near], await ContactPointsAsync(db));

            async Task<Guid[]> ContactPointsAsync(MatchingDb db) =>
                [
                    .. (await RouteAsync(db, "municipality:3432"))
                        .Chain.Where(link => link.Kind == BodyKind.ContactPoint)
                        .Select(link => link.Body),
                ];
        });

    [Fact]
    public Task A_body_too_small_to_hide_the_person_in_is_passed_over_unless_she_allows_it() =>
        TryOutAsync(async db =>
        {
            const double rare = 0.002,
                uncommon = 0.02;

            Assert.Equal("district-brumunddal", (await AnswersAsync(db, Dovre, rare)).Key);
            Assert.Equal("too-few-people", (await RouteAsync(db, Dovre, rare)).Chain[0].PassedOver);
            Assert.Equal("contact-point-dovre", (await AnswersAsync(db, Dovre, uncommon)).Key);
            Assert.Equal("contact-point-dovre", (await AnswersAsync(db, Dovre, share: null)).Key);
            Assert.Equal("national-office", (await AnswersAsync(db, Dovre, 0.000001)).Key);
        });

    [Fact]
    public Task For_a_county_only_those_who_cover_the_whole_of_it_answer() =>
        TryOutAsync(async db =>
        {
            Assert.Equal(
                ["district-office-covers", "last-resort"],
                (await RouteAsync(db, "county:33")).Chain.Select(link => link.Because)
            );
            Assert.Equal(
                ["link-centre-covers", "district-office-covers", "last-resort"],
                (await RouteAsync(db, "county:40")).Chain.Select(link => link.Because)
            );
        });

    [Fact]
    public Task A_code_that_nobody_knows_is_answered_by_the_national_office() =>
        TryOutAsync(async db =>
            Assert.Equal(("national-office", "municipality-unknown"), await AnswersAsync(db, "municipality:9999"))
        );

    private static DateOnly Day(string text) => DateOnly.Parse(text, CultureInfo.InvariantCulture);

    private async Task TryOutAsync(Func<MatchingDb, Task> work) =>
        await host.WithDbAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await work(db);
            return true;
        });

    private static Task<Routing.Route> RouteAsync(
        MatchingDb db,
        string area,
        double? share = 1,
        short[]? topics = null
    ) => Routing.FindAsync(db, area, topics ?? [], share, Today, CancellationToken.None);

    private static async Task<(string? Key, string Because)> AnswersAsync(
        MatchingDb db,
        string area,
        double? share = 1,
        short[]? topics = null
    )
    {
        var route = await RouteAsync(db, area, share, topics);
        return (await KeyAsync(db, route.Body), route.Because);
    }

    private static Task<string?> KeyAsync(MatchingDb db, Guid body) =>
        db.Bodies.Where(row => row.Id == body).Select(row => row.ExternalId).SingleAsync();

    private static Task<int> EndAsync(MatchingDb db, string key) =>
        db.Database.ExecuteSqlAsync($"update bodies set state = 'ended' where external_id = {key}");

    private static async Task<Guid> AddAsync(MatchingDb db, BodyKind kind, string house, string? id = null)
    {
        var body = new Body
        {
            Id = id is null ? RandomId.New() : Guid.Parse(id),
            Kind = kind,
            Name = "A body",
            Email = "a@example.org",
            House = house,
        };
        db.Bodies.Add(body);
        await db.SaveChangesAsync();
        return body.Id;
    }

    private static async Task CoverAsync(
        MatchingDb db,
        Guid body,
        string municipality,
        DateOnly? from = null,
        DateOnly? until = null
    )
    {
        db.Coverage.Add(
            new Coverage
            {
                Body = body,
                Municipality = municipality,
                FromDay = from ?? Today,
                UntilDay = until,
            }
        );
        await db.SaveChangesAsync();
    }
}
