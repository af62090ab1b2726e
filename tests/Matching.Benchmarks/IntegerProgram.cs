using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Matching.Proposals;

namespace Matching.Benchmarks;

/// <summary>
/// The optimum under the same rules, by Debian's coinor-cbc: most placed; of these the earliest turns; of these the
/// least km. Each is solved with what was found before held fast, the turns some people at a time, with powers of two
/// so that an earlier one outweighs all later ones. What does not finish in time is not held: then the figures are
/// bounds, which no plan can be better than.
/// </summary>
internal sealed partial class IntegerProgram(Neighbourhood among, string file)
{
    private const int TurnsAtATime = 15;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(20);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Dictionary<int, bool> _held = [];
    private int? _placed;

    /// <param name="Km">The least km where a group may meet anywhere in reach of its members.</param>
    /// <param name="KmByRule">Of the same groups, each meeting where it keeps the longest journey shortest.</param>
    /// <param name="IsProven">Whether these are the optimum itself, and not only bounds.</param>
    public sealed record Optimum(int Placed, double Km, double KmByRule, bool IsProven);

    public async Task<Optimum> SolveAsync(CancellationToken ct)
    {
        var most = await SolveAsync(person => -1, way => 0, ct);
        var placed = (int)Math.Floor(-most.Bound + 0.001);
        _placed = most.IsDone ? placed : null;
        for (var first = 0; most.IsDone && first < among.People.Count; first += TurnsAtATime)
        {
            var (from, until) = (first, first + TurnsAtATime);
            var turns = await SolveAsync(
                person => person >= from && person < until ? -Math.Pow(2, until - 1 - person) : 0,
                way => 0,
                ct
            );
            if (!turns.IsDone)
            {
                break;
            }

            for (var person = from; person < until && person < among.People.Count; person++)
            {
                _held[person] = turns.Seats.Any(seat => seat.Person == person);
            }
        }

        // Where the number itself is only a bound, nobody need travel.
        var shortest = most.IsDone ? await SolveAsync(person => 0, way => way.Km, ct) : new(0, false, []);
        return new(
            placed,
            Math.Max(0, shortest.Bound),
            among.KmByRule(shortest.Seats),
            shortest.IsDone && _held.Count == among.People.Count
        );
    }

    private async Task<Solution> SolveAsync(Func<int, double> cost, Func<Way, double> costOfWay, CancellationToken ct)
    {
        var (model, solution) = (file + ".lp", file + ".txt");
        var left = Math.Max(1, (Time - _watch.Elapsed).TotalSeconds);
        await File.WriteAllTextAsync(model, Model(cost, costOfWay), ct);
        var said = await Programs.RunAsync(
            "cbc",
            [
                model,
                "-seconds",
                left.ToString("0", CultureInfo.InvariantCulture),
                "-ratioGap",
                "0",
                "-solve",
                "-solution",
                solution,
            ],
            ct
        );
        var lines = await File.ReadAllLinesAsync(solution, ct);
        var isDone = lines[0].StartsWith("Optimal", StringComparison.Ordinal);
        var value = isDone ? Value().Match(lines[0]) : LowerBound().Match(said);
        return new(
            value.Success
                ? double.Parse(value.Groups["value"].Value, CultureInfo.InvariantCulture)
                : double.NegativeInfinity,
            isDone,
            [
                .. from line in lines.Skip(1)
                let found = Seat().Match(line)
                where found.Success && double.Parse(found.Groups["value"].Value, CultureInfo.InvariantCulture) > 0.5
                select (
                    int.Parse(found.Groups["person"].Value, CultureInfo.InvariantCulture),
                    int.Parse(found.Groups["option"].Value, CultureInfo.InvariantCulture)
                ),
            ]
        );
    }

    // x_P_O: person P goes to option O. y_O: the group O begins. Once it is settled which groups begin, the rest is a
    // flow, whose best is whole by itself.
    private string Model(Func<int, double> cost, Func<Way, double> costOfWay)
    {
        var ways = among
            .People.Index()
            .SelectMany(one =>
                one.Item.Ways.Select(way => (Person: one.Index, Way: way, Name: $"x_{one.Index}_{way.Option}"))
            )
            .ToList();
        var to = ways.ToLookup(one => one.Way.Option, one => one.Name);
        var possible = among.Options.Index().Where(one => one.Item.Least > 0).ToList();
        var lines = new StringBuilder("Minimize\n cost: ");
        lines.AppendJoin(
            ' ',
            ways.Select(one => (Cost: cost(one.Person) + costOfWay(one.Way), one.Name))
                .Where(one => one.Cost != 0)
                .Select(one =>
                    string.Create(CultureInfo.InvariantCulture, $"{one.Cost:+0.######;-0.######} {one.Name}")
                )
                .DefaultIfEmpty("0 none")
        );
        lines.Append("\nSubject To\n");
        foreach (var hers in ways.GroupBy(one => one.Person))
        {
            var rule = _held.TryGetValue(hers.Key, out var held) ? $"= {(held ? 1 : 0)}" : "<= 1";
            Line($"person_{hers.Key}", hers.Select(one => one.Name), rule);
        }

        foreach (var (option, of) in among.Options.Index().Where(one => to[one.Index].Any()))
        {
            Line(
                $"most_{option}",
                of.Least == 0 ? to[option] : [.. to[option], $"- {of.Most} y_{option}"],
                $"<= {(of.Least == 0 ? of.Most : 0)}"
            );
        }

        foreach (var (option, of) in possible)
        {
            Line($"least_{option}", [.. to[option], $"- {of.Least} y_{option}"], ">= 0");
        }

        if (_placed is { } placed)
        {
            Line("placed", ways.Select(one => one.Name), $"= {placed}");
        }

        lines.Append("Binaries\n").AppendJoin(' ', possible.Select(one => $"y_{one.Index}")).Append("\nEnd\n");
        return lines.ToString();

        void Line(string name, IEnumerable<string> terms, string rule) =>
            lines
                .Append(CultureInfo.InvariantCulture, $" {name}: ")
                .AppendJoin(" + ", terms)
                .Replace("+ -", "-")
                .Append(CultureInfo.InvariantCulture, $" {rule}\n");
    }

    private sealed record Solution(double Bound, bool IsDone, IReadOnlyList<(int Person, int Option)> Seats);

    [GeneratedRegex(@"objective value\s+(?<value>[-+.\deE]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Value();

    [GeneratedRegex(@"Lower bound:\s+(?<value>[-+.\deE]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LowerBound();

    [GeneratedRegex(@"\bx_(?<person>\d+)_(?<option>\d+)\s+(?<value>[-+.\deE]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Seat();
}
