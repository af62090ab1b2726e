using System;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Backups;
using Matching.Database;
using Matching.Sealing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Matching;

/// <summary>The verb <c>erase-check</c>.</summary>
internal static class EraseCheckVerb
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "a dump of the main store, matching-TIME.dump" };
        var verb = new Command("erase-check", "say whether a dump, beside today's keys, tells anything that was erased")
        {
            file,
        };
        verb.SetAction((parsed, ct) => CheckAsync(parsed.GetRequiredValue(file), ct));
        return verb;
    }

    private static async Task<int> CheckAsync(string file, CancellationToken ct)
    {
        await using var app = Service.Build();
        await using var scope = app.Services.CreateAsyncScope();
        await using var scratch = await ScratchDatabase.MakeAsync(
            app.Services.GetRequiredService<Connections>(),
            app.Services.GetRequiredService<IConfiguration>(),
            ct
        );
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(scratch.ConnectionString) { Pooling = false, CommandTimeout = 0 }
        );
        await using var copy = await source.OpenConnectionAsync(ct);
        await Restore.CopyAsync(file, copy, scratch.ConnectionString, ct);
        var found = await EraseCheck.RunAsync(
            copy,
            scope.ServiceProvider.GetRequiredService<MatchingDb>(),
            app.Services.GetRequiredService<Secrets>(),
            ct
        );
        Say($"{"", -26} {"of those that are there", 26} {"of those that are erased", 26}");
        Say($"{"", -26} {"values", 15} {"open", 10} {"values", 15} {"open", 10}");
        foreach (var field in found)
        {
            Say(
                $"{field.Field, -26} {field.Living, 15} {field.LivingOpen, 10} {field.Erased, 15} {field.ErasedOpen, 10}"
            );
        }

        if (scratch.Stays)
        {
            Say($"The database that ConnectionStrings__Scratch names is full of it now: drop it.");
        }

        var open = found.Sum(field => field.ErasedOpen);
        Say(
            open == 0
                ? (FormattableString)
                    $"{found.Sum(field => field.Erased)} values of what was erased since, and none can be read."
                : $"{open} values of what was erased can still be read."
        );
        return open == 0 ? 0 : 1;
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
