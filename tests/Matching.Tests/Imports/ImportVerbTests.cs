using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Matching.Groups;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Imports;

/// <summary>The verbs as they are typed, beside a service that runs.</summary>
public sealed class ImportVerbTests(TestHost host) : IClassFixture<TestHost>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("import-groups")]
    [InlineData("import-bodies")]
    [InlineData("import-starters")]
    public async Task A_template_is_printed_filled_in_and_taken(string verb)
    {
        var (code, template, errors) = await RunAsync(verb, "--template");
        Assert.Equal((0, "", 2), (code, errors, template.TrimEnd().Split('\n').Length));

        await WriteAsync("liste.csv", template);
        var tried = await RunAsync(verb, "liste.csv", "--dry-run");
        Assert.Equal(0, tried.Code);
        Assert.Contains("line 2, eksempel", tried.Output, StringComparison.Ordinal);
        Assert.Contains("nothing is written in a dry run", tried.Output, StringComparison.Ordinal);
        Assert.Contains(
            "added 1, changed 0, unchanged 0, bad 0",
            (await RunAsync(verb, "liste.csv")).Output,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "added 0, changed 0, unchanged 1, bad 0",
            (await RunAsync(verb, "liste.csv")).Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_bad_row_is_named_and_ends_the_verb_with_1_unless_it_may_be_skipped()
    {
        await WriteAsync(
            "liste.csv",
            Lists.Text(Lists.GroupHeader, Lists.Group("verb-1"), Lists.Group("verb-2", topics: "sorgg"))
        );

        var refused = await RunAsync("import-groups", "liste.csv");
        TestContext.Current.TestOutputHelper!.WriteLine(refused.Errors);
        Assert.Equal(1, refused.Code);
        Assert.Contains(
            "line 3, column \"Temaer\": there is no such topic; did you mean \"Sorg\"?",
            refused.Errors,
            StringComparison.Ordinal
        );
        Assert.Contains("so nothing was changed", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync());

        var taken = await RunAsync("import-groups", "liste.csv", "--skip-bad");
        Assert.Equal((0, 1), (taken.Code, await CountAsync()));
        Assert.StartsWith("line 3, column", taken.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("line 3", taken.Output, StringComparison.Ordinal);
        Assert.Contains("added 1, changed 0, unchanged 0, bad 1", taken.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("import-groups nowhere.csv", "There is no file nowhere.csv.")]
    [InlineData("import-groups .", ". is a folder, not a file.")]
    [InlineData("import-bodies", "import-bodies needs a file; --template prints one to fill in.")]
    [InlineData("import-bodies x.csv --template", "--template takes no file")]
    [InlineData("import-groups bok.csv", "This is a workbook or an archive")]
    public async Task What_cannot_be_imported_is_said_in_one_sentence(string line, string sentence)
    {
        await WriteAsync("bok.csv", "PK\u0003\u0004");
        var (code, output, errors) = await RunAsync(line.Split(' '));

        Assert.Equal((1, ""), (code, output));
        Assert.Contains(sentence, errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task The_help_names_every_column()
    {
        var (code, output, _) = await RunAsync("import-groups", "--help");

        Assert.Equal(0, code);
        Assert.All(
            ImportGroups.Import.Columns,
            column => Assert.Contains($"  {column.Nb} ({column.En})", output, StringComparison.Ordinal)
        );
    }

    private Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments) =>
        VerbProcess.RunAsync(host.ConnectionString, _folder.Path, arguments);

    private Task WriteAsync(string name, string text) =>
        File.WriteAllTextAsync(
            Path.Combine(_folder.Path, name),
            text,
            new UTF8Encoding(false),
            TestContext.Current.CancellationToken
        );

    private Task<int> CountAsync() =>
        host.WithDbAsync(db => db.Groups.CountAsync(group => group.ExternalId!.StartsWith("verb-")));
}
