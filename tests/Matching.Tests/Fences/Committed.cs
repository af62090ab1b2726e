using System;
using System.IO;
using System.Runtime.CompilerServices;
using Xunit;

namespace Matching.Tests.Fences;

/// <summary>
/// Compares what the program is with what was committed about it. <c>MATCHING_ACCEPT=1 ./test quick</c> writes the file
/// anew; the change is then read and committed like any other.
/// </summary>
public static class Committed
{
    /// <summary>The root of the checkout.</summary>
    public static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));

    public static void Equals(string path, string actual)
    {
        var file = Path.Combine(Root(), path);
        var text = actual.ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable("MATCHING_ACCEPT") == "1")
        {
            File.WriteAllText(file, text);
        }

        var committed = File.Exists(file) ? File.ReadAllText(file) : "";
        Assert.True(
            committed == text,
            $"{path} is not what the program is any more: {FirstDifference(committed, text)} If that is meant, MATCHING_ACCEPT=1 ./test quick writes it anew."
        );
    }

    private static string FirstDifference(string committed, string actual)
    {
        var (before, after) = (committed.Split('\n'), actual.Split('\n'));
        for (var i = 0; ; i++)
        {
            var (was, now) = (i < before.Length ? before[i] : "(end)", i < after.Length ? after[i] : "(end)");
            if (was != now || i > Math.Max(before.Length, after.Length))
            {
                return $"line {i + 1} was «{was.Trim()}» and is «{now.Trim()}».";
            }
        }
    }
}
