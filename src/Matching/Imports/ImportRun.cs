using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Imports;

/// <summary>
/// One file, one transaction: everybody else sees all of it or nothing. It is read through first without locking
/// anything; only what then changes is locked, looked at again, and written.
/// </summary>
public static class ImportRun
{
    private const int Chunk = 1000;
    private const int LongestId = 100;

    /// <param name="dryRun">Only says what would happen.</param>
    /// <param name="skipBad">Takes the good rows where there are bad ones.</param>
    /// <param name="progress">Told how many rows were looked at, of twice as many as there are.</param>
    /// <exception cref="ImportRefusedException">Another import, or a migration, is running.</exception>
    public static async Task<ImportPlan> RunAsync(
        Import import,
        Sheet sheet,
        IServiceProvider services,
        bool dryRun,
        bool skipBad,
        IProgress<int>? progress,
        CancellationToken ct
    )
    {
        var db = services.GetRequiredService<MatchingDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (
            // The migrator's own lock, which an import of places takes too: what a list was read with must not move
            // meanwhile.
            !dryRun
            && !await db
                .Database.SqlQuery<bool>($"select pg_try_advisory_xact_lock({Migrator.Lock}) as \"Value\"")
                .SingleAsync(ct)
        )
        {
            throw new ImportRefusedException("Another import or a migration is running; try again when it has ended.");
        }

        RefuseIds(import, sheet.Rows);
        var importer = await import.Begin(services, sheet.Rows, ct);
        var others = await importer.CountOthersAsync(
            [.. sheet.Rows.Select(row => row.Text(import.ExternalId)).OfType<string>()],
            ct
        );
        var (planned, done) = (new List<(SheetRow Row, PlannedChange Change)>(), 0);
        await TakeAsync(sheet.Rows, save: false);
        var plan = Plan(false);
        if (dryRun || plan.Changes.Count == 0 || (plan.Bad > 0 && !skipBad))
        {
            return plan;
        }

        var unchanged = plan.Unchanged;
        var toWrite = planned.Where(found => IsChange(found.Change)).Select(found => found.Row).ToList();
        planned.Clear();
        await TakeAsync(toWrite, save: true);
        plan = Plan(true);
        if (plan.Bad > 0 && !skipBad)
        {
            // Somebody was faster: a yes has taken the place that a row would take away.
            return plan with { Written = false };
        }

        await db.AppendOwnAsync("list-imported", services.GetRequiredService<TimeProvider>(), ct);
        await transaction.CommitAsync(ct);
        return plan with { Unchanged = unchanged + plan.Unchanged };

        async Task TakeAsync(IReadOnlyList<SheetRow> rows, bool save)
        {
            foreach (var chunk in rows.Chunk(Chunk))
            {
                // Those that are refused already too: people want to know all that is wrong at once.
                var named = chunk.Where(row => row.Text(import.ExternalId) is not null).ToList();
                await importer.LoadAsync([.. named.Select(row => row.Text(import.ExternalId)!)], save, ct);
                foreach (var row in named)
                {
                    if (importer.Take(row.Text(import.ExternalId)!, row) is { } change)
                    {
                        planned.Add((row, change));
                    }
                }

                if (save)
                {
                    await importer.SaveAsync(ct);
                }

                progress?.Report(done += chunk.Length);
            }
        }

        ImportPlan Plan(bool written) =>
            new(
                [.. planned.Select(found => found.Change).Where(IsChange)],
                planned.Count(found => !IsChange(found.Change)),
                [.. sheet.Rows.SelectMany(row => row.Refusals)],
                others,
                written
            );
    }

    private static bool IsChange(PlannedChange change) => change.IsNew || change.Fields.Count > 0;

    private static void RefuseIds(Import import, IReadOnlyList<SheetRow> rows)
    {
        var first = new Dictionary<string, SheetRow>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (row.Text(import.ExternalId) is not { } id)
            {
                row.Refuse(import.ExternalId, "is needed");
            }
            else if (id.Length > LongestId || id.Any(char.IsControl))
            {
                row.Refuse(import.ExternalId, $"must be one line of at most {LongestId} characters");
            }
            else if (!first.TryAdd(id, row))
            {
                row.Refuse(import.ExternalId, $"stands in line {first[id].Line} too");
                first[id].Refuse(import.ExternalId, $"stands in line {row.Line} too");
            }
        }
    }
}
