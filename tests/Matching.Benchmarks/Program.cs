using System.CommandLine;
using Matching.Benchmarks;

return await new RootCommand(
    "Measures, as ratios in one run; each prints a table and writes artifacts/bench/VERB.json."
)
{
    Quality.Verb(),
    Growth.Verb(),
    Search.Verb(),
    Receipts.Verb(),
    BenchProcess.BareVerb(),
}
    .Parse(args)
    .InvokeAsync();
