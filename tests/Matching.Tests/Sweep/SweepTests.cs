using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Sweep;

/// <summary>
/// Every flow, with a marker in everything that is told; errors of every kind; kills; and then a search through every
/// byte that is left. It proves something because a build that leaks on purpose is caught in each of its leaks.
/// </summary>
[Trait("Category", "Sweep"), Trait("Category", "Long")]
public sealed class SweepTests
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly List<string> _failed = [];

    [Fact]
    public async Task Nothing_that_is_told_is_found_anywhere_but_where_it_is_expected()
    {
        var (hits, search) = await RunAsync(leaks: false);
        var expected = Expected.All();
        var unexpected = hits.Where(hit => !expected.Any(line => line.Covers(hit))).ToList();
        var missed = expected.Where(line => !line.MayBeMissed && !hits.Any(line.Covers)).ToList();

        Say("hits that are expected", hits.Count - unexpected.Count);
        Say("other hits", unexpected.Count);
        Assert.True(
            unexpected is [],
            "found where it is not expected:\n"
                + string.Join(
                    '\n',
                    unexpected.Select(hit =>
                        $"{hit.Kind} | {hit.Place} | {hit.Encoding}, {hit.Times} times, first in {hit.First}"
                    )
                )
        );
        Assert.True(
            missed is [],
            "expected, and not found:\n" + string.Join('\n', missed.Select(line => $"{line.Kind} | {line.Place}"))
        );
        Assert.True(search.Places.Count >= 14, string.Join(", ", search.Places));
        Assert.True(_failed is [], string.Join("\n", _failed));
    }

    [Fact, Trait("Category", "LeakingBuild")]
    public async Task A_build_that_leaks_on_purpose_is_caught_in_every_one_of_its_leaks()
    {
        var (hits, _) = await RunAsync(leaks: true);
        var found = Leaks.All.ToDictionary(leak => leak.Name, leak => hits.Where(leak.IsCaughtBy).ToList());

        foreach (var (name, caught) in found)
        {
            Say(name, caught is [] ? "NOT CAUGHT" : "caught");
        }

        Say("leaks caught", $"{found.Values.Count(caught => caught is not [])} of {found.Count}");
        Assert.True(_failed is [], string.Join("\n", _failed));
        Assert.Equal([], found.Where(leak => leak.Value is []).Select(leak => leak.Key));
    }

    private async Task<(IReadOnlyList<Hit> Hits, Search Search)> RunAsync(bool leaks)
    {
        await using var world = await SweepWorld.StartAsync(leaks);
        var flows = new Flows(world);
        foreach (var (name, goAsync) in flows.All)
        {
            await StageAsync(name, goAsync);
        }

        var harm = new Harm(world);
        var provoked = Provoked.All(world.Markers);
        foreach (var (name, provocation) in provoked)
        {
            var status = await harm.ProvokeAsync(provocation);
            if (status < 400)
            {
                _failed.Add($"{name} was answered with {status}");
            }
        }

        foreach (var (name, doAsync) in harm.All)
        {
            await StageAsync(name, doAsync);
        }

        await StageAsync("a flood", flows.FloodAsync);
        if (leaks)
        {
            await LogStatementsAsync(world, flows);
        }

        await StageAsync("dumps", new DumpFlow(world).GoAsync);
        await StageAsync("rows", () => NoRowTellsThePlaceAsync(world));
        await world.Service.StopAsync();
        var remains = await Remains.DumpsAsync(world);
        await world.Main.ExecuteAsync("checkpoint");
        await world.Main.StopAsync();
        await world.Keys.StopAsync();
        var began = _watch.Elapsed;
        var search = new Search(world.Markers.All);
        var hits = search.In(remains.Concat(Remains.ThatLeft(world)).Concat(Remains.Files(world)));

        Say("flows", flows.All.Count + 2);
        Say("calls", world.Calls);
        Say("errors provoked", provoked.Count + harm.All.Count);
        Say("markers", world.Markers.All.Count);
        Say("needles", search.Count);
        Say("places", search.Places.Count);
        Say("bytes searched", $"{search.Bytes:N0}");
        Say(
            "seconds",
            $"{_watch.Elapsed.TotalSeconds:F0}, {(_watch.Elapsed - began).TotalSeconds:F0} of them to search"
        );
        return (hits, search);
    }

    // The seeds know it by right; whatever else holds it says where somebody would like to meet.
    private static async Task NoRowTellsThePlaceAsync(SweepWorld world)
    {
        var tables = await world.Database.ColumnAsync<string>(
            """
            select format('%I.%I', schemaname, tablename) from pg_tables
            where schemaname in ('public', 'keys') and tablename not in ('places', 'place_names')
            """
        );
        var telling = new List<string>();
        foreach (var table in tables)
        {
            var rows = await world.Database.ScalarAsync<long>(
                $"select count(*) from {table} t where position($1 in t::text) > 0",
                SweepWorld.Place
            );
            if (rows > 0)
            {
                telling.Add(table);
            }
        }

        Assert.Equal([], telling);
    }

    // What a hurried look at a slow query leaves set.
    private static async Task LogStatementsAsync(SweepWorld world, Flows flows)
    {
        await world.Main.SetAsync("alter system set log_parameter_max_length = -1");
        await world.Main.SetAsync("alter system set log_error_verbosity = 'default'");
        await world.Main.SetAsync("alter system set log_statement = 'all'");
        await new CaseFlows(world, flows).GoAsync();
    }

    private async Task StageAsync(string name, Func<Task> goAsync)
    {
        var began = _watch.Elapsed;
        try
        {
            await goAsync();
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            // The rest is looked at all the same.
            _failed.Add($"{name}: {failed}");
        }

        Say($"  {name}", $"{(_watch.Elapsed - began).TotalSeconds:F1} s");
    }

    private static void Say(string what, object figure) =>
        TestContext.Current.TestOutputHelper!.WriteLine($"{what, -44} {figure}");
}
