using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Matching.Imports;
using Matching.Sealing;
using Matching.Starters;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Imports;

public sealed class ImportStartersTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Header =
        "Ekstern id;Navn;Tilhører;Hjemsted;Radius km;Temaer;E-post;Telefon;Kursår;Samtykke;Status;Pause til";
    private static readonly Import Starters = ImportStarters.Import;

    [Fact]
    public async Task A_starter_comes_sealed_and_a_second_time_changes_nothing()
    {
        const string Row =
            "s-1;Åse Prøve;contact-point-drammen;Mjøndalen;40;sorg;aase@example.org;99 00 00 00;2024;ja;pause;31.12.2026";
        Assert.Equal(1, (await host.ImportAsync(Starters, List(Row))).Added);

        var starter = await FindAsync("s-1");
        Assert.Equal(("town:mjondalen", 40, 2024), (starter.Home, starter.RadiusKm, starter.CourseYear));
        Assert.Equal(host.Clock.GetUtcNow().Date, starter.ConsentedOn!.Value.ToDateTime(default));
        Assert.Equal(new DateOnly(2026, 12, 31), starter.PausedUntil);
        Assert.DoesNotContain("Prøve", Encoding.UTF8.GetString(starter.Name), StringComparison.Ordinal);
        var key = await host.WithDbAsync(db =>
            RecordKey.OfAsync(db, host.Get<Secrets>(), starter.Id, CancellationToken.None)
        );
        Assert.Equal("Åse Prøve", key!.Open(starter.Name, Starter.NameField));
        Assert.Equal("aase@example.org", key.Open(starter.Email!, Starter.EmailField));
        var before = starter.Name;
        Assert.Equal(1, (await host.ImportAsync(Starters, List(Row))).Unchanged);
        Assert.Equal(before, (await FindAsync("s-1")).Name);
    }

    [Fact]
    public async Task What_a_row_changes_is_told_without_telling_who_she_is()
    {
        await host.ImportAsync(
            Starters,
            List("s-2;Ola Prøve;contact-point-drammen;Drammen;30;;ola@example.org;;;nei;aktiv;")
        );
        var plan = await host.ImportAsync(Starters, List("s-2;Ola Nyprøve;;;50;;-;;;;;"));

        Assert.Equal(
            [("Navn", "", ""), ("Radius km", "30", "50"), ("E-post", "", "")],
            plan.Changes.Single().Fields.Select(field => (field.Column.Nb, field.Before, field.After))
        );
        Assert.Null((await FindAsync("s-2")).Email);
    }

    [Fact]
    public async Task A_row_tells_all_that_is_wrong_with_it_by_the_rules_of_the_form()
    {
        var plan = await host.ImportAsync(
            Starters,
            List("s-3;;nowhere;Atlantis;900;sorgg;ingen;tull;1800;kanskje;død;")
        );

        TestContext.Current.TestOutputHelper!.WriteLine(string.Join('\n', plan.Reasons()));
        Assert.Equal(
            [
                "E-post",
                "Hjemsted",
                "Kursår",
                "Navn",
                "Radius km",
                "Samtykke",
                "Status",
                "Telefon",
                "Temaer",
                "Tilhører",
            ],
            plan.Refusals.Select(refusal => refusal.Column!).Distinct().Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_template_is_itself_a_list_that_can_be_taken(bool english)
    {
        using var file = new MemoryStream();
        Template.Write(Starters, english, file);
        var plan = await host.ImportAsync(Starters, file.ToArray());

        Assert.Empty(plan.Reasons());
        Assert.Equal(1, plan.Added + plan.Unchanged);
    }

    private static string List(params string[] rows) => Lists.Text(rows.Prepend(Header));

    private Task<Starter> FindAsync(string id) =>
        host.WithDbAsync(db => db.Starters.AsNoTracking().SingleAsync(starter => starter.ExternalId == id));
}
