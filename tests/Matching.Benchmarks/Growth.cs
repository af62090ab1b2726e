using System.CommandLine;

namespace Matching.Benchmarks;

/// <summary>One registration and one opening among ever more who wait.</summary>
internal static class Growth
{
    public static Command Verb() => new("growth", "One registration and one opening among ever more who wait.");
}
