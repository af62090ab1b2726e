using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Matching.Groups;
using Matching.Imports;
using Matching.Sealing;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Imports;

public sealed class ImportGroupsTests(TestHost host) : IClassFixture<TestHost>
{
    private static readonly Import Groups = ImportGroups.Import;

    [Fact]
    [Trait("Category", "Long")]
    public async Task Ten_thousand_rows_with_three_bad_ones_name_the_three_and_change_nothing_until_told_to_skip_them()
    {
        var rows = Lists.Groups("mange-", 10_000).ToArray();
        rows[15] = Lists.Group("mange-16", topics: "sorgg");
        rows[5000] = Lists.Group("mange-5001", municipality: "Atlantis");
        rows[9998] = Lists.Group("mange-9999", capacity: "4", contact: "ingen");
        var file = Lists.Text(rows.Prepend(Lists.GroupHeader));
        var count = await CountAsync();

        var (refused, first) = await TimedAsync(file, skipBad: false);
        Assert.Equal(
            [
                "line 17, column \"Temaer\": there is no such topic; did you mean \"Sorg\"?",
                "line 5002, column \"Kommune\": there is no such municipality",
                "line 10000, column \"Kontakt\": must be one plain e-mail address",
            ],
            refused.Reasons()
        );
        Assert.False(refused.Written);
        Assert.Equal(count, await CountAsync());

        var (taken, second) = await TimedAsync(file, skipBad: true);
        Assert.Equal((9997, 0, 0, 3), (taken.Added, taken.Changed, taken.Unchanged, taken.Bad));
        Assert.Equal(count + 9997, await CountAsync());

        var before = await VersionsAsync("mange-");
        var (again, third) = await TimedAsync(file, skipBad: true);
        Assert.Equal((0, 0, 9997, 3), (again.Added, again.Changed, again.Unchanged, again.Bad));
        Assert.Equal(before, await VersionsAsync("mange-"));
        Assert.Equal(count, again.LeftAlone);
        Say(
            $"10,000 rows, 3 bad: refused in {first:0.0} s, 9,997 taken in {second:0.0} s, again unchanged in {third:0.0} s"
        );
        Assert.InRange(first + second + third, 0, 300);
    }

    [Fact]
    public async Task A_list_saved_by_a_Norwegian_Excel_is_taken()
    {
        // Semicolons, Windows-1252, CRLF, a decimal comma, doubled quotes, a clock with a point, Norwegian days, a
        // number without its first zero, a space that does not break, and empty columns at the end.
        var text = Lists.Text(
            "Ekstern id;Gruppenavn;Den som svarer;Tilstand;Tema;Møteform;Kommunenr;Sted;Lokale;Adresse;Breddegrad;Lengdegrad;Synlighet;Dag;Kl;Hyppighet;Første møte;Minutter;Antall plasser;Deltakere;Bli med;Språk;Kjønn;Alder;E-post;Sist bekreftet;;",
            "17;\"Gruppa \"\"Blåbær\"\" på Tøyen\";LINK Oslo;åpen;sorg|nedstemt;fysisk;301;Oslo;Biblioteket;Økernveien 1;59,914;10,775;nøyaktig;onsdag;18.30;annenhver uke;09.09.2026;90;8;5;direkte;norsk|engelsk;kvinner;26-40|41–60;blaabaer@example.org;01.11.2026;;",
            "18;Månedsgruppa\u00A0vår;contact-point-drammen;under oppstart;-;digital;Drammen;;;;;;;tysdag;kl. 19;månedlig;;;;;;;;;;;;",
            ";;;;;;;;;;;;;;;;;;;;;;;;;;;"
        );
        var file = CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(text);
        var refused = await host.ImportAsync(Groups, file);
        Assert.Equal(["line 3, column \"Uke i måneden\": is needed for a monthly group"], refused.Reasons());

        file = CodePagesEncodingProvider
            .Instance.GetEncoding(1252)!
            .GetBytes(
                text.Replace("tysdag;kl. 19;månedlig;;", "tysdag;kl. 19;månedlig;01.12.2026;", StringComparison.Ordinal)
            );
        var plan = await host.ImportAsync(Groups, file);
        Assert.Equal((2, 0), (plan.Added, plan.Bad));
        var group = await FindAsync("17");
        Assert.Equal("Gruppa \"Blåbær\" på Tøyen", group.Name);
        Assert.Equal(("0301", 10.775, 59.914), (group.Municipality, group.Longitude, group.Latitude));
        Assert.Equal((10.775, Visibility.Exact), (group.PublicLongitude, group.Visibility));
        Assert.Equal(("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", 90), (group.Rrule, group.DurationMinutes));
        Assert.Equal(new DateTime(2026, 9, 9, 18, 30, 0, DateTimeKind.Unspecified), group.StartsAt);
        Assert.Equal((GroupState.Open, 8, 5), (group.State, group.Capacity, group.Members));
        Assert.Equal((Joining.Direct, Gender.Women), (group.Joining, group.Gender));
        Assert.Equal(
            [
                ["nb", "en"],
                ["26-40", "41-60"],
            ],
            new[] { group.Languages, group.AgeBands }
        );
        Assert.Equal(new(2026, 11, 1), group.ConfirmedOn);
        Assert.Equal("blaabaer@example.org", await ContactAsync(group));
        var second = await FindAsync("18");
        Assert.Equal(
            ("Månedsgruppa vår", "FREQ=MONTHLY;BYDAY=1TU", GroupState.Forming),
            (second.Name, second.Rrule, second.State)
        );
        Assert.Empty(second.Topics);
        Assert.Empty((await host.ImportAsync(Groups, file)).Changes);
    }

    [Fact]
    public async Task A_dry_run_tells_every_change_and_writes_none()
    {
        await host.ImportAsync(Groups, List(Lists.Group("prøve-1"), Lists.Group("prøve-2")));
        var before = await VersionsAsync("prøve-");
        var plan = await host.ImportAsync(
            Groups,
            List(
                Lists.Group("prøve-1", members: "6", contact: "ny@example.org"),
                Lists.Group("prøve-2"),
                Lists.Group("prøve-3")
            ),
            dryRun: true
        );

        Assert.Equal((1, 1, 1, false), (plan.Added, plan.Changed, plan.Unchanged, plan.Written));
        Assert.Equal(
            [("Medlemmer", "5 (5 in the list)", "6 (6 in the list)"), ("Kontakt", "", "")],
            plan.Changes[0].Fields.Select(field => (field.Column.Nb, field.Before, field.After))
        );
        Assert.Equal(before, await VersionsAsync("prøve-"));
    }

    [Fact]
    public async Task The_same_list_again_does_not_undo_who_has_come_since()
    {
        await host.ImportAsync(Groups, List(Lists.Group("ja-1", members: "5")));
        await host.SqlAsync($"update groups set members = 6 where external_id = 'ja-1'");

        Assert.Empty((await host.ImportAsync(Groups, List(Lists.Group("ja-1", members: "5")))).Changes);
        Assert.Equal(6, (await FindAsync("ja-1")).Members);
        await host.ImportAsync(Groups, List(Lists.Group("ja-1", members: "4")));
        Assert.Equal(4, (await FindAsync("ja-1")).Members);
    }

    [Fact]
    public async Task A_list_never_takes_away_a_place_that_is_on_offer()
    {
        await host.ImportAsync(Groups, List(Lists.Group("tilbud-1", members: "5")));
        await OfferAsync((await FindAsync("tilbud-1")).Id);

        Assert.Equal(
            ["line 2, column \"Plasser\": less than its members and the places on offer"],
            (await host.ImportAsync(Groups, List(Lists.Group("tilbud-1", members: "8")))).Reasons()
        );
        Assert.Equal(1, (await host.ImportAsync(Groups, List(Lists.Group("tilbud-1", members: "7")))).Changed);
    }

    [Fact]
    public async Task A_state_is_reached_by_the_moves_that_staff_would_make()
    {
        foreach (
            var (state, expected) in new[]
            {
                ("under oppstart", GroupState.Forming),
                ("open", GroupState.Open),
                ("pause", GroupState.Paused),
                ("åpen", GroupState.Open),
                ("paused", GroupState.Paused),
                ("forming", GroupState.Forming),
                ("full", GroupState.Full),
                ("nedlagt", GroupState.Ended),
            }
        )
        {
            var plan = await host.ImportAsync(Groups, List(Lists.Group("gang-1", state: state, members: "")));
            Assert.Empty(plan.Reasons());
            Assert.Equal(expected, (await FindAsync("gang-1")).State);
        }

        Assert.Equal(8, (await FindAsync("gang-1")).Members);
        Assert.Equal(
            ["line 2, column \"Status\": The group is in a state from which this is not possible."],
            (await host.ImportAsync(Groups, List(Lists.Group("gang-1", state: "åpen", members: "")))).Reasons()
        );
        var id = (await FindAsync("gang-1")).Id;
        Assert.True(
            await host.WithDbAsync(db =>
                db.Jobs.AnyAsync(job => job.Kind == SelfHelpGroup.Stopped && job.Subject == id)
            )
        );
    }

    [Fact]
    public async Task What_a_row_leaves_out_stays_and_a_hyphen_takes_away()
    {
        await host.ImportAsync(Groups, List(Lists.Group("rest-1")));
        var before = await FindAsync("rest-1");

        Assert.Empty(
            (await host.ImportAsync(Groups, "Ekstern id,Navn,Tema,Kontakt,Kommune\r\nrest-1,Tirsdagsgruppa,,,")).Changes
        );
        await host.ImportAsync(Groups, "Ekstern id;Navn;Tema;Kontakt;Ukedag\nrest-1;Ny;-;-;-");
        var after = await FindAsync("rest-1");

        Assert.Equal(("Ny", 0, null, null), (after.Name, after.Topics.Length, after.Rrule, await ContactAsync(after)));
        Assert.Equal(
            (before.Municipality, before.State, before.Members, before.ConfirmedOn),
            (after.Municipality, after.State, after.Members, after.ConfirmedOn)
        );
    }

    [Fact]
    public async Task A_pause_is_written_as_people_write_it_and_stays_until_a_hyphen()
    {
        const string Written = "21.06-15.08|20.12.–06.01.|21.12.2026-03.01.2027|02-22/02-28";
        await host.ImportAsync(Groups, List(Lists.Group("pause-1")));
        var list = Lists.Text("Ekstern id;Navn;Pauser", $"pause-1;;{Written}");
        Assert.Equal(1, (await host.ImportAsync(Groups, list)).Changed);
        Assert.Empty((await host.ImportAsync(Groups, list)).Changes);

        await host.ImportAsync(Groups, Lists.Text("Ekstern id;Navn;Klokkeslett", "pause-1;;19.00"));
        string[] kept = ["06-21/08-15", "12-20/01-06", "2026-12-21/2027-01-03", "02-22/02-28"];
        Assert.Equal(kept, (await FindAsync("pause-1")).Pauses);

        var refused = await host.ImportAsync(Groups, Lists.Text("Ekstern id;Navn;Pauser", "pause-1;;sommeren"));
        Assert.Equal("Pauser", Assert.Single(refused.Refusals).Column);

        await host.ImportAsync(Groups, Lists.Text("Ekstern id;Navn;Pauser", "pause-1;;-"));
        Assert.Empty((await FindAsync("pause-1")).Pauses);
    }

    [Fact]
    public async Task The_number_of_a_municipality_of_before_is_that_of_today_unless_it_was_split()
    {
        await host.ImportAsync(
            Groups,
            List(Lists.Group("før-1", municipality: "0602"), Lists.Group("før-2", municipality: "602"))
        );
        Assert.Equal("3301", (await FindAsync("før-1")).Municipality);
        Assert.Equal("3301", (await FindAsync("før-2")).Municipality);

        await host.ImportAsync(
            Groups,
            List(
                Lists.Group("navn-1", municipality: "Kárášjohka - Karasjok"),
                Lists.Group("navn-2", municipality: "Oslo kommune")
            )
        );
        Assert.Equal("5610", (await FindAsync("navn-1")).Municipality);
        Assert.Equal("0301", (await FindAsync("navn-2")).Municipality);

        var split = await host.ImportAsync(Groups, List(Lists.Group("før-3", municipality: "1507")));
        Assert.Equal(
            "line 2, column \"Kommune\": it is now 1508 (Ålesund), 1580 (Haram)",
            Assert.Single(split.Reasons())
        );
    }

    [Fact]
    public async Task A_postal_code_of_another_municipality_is_a_contradiction()
    {
        var plan = await host.ImportAsync(
            Groups,
            Lists.Text(
                "Ekstern id;Navn;Svarer;Møteform;Kommune;Postnummer",
                "x-1;A;contact-point-drammen;fysisk;Oslo;3015"
            )
        );

        Assert.Equal("Postnummer", Assert.Single(plan.Refusals).Column);
    }

    [Fact]
    public async Task A_row_without_an_id_or_with_one_of_another_row_is_bad()
    {
        var plan = await host.ImportAsync(
            Groups,
            List(Lists.Group("to-1"), Lists.Group(""), Lists.Group("to-1"), Lists.Group("to-2")),
            skipBad: true
        );

        Assert.Equal(
            [
                "line 2, column \"Ekstern id\": stands in line 4 too",
                "line 3, column \"Ekstern id\": is needed",
                "line 4, column \"Ekstern id\": stands in line 2 too",
            ],
            plan.Reasons().Order(StringComparer.Ordinal)
        );
        Assert.Equal(1, plan.Added);
    }

    [Fact]
    public async Task A_row_tells_all_that_is_wrong_with_it_by_the_rules_of_the_form()
    {
        var plan = await host.ImportAsync(
            Groups,
            Lists.Text(
                "Ekstern id;Navn;Svarer;Møteform;Postnummer;Ukedag;Klokkeslett;Første møte;Plasser;Språk;Alder;Bekreftet;Breddegrad",
                "feil-1;;nowhere;fysisk;9999;tirsdag;18.00;02.09.2026;1;;17-18;01.01.2027;59,7",
                "feil-2;A;contact-point-drammen;fysisk;3015;tirsdag;18.00;02.09.2026;8;xx;;;",
                "feil-3;A;contact-point-drammen;fysisk;;tirsdag;18.00;02.09.2026;8;;;;"
            )
        );

        Say(string.Join('\n', plan.Reasons()));
        Assert.Equal(
            ["Alder", "Bekreftet", "Breddegrad", "Navn", "Plasser", "Postnummer", "Svarer"],
            plan.Refusals.Where(refusal => refusal.Line == 2)
                .Select(refusal => refusal.Column!)
                .Order(StringComparer.Ordinal)
        );
        Assert.Single(plan.Refusals, refusal => refusal.Line == 3);
        Assert.Equal("Kommune", Assert.Single(plan.Refusals, refusal => refusal.Line == 4).Column);
    }

    [Fact]
    public async Task The_service_shows_all_of_a_list_or_nothing_of_it()
    {
        var file = Lists.Text(Lists.Groups("samtidig-", 3000).Prepend(Lists.GroupHeader));
        var import = Task.Run(() => host.ImportAsync(Groups, file), TestContext.Current.CancellationToken);
        var seen = new System.Collections.Generic.HashSet<int>();
        while (!import.IsCompleted)
        {
            seen.Add(await CountAsync("samtidig-"));
        }

        seen.Add(await CountAsync("samtidig-"));
        Assert.Equal(3000, (await import).Added);
        Assert.Equal([0, 3000], seen.Order());
        Say($"seen while 3,000 rows came: {string.Join(", ", seen)}");
    }

    [Fact]
    public async Task Two_imports_at_once_are_one_import_and_a_sentence()
    {
        var file = Lists.Text(Lists.Groups("dobbelt-", 2000).Prepend(Lists.GroupHeader));
        var both = new[] { Task.Run(TakeAsync), Task.Run(TakeAsync) };
        var results = await Task.WhenAll(both);

        Assert.Equal(2000, await CountAsync("dobbelt-"));
        Assert.Contains(results, result => result.Contains("added 2000", StringComparison.Ordinal));
        Assert.Contains(results, result => result.Contains("Another import", StringComparison.Ordinal));

        async Task<string> TakeAsync()
        {
            try
            {
                return $"added {(await host.ImportAsync(Groups, file)).Added}";
            }
            catch (ImportRefusedException refused)
            {
                return refused.Message;
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_template_is_itself_a_list_that_can_be_taken(bool english)
    {
        using var file = new MemoryStream();
        Template.Write(Groups, english, file);
        await host.SqlAsync($"delete from groups where external_id = 'eksempel-1'");
        var plan = await host.ImportAsync(Groups, file.ToArray());

        Assert.Empty(plan.Reasons());
        Assert.Equal((1, true), (plan.Added, plan.Written));
        var group = await FindAsync("eksempel-1");
        Assert.Equal((GroupState.Paused, "3301", 2), (group.State, group.Municipality, group.Topics.Length));
        Assert.Empty((await host.ImportAsync(Groups, file.ToArray())).Changes);
    }

    private static string List(params string[] rows) => Lists.Text(rows.Prepend(Lists.GroupHeader));

    private static void Say(string text) => TestContext.Current.TestOutputHelper!.WriteLine(text);

    private async Task<(ImportPlan Plan, double Seconds)> TimedAsync(string file, bool skipBad)
    {
        var watch = Stopwatch.StartNew();
        return (await host.ImportAsync(Groups, file, skipBad: skipBad), watch.Elapsed.TotalSeconds);
    }

    private Task<SelfHelpGroup> FindAsync(string id) =>
        host.WithDbAsync(db => db.Groups.AsNoTracking().SingleAsync(group => group.ExternalId == id));

    private Task<int> CountAsync(string prefix = "") =>
        host.WithDbAsync(db =>
            db.Groups.CountAsync(group => prefix.Length == 0 || group.ExternalId!.StartsWith(prefix))
        );

    // What PostgreSQL counts up with every write of a row.
    private Task<string> VersionsAsync(string prefix) =>
        host.WithDbAsync(db =>
            db.Database.SqlQuery<string>(
                    $"select md5(string_agg(id || xmin::text || ctid::text, ',' order by id)) as \"Value\" from groups where external_id like {prefix + "%"}"
                )
                .SingleAsync()
        );

    private Task<string?> ContactAsync(SelfHelpGroup group) =>
        host.WithDbAsync(async db =>
            group.Contact is null
                ? null
                : (await RecordKey.OfAsync(db, host.Get<Secrets>(), group.Id, CancellationToken.None))!.Open(
                    group.Contact,
                    SelfHelpGroup.ContactField
                )
        );

    private async Task OfferAsync(Guid group)
    {
        var form = new { place = "municipality:3301", consent = "2026-11" };
        var receipt = (await host.Anyone.PostJsonAsync("/v1/interests", form)).Text("receipt");
        using var staff = await host.StaffAsync("contact-point-drammen");
        await staff.PostJsonAsync($"/v1/desk/cases/{await host.CaseOfAsync(receipt)}/offers", new { groupId = group });
    }
}
