using System.CommandLine;

namespace Matching.Benchmarks;

/// <summary>People placed and their kilometres against first come, first served, and against the optimum.</summary>
internal static class Quality
{
    public static Command Verb() =>
        new("quality", "People placed and their kilometres against first come, first served, and against the optimum.");
}
