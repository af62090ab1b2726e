using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Bodies;
using Matching.Imports;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Imports;

public sealed class ImportBodiesTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Header =
        "Ekstern id;Navn;Type;E-post;Telefon;Sted;Status;Kommuner;Dekker til;Prioritet;Bare temaer";
    private static readonly Import Bodies = ImportBodies.Import;

    [Fact]
    public async Task A_body_comes_with_what_it_answers_for_and_a_second_time_changes_nothing()
    {
        var list = List(
            "gjøvik;Gjøvik frivilligsentral;kontaktpunkt;post@gjovik.example.org;+47 61 00 00 00;Gjøvik;aktiv;Gjøvik|3443|ØSTRE TOTEN;;;"
        );
        var plan = await host.ImportAsync(Bodies, list);

        Assert.Empty(plan.Reasons());
        Assert.Equal(1, plan.Added);
        var body = await FindAsync("gjøvik");
        Assert.Equal(("municipality:3407", BodyKind.ContactPoint), (body.House, body.Kind));
        var seen = await host.Anyone.GetJsonAsync("/v1/responsible?place=municipality:3407");
        Assert.Equal(body.Id, seen.GetProperty("responsible").Id());
        var before = await VersionsAsync(body.Id);
        host.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal((0, 1), await ChangedAsync(list));
        Assert.Equal(before, await VersionsAsync(body.Id));
        host.Clock.Advance(TimeSpan.FromDays(-3));
    }

    [Fact]
    public async Task Only_what_a_row_says_of_the_coverage_changes()
    {
        const string Row = "hamar;Hamar;kontaktpunkt;post@hamar.example.org;;Hamar;;";
        await host.ImportAsync(Bodies, List(Row + "Hamar|Stange;;;"));
        Assert.Equal((0, 1), await ChangedAsync(List(Row + ";;;")));
        Assert.Equal((1, 0), await ChangedAsync(List(Row + "Hamar;31.12.2026;5;sorg")));

        var coverage = Assert.Single(await CoverageAsync("hamar"));
        Assert.Equal(
            ("3403", new(2026, 12, 31), 5),
            (coverage.Municipality, coverage.UntilDay!.Value, coverage.Priority)
        );
        Assert.Single(coverage.Topics!);
        Assert.Equal((1, 0), await ChangedAsync(List(Row + "-;;;")));
        Assert.Empty(await CoverageAsync("hamar"));
    }

    [Fact]
    public async Task A_body_that_a_list_ends_is_ended_as_by_staff()
    {
        const string Row = "elverum;Elverum;kontaktpunkt;post@elverum.example.org;;Elverum;";
        await host.ImportAsync(Bodies, List(Row + "aktiv;;;;"));
        var id = (await FindAsync("elverum")).Id;
        using var staff = await host.StaffAsync(id, Role.BodyAdmin);
        Assert.Equal((1, 0), await ChangedAsync(List(Row + "nedlagt;;;;")));

        Assert.Equal(BodyState.Ended, (await FindAsync("elverum")).State);
        Assert.True(
            await host.WithDbAsync(db =>
                db.Jobs.AnyAsync(job => job.Kind == Body.StoppedAnswering && job.Subject == id)
            )
        );
        Assert.False(await host.WithDbAsync(db => db.ApiKeys.AnyAsync(key => key.Body == id && key.RevokedOn == null)));
        Assert.Equal(
            ["line 2, column \"Status\": The body is in a state from which this is not possible."],
            (await host.ImportAsync(Bodies, List(Row + "aktiv;;;;"))).Reasons()
        );
    }

    [Fact]
    public async Task A_list_cannot_make_the_deputys_address_that_of_the_body()
    {
        await host.ImportAsync(Bodies, List("vang;Vang;kontaktpunkt;post@vang.example.org;;Elverum;;;;;"));
        var id = (await FindAsync("vang")).Id;
        using var staff = await host.StaffAsync(id, Role.BodyAdmin);
        await staff.PutJsonAsync($"/v1/bodies/{id}/policy", new { deputy = "vikar@vang.example.org" });

        Assert.Equal(
            ["line 2, column \"E-post\": The address of a body and that of its deputy must be two."],
            (
                await host.ImportAsync(Bodies, List("vang;Vang;kontaktpunkt;Vikar@vang.example.org;;Elverum;;;;;"))
            ).Reasons()
        );
    }

    [Fact]
    public async Task A_row_tells_all_that_is_wrong_with_it_by_the_rules_of_the_form()
    {
        var plan = await host.ImportAsync(
            Bodies,
            List(
                "a;\"A <b>\";kiosk;ingen;4,7E+10;Atlantis;;Våler;01.01.2026;;",
                "b;B;nasjonalt kontor;b@example.org;;Oslo;;;01.01.2027;;",
                "national-office;Selvhjelp Norge;;;;;nedlagt;;;;",
                "district-oslo;Distriktskontor Oslo;kontaktpunkt;;;;;;;;"
            )
        );

        TestContext.Current.TestOutputHelper!.WriteLine(string.Join('\n', plan.Reasons()));
        Assert.Equal(
            ["Dekker til", "E-post", "Kommuner", "Navn", "Sted", "Telefon", "Type"],
            plan.Refusals.Where(refusal => refusal.Line == 2)
                .Select(refusal => refusal.Column!)
                .Distinct()
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            [(3, "Dekker til"), (3, "Type"), (4, "Status"), (5, "Type")],
            plan.Refusals.Where(refusal => refusal.Line > 2).Select(refusal => (refusal.Line, refusal.Column!))
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_template_is_itself_a_list_that_can_be_taken_and_takes_nothing_from_anybody(bool english)
    {
        using var file = new MemoryStream();
        Template.Write(Bodies, english, file);
        var before = await host.Anyone.GetJsonAsync("/v1/responsible?place=municipality:3301");
        var plan = await host.ImportAsync(Bodies, file.ToArray());

        Assert.Empty(plan.Reasons());
        Assert.Equal(1, plan.Added + plan.Unchanged);
        var after = await host.Anyone.GetJsonAsync("/v1/responsible?place=municipality:3301");
        Assert.Equal(before.GetProperty("responsible").Id(), after.GetProperty("responsible").Id());
    }

    private static string List(params string[] rows) => Lists.Text(rows.Prepend(Header));

    private async Task<(int Changed, int Unchanged)> ChangedAsync(string list)
    {
        var plan = await host.ImportAsync(Bodies, list);
        Assert.Empty(plan.Reasons());
        return (plan.Changed, plan.Unchanged);
    }

    private Task<Body> FindAsync(string id) =>
        host.WithDbAsync(db => db.Bodies.AsNoTracking().SingleAsync(body => body.ExternalId == id));

    private async Task<System.Collections.Generic.List<Coverage>> CoverageAsync(string id)
    {
        var body = await FindAsync(id);
        return await host.WithDbAsync(db => db.Coverage.AsNoTracking().Where(row => row.Body == body.Id).ToListAsync());
    }

    private Task<string> VersionsAsync(Guid body) =>
        host.WithDbAsync(db =>
            db.Database.SqlQuery<string>(
                    $"select string_agg(xmin::text, ',') as \"Value\" from (select xmin from bodies where id = {body} union all select xmin from body_coverage where body = {body}) x"
                )
                .SingleAsync()
        );
}
