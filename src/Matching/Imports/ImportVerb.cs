using System;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Imports;

/// <summary>An import as a verb of the program.</summary>
public static class ImportVerb
{
    /// <param name="open">Gives the program on its database.</param>
    public static Command Of(Import import, Func<CancellationToken, Task<WebApplication>> open)
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "CSV with commas, semicolons or tabs; its first line names the columns",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "say what would change, and change nothing" };
        var skipBad = new Option<bool>("--skip-bad") { Description = "take the good rows where there are bad ones" };
        var template = new Option<bool>("--template") { Description = "print an empty list to fill in, instead" };
        var language = new Option<string>("--lang")
        {
            Description = "the template's language",
            DefaultValueFactory = _ => "nb",
        };
        language.AcceptOnlyFromAmong("nb", "en");
        var verb = new Command(import.Verb, $"add and change {import.What} from a CSV file")
        {
            file,
            dryRun,
            skipBad,
            template,
            language,
        };
        verb.SetAction(
            (parsed, ct) =>
                (parsed.GetValue(template), parsed.GetValue(file)) switch
                {
                    (true, null) => Task.FromResult(Print(import, parsed.GetValue(language) == "en")),
                    (true, _) => throw new ImportRefusedException("--template takes no file; it prints one."),
                    (false, null) => throw new ImportRefusedException(
                        $"{import.Verb} needs a file; --template prints one to fill in."
                    ),
                    (false, { } path) => RunAsync(
                        import,
                        path,
                        parsed.GetValue(dryRun),
                        parsed.GetValue(skipBad),
                        open,
                        ct
                    ),
                }
        );
        var help = new HelpOption();
        help.Action = new Help((HelpAction)help.Action!, import);
        verb.Add(help);
        return verb;
    }

    private static string About(Import import)
    {
        var columns = import.Columns.Select(column =>
            $"  {column.Nb} ({column.En}){(column.IsNeeded ? ", needed" : "")}: {column.About}"
        );
        return $"""
            Rows are known by their external id; what the file does not name is left alone. An empty cell leaves what is
            there, a hyphen takes it away where that is possible. If any row is bad, nothing is changed and the verb ends
            with 1, unless --skip-bad is given; then it ends with 0.

            Columns, in any order:
            {string.Join('\n', columns)}
            """;
    }

    private static int Print(Import import, bool english)
    {
        using var output = Console.OpenStandardOutput();
        Template.Write(import, english, output);
        return 0;
    }

    private static async Task<int> RunAsync(
        Import import,
        string file,
        bool dryRun,
        bool skipBad,
        Func<CancellationToken, Task<WebApplication>> open,
        CancellationToken ct
    )
    {
        var sheet = Sheet.Read(await SheetText.ReadAsync(file, ct), import.Columns);
        await using var app = await open(ct);
        await using var scope = app.Services.CreateAsyncScope();
        var progress = Console.IsErrorRedirected ? null : new Counter();
        var plan = await ImportRun.RunAsync(import, sheet, scope.ServiceProvider, dryRun, skipBad, progress, ct);
        if (progress is not null)
        {
            Counter.End();
        }

        ImportReport.Write(Console.Out, Console.Error, import, sheet, plan, dryRun, skipBad);
        return plan.Bad > 0 && !skipBad ? 1 : 0;
    }

    private sealed class Help(HelpAction usual, Import import) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            var code = usual.Invoke(parseResult);
            parseResult.InvocationConfiguration.Output.WriteLine(About(import));
            return code;
        }
    }

    // On the terminal, over itself.
    private sealed class Counter : IProgress<int>
    {
        public void Report(int value) => Console.Error.Write($"\r{value} rows…");

        public static void End() => Console.Error.Write("\r\u001B[K");
    }
}
