using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Imports;
using Npgsql;

namespace Matching.Places;

/// <summary>
/// Puts what the official registers say in the place of approximations, in one transaction: whoever asks meanwhile
/// reads the old state. What a newer register no longer has is kept as historical: municipalities by the boundaries,
/// postal codes by the register, and none by a file of which a row was left out, which might be its own. The same files
/// again change nothing.
/// </summary>
public static class ImportPlaces
{
    /// <summary>The files; at least one.</summary>
    public sealed record Files(string? Register, string? Boundaries, string? Population);

    /// <param name="DryRun">Tells what would change, and changes nothing.</param>
    /// <param name="SkipBad">Leaves bad rows out, where otherwise one stops all.</param>
    /// <param name="AllowManyDropped">Believes a file that drops more than a tenth, or all of a county.</param>
    public sealed record Rules(bool DryRun = false, bool SkipBad = false, bool AllowManyDropped = false);

    /// <summary>Reads the files and takes them in.</summary>
    /// <param name="follow">What else follows, in the same transaction, the points of municipalities, given by number:
    /// modules that Places may not know. Returns how much it moved.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <exception cref="ImportRefusedException">A file is not what it was given as, or drops too much.</exception>
    public static async Task<PlacesReport> RunAsync(
        NpgsqlDataSource database,
        Files files,
        Rules rules,
        Func<NpgsqlConnection, string[], CancellationToken, Task<int>> follow,
        Action<string> progress,
        CancellationToken ct
    )
    {
        progress("Reading the files…");
        var register = files.Register is { } registerFile
            ? await PostalRegister.ReadAsync(registerFile, ct)
            : RegisterFile<PostalRegister.Row>.None;
        var boundaries = files.Boundaries is { } boundaryFile
            ? await BoundaryFile.ReadAsync(boundaryFile, ct)
            : RegisterFile<BoundaryFile.Row>.None;
        var population = files.Population is { } populationFile
            ? await PopulationFile.ReadAsync(populationFile, ct)
            : RegisterFile<PopulationFile.Row>.None;

        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // The migrator's own lock: neither a second import nor a seed may come in between.
        await connection.ExecuteAsync($"select pg_advisory_xact_lock({Migrator.Lock})", ct);
        progress("Comparing them with what is known…");
        await StagedRegisters.CopyAsync(connection, register, boundaries, population, ct);
        BadRow[] badBoundaries =
        [
            .. boundaries.Bad,
            .. await StagedRegisters.StrangersAsync(connection, boundaries, ct),
        ];
        var partition = files.Boundaries is not null && badBoundaries.Length == 0;
        BadRow[] bad =
        [
            .. register.Bad,
            .. badBoundaries,
            .. population.Bad,
            .. await StagedRegisters.SettleMunicipalitiesAsync(connection, files, partition, ct),
        ];
        if (bad.Length > 0 && !rules.SkipBad)
        {
            return PlacesReport.Refused(bad);
        }

        var allCodes = files.Register is not null && !bad.Any(row => row.Option == "register");
        await MergePlaces.PrepareAsync(connection, allCodes, ct);
        await RefuseLossesAsync(connection, rules, ct);
        progress("Writing what changed…");
        var changes = await MergePlaces.WriteAsync(connection, ct);
        await SettleAreas.RunAsync(connection, PartitionRules.Current, ct);
        if (changes.Counts.Any(row => row is { Kind: "boundary", Change: not "unchanged" }))
        {
            await SettleOutlines.RunAsync(connection, ct);
        }

        var followed = await follow(connection, changes.Moved, ct);
        if (!rules.DryRun)
        {
            await transaction.CommitAsync(ct);
        }

        return new PlacesReport(bad, changes.Counts, changes.Examples, followed, Done: !rules.DryRun);
    }

    private static async Task RefuseLossesAsync(NpgsqlConnection connection, Rules rules, CancellationToken ct)
    {
        if (rules.AllowManyDropped)
        {
            return;
        }

        foreach (var (what, known, dropped) in await MergePlaces.LossesAsync(connection, ct))
        {
            if (dropped == known || dropped * 10 > known)
            {
                throw new ImportRefusedException(
                    $"{dropped} of {known} {what} are not in the file: is it whole? --allow-many-dropped makes them historical."
                );
            }
        }
    }
}
