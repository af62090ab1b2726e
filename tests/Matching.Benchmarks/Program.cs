using System.CommandLine;
using Matching.Benchmarks;

return await new RootCommand("Measures; each prints a table and writes artifacts/bench/VERB.json.")
{
    Quality.Verb(),
    Growth.Verb(),
    Search.Verb(),
    Receipts.Verb(),
    Suggestions.Verb(),
    BenchProcess.BareVerb(),
}
    .Parse(args)
    .InvokeAsync();
