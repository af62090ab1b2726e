using System.CommandLine;

namespace Matching.Benchmarks;

/// <summary>The search for the nearest groups against pgbench and a bare Kestrel.</summary>
internal static class Search
{
    public static Command Verb() =>
        new("search", "The search for the nearest groups against pgbench and a bare Kestrel.");
}
