using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace Matching.Tests.Fences;

/// <summary>The settings that files outside the program name, compared with those that it reads.</summary>
public sealed partial class SettingsTests
{
    private static readonly string[] Named =
    [
        "README.md",
        "compose.yaml",
        "deploy/matching.service",
        "deploy/matching.env.example",
        "run",
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_setting_that_a_file_names_exists(string file) =>
        Assert.Empty(Variable().Matches(Read(file)).Select(match => match.Value).Except(Known()));

    [Fact]
    public void Every_setting_is_told_of_in_the_README() =>
        Assert.All(Known(), setting => Assert.Contains($"`{setting}`", Read("README.md"), StringComparison.Ordinal));

    [Fact]
    public void PostgreSQL_is_as_quiet_in_compose_as_in_the_private_cluster() =>
        Assert.Equal(LogSettings("scripts/cluster"), LogSettings("deploy/postgresql.conf"));

    public static TheoryData<string> Files() => [.. Named];

    // Read from the source, so that an option or a lookup that is added counts without anybody saying so here.
    private static HashSet<string> Known()
    {
        var types = typeof(Service).Assembly.GetTypes();
        var source = string.Concat(
            Directory
                .EnumerateFiles(Path.Combine(Committed.Root(), "src/Matching"), "*.cs", SearchOption.AllDirectories)
                .Select(File.ReadAllText)
        );
        var bound = Bound()
            .Matches(source)
            .SelectMany(match =>
                types
                    .Single(type => type.Name == match.Groups["type"].Value)
                    .GetProperties()
                    .Where(property => property.CanWrite)
                    .Select(property => string.Join("__", [.. Section(match), property.Name]))
            );
        var looked = Lookup().Matches(source).Select(match => match.Groups["key"].Value.Replace(":", "__"));
        var connections = Connection()
            .Matches(source)
            .Select(match => $"ConnectionStrings__{match.Groups["name"].Value}");
        var known = bound.Concat(looked).Concat(connections).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(
            new HashSet<string> { "PublicUrl", "Mail__Host", "Trial__Enabled", "ConnectionStrings__Matching" },
            known
        );
        return known;
    }

    private static string[] Section(Match bound) =>
        bound.Groups["section"] is { Success: true, Value: var name } ? [name] : [];

    private static string[] LogSettings(string file) =>
        [.. LogSetting().Matches(Read(file)).Select(match => match.Value)];

    private static string Read(string file) => File.ReadAllText(Path.Combine(Committed.Root(), file));

    [GeneratedRegex(@"\b[A-Z][A-Za-z]+__[A-Z][A-Za-z]+\b", RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Variable();

    [GeneratedRegex(
        @"AddOptions<(?<type>\w+)>\(\)\s*\.BindConfiguration\((""(?<section>\w+)""|string\.Empty)\)",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking,
        1000
    )]
    private static partial Regex Bound();

    [GeneratedRegex(
        @"(Configuration\[|GetValue<\w+>\()""(?<key>[A-Za-z]+:[A-Za-z]+)""",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking,
        1000
    )]
    private static partial Regex Lookup();

    [GeneratedRegex(
        @"GetConnectionString\(""(?<name>\w+)""\)",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking,
        1000
    )]
    private static partial Regex Connection();

    [GeneratedRegex("^log_.*$", RegexOptions.Multiline | RegexOptions.NonBacktracking, 1000)]
    private static partial Regex LogSetting();
}
