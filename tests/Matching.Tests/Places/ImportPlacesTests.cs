using System;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Groups;
using Matching.Imports;
using Matching.Places;
using Matching.Tests.Support;
using Matching.Tests.Webhooks;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Places;

/// <summary>The import on made-up registers; every test has a database of its own.</summary>
public sealed class ImportPlacesTests : IAsyncLifetime
{
    private readonly WebhookHost _host = new();
    private readonly TemporaryFolder _folder = new();
    private MadeUpRegisters _made = null!;

    public async ValueTask InitializeAsync()
    {
        await _host.InitializeAsync();
        _made = await MadeUpRegisters.OfAsync(_host, _folder);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_a_newer_register_drops_is_kept_as_historical_and_comes_back_when_it_does()
    {
        _made.Codes["3100"] = ["TØNSBERG PÅ ØYA", "3905", "TØNSBERG", "P"];
        var dropped = _made.Codes["3015"];
        _made.Codes.Remove("3015");
        _made.Codes["3016"][1] = "3201";

        var first = await ImportAsync(new(_made.Register(), null, null));
        var closed = await _host.Anyone.GetJsonAsync("/v1/responsible?place=postal-code:3015");
        var found = (await _host.Anyone.GetJsonAsync("/v1/places?q=3015")).GetProperty("items")[0];
        var opened = (await _host.Anyone.GetJsonAsync("/v1/places?q=3100")).GetProperty("items")[0];
        var moved = await _host.Anyone.GetJsonAsync("/v1/responsible?place=postal-code:3016");
        var second = await ImportAsync(new(_made.Register(), null, null));
        _made.Codes["3015"] = dropped;
        var third = await ImportAsync(new(_made.Register(), null, null));

        Assert.Equal((1, 1), (Count(first, "postal-code", "new"), Count(first, "postal-code", "historical")));
        Assert.True(closed.GetProperty("where").GetProperty("historical").GetBoolean());
        Assert.Equal("contact-point", closed.GetProperty("responsible").Text("kind"));
        Assert.True(found.GetProperty("historical").GetBoolean());
        Assert.Equal(("Tønsberg på Øya", "3905"), (opened.Text("name"), opened.Text("municipality")));
        Assert.Equal("3201", moved.GetProperty("where").Text("municipality"));
        Assert.False(second.HasChanges);
        Assert.Equal(1, Count(third, "postal-code", "back"));
    }

    [Fact]
    public async Task What_an_import_settled_survives_a_newer_seed()
    {
        _made.Codes["3016"][1] = "3201";
        var (name, longitude, latitude) = _made.Municipalities["3301"];
        _made.Municipalities["3301"] = (name + " - Rámmavuotna", longitude + 0.1, latitude + 0.1);
        await ImportAsync(_made.All());

        await using (var connection = await _host.Get<Connections>().Patient.OpenConnectionAsync(Ct))
        await using (var transaction = await connection.BeginTransactionAsync(Ct))
        {
            await SeedPlaces.LoadAsync(connection, Scripts.Read("seed/places.csv"), Ct);
            await transaction.CommitAsync(Ct);
        }

        Assert.False((await ImportAsync(_made.All())).HasChanges);
        var drammen = (await _host.Anyone.GetJsonAsync("/v1/places?q=R%C3%A1mmavuotna")).GetProperty("items")[0];
        Assert.Equal("municipality:3301", drammen.Text("place"));
        Assert.Equal(4301 * 79 / 100, drammen.GetProperty("adults").GetInt32());
        Assert.Equal(longitude + 0.1, drammen.GetProperty("longitude").GetDouble(), 2);
    }

    [Fact]
    public async Task Every_bad_row_is_told_and_nothing_changes_unless_they_are_left_out()
    {
        _made.Codes.Remove("3015");
        _made.Codes.Remove("3016");
        _made.Codes["3100"] = ["NY", "3905", "TØNSBERG", "G"];
        var lines = _made.Codes.Count;
        var first = _made.Codes.Keys.Count(code => string.CompareOrdinal(code, "3100") <= 0);
        var register = _made.Register(
            "3015\tDRAMMEN\t9999\tINGEN\tG",
            "3016\tDRAMMEN\t3301\tDRAMMEN\tX",
            "301\tDRAMMEN\t3301\tDRAMMEN\tG",
            "3100\tNY\t3905\tTØNSBERG\tG",
            "3017\t3301"
        );

        var refused = await ImportAsync(new(register, null, null));
        var unknown = await _host.Anyone.GetJsonAsync(
            "/v1/responsible?place=postal-code:3100",
            HttpStatusCode.UnprocessableEntity
        );
        var skipped = await ImportAsync(new(register, null, null), new(SkipBad: true));

        Assert.True(refused.IsRefused);
        Assert.Equal("place-unknown", unknown.Code());
        Assert.Equal(
            [
                (first, "the postal code stands twice"),
                (lines + 1L, "no municipality of today has this number"),
                (lines + 2L, "the category is none of G, P, B, S and F"),
                (lines + 3L, "the postal code is not of four digits"),
                (lines + 4L, "the postal code stands twice"),
                (lines + 5L, "not five columns between tabs"),
            ],
            refused.Bad.OrderBy(row => row.Line).Select(row => (row.Line, row.Reason))
        );
        Assert.Equal(6, skipped.Bad.Count);
        Assert.Equal((0, 0), (Count(skipped, "postal-code", "new"), Count(skipped, "postal-code", "historical")));
    }

    [Fact]
    public async Task A_wrong_file_is_refused_in_one_sentence()
    {
        var (register, boundaries, population) = (_made.Register(), _made.Boundaries(), _made.Population());
        var utf8 = _made.Write("utf8.txt", "0001\tÅS\t3218\tÅS\tP\r\n", new UTF8Encoding(false));
        var empty = _made.Write("empty.txt", "", Encoding.ASCII);
        var text = await System.IO.File.ReadAllTextAsync(boundaries, Ct);
        var truncated = _made.Write("truncated.geojson", text[..(text.Length / 2)], Encoding.UTF8);
        var latin = _made.Write(
            "latin.csv",
            "kommunenummer,kommune,offisielt_navn,folketall\n3218,Ås,Ås,1\n",
            Encoding.Latin1
        );

        foreach (
            var (files, says) in new (ImportPlaces.Files, string)[]
            {
                (new(utf8, null, null), "is in UTF-8"),
                (new(System.IO.Path.GetDirectoryName(utf8), null, null), "is a folder"),
                (new(null, utf8 + ".none", null), "There is no file"),
                (new(empty, null, null), "is empty"),
                (new(boundaries, null, null), "is not a postal code register"),
                (new(population, null, null), "is in UTF-8"),
                (new(null, population, null), "is not a collection of municipality boundaries"),
                (new(null, truncated, null), "its JSON breaks off on line"),
                (new(null, null, register), "is not in UTF-8"),
                (new(null, null, boundaries), "is not a list of municipalities"),
                (new(null, null, latin), "is not in UTF-8"),
                (new(null, null, empty), "is not a list of municipalities"),
                (new(_folder.Path, null, null), "is a folder, not a file"),
                (new(null, _folder.Path, null), "is a folder, not a file"),
                (new(null, null, _folder.Path), "is a folder, not a file"),
            }
        )
        {
            var refused = await Assert.ThrowsAsync<ImportRefusedException>(() => ImportAsync(files));

            Assert.Contains(says, refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', refused.Message);
        }
    }

    [Fact]
    public async Task A_register_that_drops_more_than_a_tenth_is_believed_only_when_told_to()
    {
        foreach (var code in _made.Codes.Keys.Where((_, i) => i % 5 == 0).ToList())
        {
            _made.Codes.Remove(code);
        }

        var register = _made.Register();
        var refused = await Assert.ThrowsAsync<ImportRefusedException>(() => ImportAsync(new(register, null, null)));
        var believed = await ImportAsync(new(register, null, null), new(AllowManyDropped: true));

        Assert.Contains("--allow-many-dropped", refused.Message, StringComparison.Ordinal);
        Assert.True(Count(believed, "postal-code", "historical") > 1000);
    }

    [Theory]
    [InlineData("99")] // of no county
    [InlineData("33O1")] // no number
    [InlineData("3303", 2)] // another one's
    public async Task A_damaged_number_ends_no_municipality_and_no_boundary(string number, int bad = 1)
    {
        await ImportAsync(_made.All());
        var at = _made.Municipalities["3301"];
        var near = string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"/v1/responsible?near={at.Longitude},{at.Latitude}"
        );
        var text = await System.IO.File.ReadAllTextAsync(_made.Boundaries(), Ct);
        var damaged = _made.Write(
            "damaged.geojson",
            text.Replace("\"kommunenummer\":\"3301\"", $"\"kommunenummer\":\"{number}\"", StringComparison.Ordinal),
            Encoding.UTF8
        );

        var report = await ImportAsync(new(null, damaged, null), new(SkipBad: true));

        Assert.Equal(bad, report.Bad.Count);
        Assert.False(report.HasChanges);
        Assert.Contains("Nothing became historical by the boundaries", Told(report).Output, StringComparison.Ordinal);
        var where = (await _host.Anyone.GetJsonAsync(near)).GetProperty("where");
        Assert.Equal(("3301", "boundary"), (where.Text("municipality"), where.Text("located")));
    }

    [Fact]
    public async Task A_damaged_postal_code_ends_none()
    {
        var row = _made.Codes["3015"];
        _made.Codes.Remove("3015");
        _made.Codes["0000"] = [row[0], "9999", row[2], row[3]];

        var report = await ImportAsync(new(_made.Register(), null, null), new(SkipBad: true));

        Assert.Single(report.Bad);
        Assert.Equal(0, Count(report, "postal-code", "historical"));
        Assert.Contains("Nothing became historical by the register", Told(report).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_postal_code_does_not_shield_the_municipality_of_the_same_number()
    {
        await ImportAsync(new(null, _made.Boundaries(), null));
        _made.Municipalities.Remove("3301");
        foreach (var code in _made.Codes.Values.Where(code => code[1] == "3301"))
        {
            code[1] = "3303";
        }

        _made.Codes.Remove("3301");
        var files = new ImportPlaces.Files(
            _made.Register("3301\tHOKKSUND\t3314\tØVRE EIKER\tX"),
            _made.Boundaries(),
            null
        );
        var report = await ImportAsync(files, new(SkipBad: true));

        Assert.Single(report.Bad);
        Assert.Equal((1, 1), (Count(report, "municipality", "historical"), Count(report, "boundary", "historical")));
    }

    [Fact]
    public async Task A_list_of_figures_that_breaks_off_ends_no_municipality()
    {
        await ImportAsync(_made.All());
        var finnmark = _made
            .Municipalities.Keys.Where(number => number.StartsWith("56", StringComparison.Ordinal))
            .ToList();
        foreach (var number in finnmark)
        {
            _made.Municipalities.Remove(number);
        }

        var files = new ImportPlaces.Files(null, null, _made.Population());
        var refused = await ImportAsync(files);
        var skipped = await ImportAsync(files, new(SkipBad: true));

        Assert.True(refused.IsRefused);
        Assert.Equal(
            $"population: no figure for {finnmark.Count} municipalities: {string.Join(", ", finnmark)}",
            Assert.Single(refused.Bad).ToString()
        );
        Assert.False(skipped.HasChanges);
        Assert.Equal(357, Count(skipped, "boundary", "unchanged"));
    }

    [Fact]
    public async Task Boundaries_without_a_whole_county_are_believed_only_when_told_to_and_all_comes_back_with_it()
    {
        await ImportAsync(_made.All());
        var whole = _made.Boundaries();
        var at = _made.Municipalities["5601"];
        var near = string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"/v1/responsible?near={at.Longitude},{at.Latitude}"
        );
        var finnmark = _made
            .Municipalities.Keys.Where(number => number.StartsWith("56", StringComparison.Ordinal))
            .ToList();
        foreach (var number in finnmark)
        {
            _made.Municipalities.Remove(number);
        }

        var text = await System.IO.File.ReadAllTextAsync(whole, Ct);
        var complete = _made.Write("complete.geojson", text, Encoding.UTF8);
        var cut = new ImportPlaces.Files(null, _made.Boundaries(), null);
        var refused = await Assert.ThrowsAsync<ImportRefusedException>(() => ImportAsync(cut));
        var believed = await ImportAsync(cut, new(AllowManyDropped: true));
        var kept = await _host.WithDbAsync(db =>
            db.Database.SqlQuery<int>($"select count(*)::integer as \"Value\" from municipality_boundaries")
                .SingleAsync()
        );
        var elsewhere = (await _host.Anyone.GetJsonAsync(near)).GetProperty("where");
        var returned = await ImportAsync(new(null, complete, null));
        var back = (await _host.Anyone.GetJsonAsync(near)).GetProperty("where");

        Assert.Contains("18 of 18 municipalities of Finnmark", refused.Message, StringComparison.Ordinal);
        foreach (var kind in new[] { "municipality", "boundary" })
        {
            Assert.Equal((18, 18), (Count(believed, kind, "historical"), Count(returned, kind, "back")));
        }

        Assert.Equal(357, kept);
        Assert.NotEqual("56", elsewhere.Text("municipality")[..2]);
        Assert.Equal(("5601", "boundary"), (back.Text("municipality"), back.Text("located")));
    }

    [Theory]
    [InlineData("null", "it is not a feature")]
    [InlineData("5", "it is not a feature")]
    [InlineData("[]", "it is not a feature")]
    [InlineData("{}", "the municipality number is not of four digits")]
    [InlineData(
        """{"geometry":{"type":"Polygon","coordinates":[[[],[],[],[]]]}}""",
        "the geometry is not a polygon or several"
    )]
    [InlineData(
        """{"geometry":{"type":"Polygon","coordinates":[[[1],[1],[1],[1]]]}}""",
        "the geometry is not a polygon or several"
    )]
    [InlineData("""{"geometry":{"type":"Polygon","coordinates":[]}}""", "the geometry is not a polygon or several")]
    [InlineData("""{"geometry":{"type":"Polygon","coordinates":[[]]}}""", "the geometry is empty")]
    [InlineData("""{"geometry":{"type":"Point","coordinates":[10,60]}}""", "the geometry is not a polygon or several")]
    [InlineData("""{"geometry":null}""", "the geometry is not a polygon or several")]
    [InlineData(
        """{"geometry":{"type":"Polygon","coordinates":[[[1e999,60],[10,60],[10,61],[1e999,60]]]}}""",
        "the geometry is not in Norway in degrees, longitude first"
    )]
    public async Task A_feature_that_is_none_is_a_bad_row_with_its_position(string feature, string reason)
    {
        var drammen = """{"properties":{"kommunenummer":"3301","kommunenavn":"Drammen"},""";
        var bad = feature.Length > 2 && feature[0] == '{' ? drammen + feature[1..] : feature;
        var whole = (await System.IO.File.ReadAllTextAsync(_made.Boundaries(), Ct)).ReplaceLineEndings("");
        var compact = _made.Write(
            "compact.geojson",
            whole.Replace("[{\"type\"", "[" + bad + ",{\"type\"", StringComparison.Ordinal),
            Encoding.UTF8
        );

        var refused = await ImportAsync(new(null, compact, null));

        Assert.True(refused.IsRefused);
        Assert.Equal(
            $"boundaries, line 1, feature 1{(bad.Contains("3301", StringComparison.Ordinal) ? ", municipality 3301" : "")}: {reason}",
            refused.Bad[0].ToString()
        );
    }

    [Fact]
    public async Task What_cannot_be_read_ends_the_verb_with_1_and_a_sentence()
    {
        // Root may read everything: then only the folder is tried.
        var register = _made.Register();
        System.IO.File.SetUnixFileMode(register, System.IO.UnixFileMode.None);
        foreach (
            var (path, says) in new[] { (register, "may not be read"), (_folder.Path, "is a folder, not a file") }.Skip(
                Environment.UserName == "root" ? 1 : 0
            )
        )
        {
            var (code, output, errors) = await VerbProcess.RunAsync(
                _host.ConnectionString,
                _folder.Path,
                "import-places",
                "--register",
                path
            );

            Assert.Equal((1, ""), (code, output));
            Assert.Contains(says, Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_the_verb_wrote_and_nothing_else_stands_in_the_audit()
    {
        var register = _made.Register();
        foreach (
            var (more, acts) in new[] { (new[] { "--dry-run" }, Array.Empty<string>()), ([], ["places-imported"]) }
        )
        {
            var (code, _, errors) = await VerbProcess.RunAsync(
                _host,
                _folder.Path,
                ["import-places", "--register", register, .. more]
            );

            Assert.True(code == 0, errors);
            var noted = await _host.AsOwnerAsync(db =>
                db.Database.SqlQuery<string>($"""select act as "Value" from audit""").ToListAsync(Ct)
            );
            Assert.Equal(acts, noted);
        }
    }

    [Fact]
    public async Task An_old_number_of_which_a_part_is_gone_is_never_taken_as_the_rest()
    {
        _made.Municipalities.Remove("1580");
        await ImportAsync(new(null, _made.Boundaries(), null));

        var whole = await RefusedAsync("1534");
        var itself = await RefusedAsync("1580");
        var part = await RefusedAsync("1507");
        var lists = await _host.WithDbAsync(db => PlacesByText.FindAsync(db, ["1534", "1507", "1504"], Ct));

        Assert.Equal(("municipality-gone", "municipality-gone"), (whole.Code(), itself.Code()));
        Assert.Equal("municipality-split", part.Code());
        Assert.Equal(
            ["municipality:1508"],
            part.GetProperty("suggestions").EnumerateArray().Select(left => left.GetString())
        );
        Assert.True(lists.Municipality("1504", "where").Is(out var found, out _));
        Assert.Equal("municipality:1508", found.Place.Code);
        Assert.False(lists.Municipality("1534", "where").Is(out _, out var gone));
        Assert.False(lists.Municipality("1507", "where").Is(out _, out var split));
        Assert.Equal<(object?, object?)>(
            ("municipality-gone", "municipality-split"),
            (gone.ProblemDetails.Extensions["code"], split.ProblemDetails.Extensions["code"])
        );

        Task<System.Text.Json.JsonElement> RefusedAsync(string number) =>
            _host.Anyone.GetJsonAsync(
                "/v1/responsible?place=municipality:" + number,
                HttpStatusCode.UnprocessableEntity
            );
    }

    [Fact]
    public async Task A_dry_run_reports_and_changes_nothing()
    {
        var dry = await ImportAsync(_made.All(), new(DryRun: true));
        var where = (await _host.Anyone.GetJsonAsync("/v1/responsible?near=10.20449,59.74389")).GetProperty("where");
        var real = await ImportAsync(_made.All());

        Assert.Equal("nearest", where.Text("located"));
        Assert.Equal(real.Counts, dry.Counts);
        Assert.True(real.HasChanges && real.Done && !dry.Done);
    }

    [Fact]
    public async Task A_municipality_that_newer_files_drop_is_gone_with_suggestions_and_may_return()
    {
        await ImportAsync(_made.All());
        var taken = _made.Municipalities["3314"];
        _made.Municipalities.Remove("3314");
        _made.Municipalities["3313"] = ("Nye Eiker", taken.Longitude, taken.Latitude);
        foreach (var code in _made.Codes.Values.Where(code => code[1] == "3314"))
        {
            code[1] = "3313";
        }

        var report = await ImportAsync(new(_made.Register(), _made.Boundaries(), null));
        var gone = await _host.Anyone.GetJsonAsync(
            "/v1/responsible?place=municipality:3314",
            HttpStatusCode.UnprocessableEntity
        );
        var made = (await _host.Anyone.GetJsonAsync("/v1/places?q=Nye+Eiker")).GetProperty("items")[0];
        var county = await _host.Anyone.GetJsonAsync("/v1/responsible?place=county:33");
        _made.Municipalities.Remove("3313");
        _made.Municipalities["3314"] = taken;
        foreach (var code in _made.Codes.Values.Where(code => code[1] == "3313"))
        {
            code[1] = "3314";
        }

        var returned = await ImportAsync(new(_made.Register(), _made.Boundaries(), null));

        foreach (var kind in new[] { "municipality", "boundary" })
        {
            Assert.Equal((1, 1), (Count(report, kind, "new"), Count(report, kind, "historical")));
            Assert.Equal((1, 1), (Count(returned, kind, "back"), Count(returned, kind, "historical")));
        }

        Assert.Equal("municipality-gone", gone.Code());
        Assert.NotEmpty(gone.GetProperty("suggestions").EnumerateArray());
        Assert.Equal(("municipality:3313", "33"), (made.Text("place"), made.Text("county")));
        Assert.Equal("national-office", county.GetProperty("responsible").Text("kind"));
        Assert.Equal(
            "municipality:3314",
            (await _host.Anyone.GetJsonAsync("/v1/responsible?place=municipality:3314"))
                .GetProperty("where")
                .Text("place")
        );
    }

    [Fact]
    public async Task A_group_that_shows_its_municipality_only_follows_its_point_which_is_told_and_an_exact_one_stays()
    {
        var near = _made.Municipalities["3301"];
        var staff = await _host.StaffAsync("national-office", Role.NationalAdmin);
        var area = await TestHost.OpenGroupAsync(staff, Form("area"));
        var exact = await TestHost.OpenGroupAsync(staff, Form("exact"));
        await TestHost.OpenGroupAsync(staff, Form("hidden"));
        await staff.AddWebhookAsync(_host.Receiver, "moved", "group.changed.v1");
        _made.Municipalities["3301"] = (near.Name, near.Longitude + 0.5, near.Latitude);

        var report = await ImportAsync(new(null, _made.Boundaries(), null));

        Assert.Equal(2, report.Followed);
        await _host.RunJobsAsync();
        Assert.Equal(area, Assert.Single(_host.Receiver.To("moved")).Json.GetProperty("data").Id());
        Assert.InRange(await KmAsync(area), 20, 35);
        Assert.InRange(await KmAsync(exact), 0, 1);

        object Form(string visibility) =>
            new
            {
                name = "Onsdagsgruppa",
                meeting = new
                {
                    form = "in-person",
                    municipality = "3301",
                    longitude = near.Longitude,
                    latitude = near.Latitude,
                    visibility,
                },
            };

        async Task<double> KmAsync(Guid id) =>
            (
                await _host.Anyone.GetJsonAsync(
                    string.Create(
                        System.Globalization.CultureInfo.InvariantCulture,
                        $"/v1/groups?near={near.Longitude},{near.Latitude}"
                    )
                )
            )
                .GetProperty("items")
                .EnumerateArray()
                .Single(group => group.Id() == id)
                .GetProperty("distanceKm")
                .GetDouble();
    }

    [Fact]
    public async Task Who_asks_meanwhile_reads_the_old_state_and_a_second_import_waits_for_the_first()
    {
        _made.Codes["3100"] = ["NY", "3905", "TØNSBERG", "G"];
        var files = _made.All();
        Task<PlacesReport>? second = null;

        var first = await ImportPlaces.RunAsync(
            _host.Get<Connections>().Patient,
            files,
            new(),
            async (connection, moved, ct) =>
            {
                await _host.Anyone.GetJsonAsync(
                    "/v1/responsible?place=postal-code:3100",
                    HttpStatusCode.UnprocessableEntity
                );
                second = ImportAsync(files);
                await Task.WhenAny(second, Task.Delay(TimeSpan.FromMilliseconds(500), ct));
                Assert.False(second.IsCompleted);
                return await FollowMunicipalities.MoveAsync(connection, moved, _host.Clock.GetUtcNow(), ct);
            },
            _ => { },
            Ct
        );

        Assert.True(first.HasChanges);
        Assert.False((await second!).HasChanges);
        await _host.Anyone.GetJsonAsync("/v1/responsible?place=postal-code:3100");
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static long Count(PlacesReport report, string kind, string change) =>
        report.Counts.Where(row => (row.Kind, row.Change) == (kind, change)).Sum(row => row.Count);

    private static (string Output, string Errors) Told(PlacesReport report)
    {
        using var output = new System.IO.StringWriter();
        using var errors = new System.IO.StringWriter();
        report.Write(output, errors);
        return (output.ToString(), errors.ToString());
    }

    private Task<PlacesReport> ImportAsync(ImportPlaces.Files files, ImportPlaces.Rules? rules = null) =>
        OfficialRegisters.ImportAsync(_host, files, rules);
}
