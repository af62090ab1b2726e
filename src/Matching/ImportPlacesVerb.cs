using System;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Groups;
using Matching.Places;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Matching;

/// <summary>The verb <c>import-places</c>, and the one place that knows what follows a municipality's point.</summary>
internal static class ImportPlacesVerb
{
    /// <param name="open">Gives the program on its database.</param>
    public static Command Create(Func<CancellationToken, Task<WebApplication>> open)
    {
        var register = File("--register", "the postal code register, as Posten publishes it (Windows-1252)");
        var boundaries = File("--boundaries", "the boundaries of the municipalities (GeoJSON)");
        var population = File("--population", "the population of the municipalities (CSV)");
        var dryRun = Switch("--dry-run", "tell what would change, and change nothing");
        var skipBad = Switch("--skip-bad", "leave bad rows out; otherwise one bad row stops all");
        var allowManyDropped = Switch("--allow-many-dropped", "believe a file that drops more than a tenth");
        var verb = new Command("import-places", "put what official registers say in the place of approximations")
        {
            register,
            boundaries,
            population,
            dryRun,
            skipBad,
            allowManyDropped,
        };
        verb.SetAction(
            (parsed, ct) =>
                RunAsync(
                    new ImportPlaces.Files(
                        parsed.GetValue(register),
                        parsed.GetValue(boundaries),
                        parsed.GetValue(population)
                    ),
                    new ImportPlaces.Rules(
                        parsed.GetValue(dryRun),
                        parsed.GetValue(skipBad),
                        parsed.GetValue(allowManyDropped)
                    ),
                    open,
                    ct
                )
        );
        return verb;
    }

    private static async Task<int> RunAsync(
        ImportPlaces.Files files,
        ImportPlaces.Rules rules,
        Func<CancellationToken, Task<WebApplication>> open,
        CancellationToken ct
    )
    {
        if ((files.Register ?? files.Boundaries ?? files.Population) is null)
        {
            throw new ConfigurationException(
                "import-places needs a file: --register FILE, --boundaries FILE, --population FILE or several."
            );
        }

        await using var app = await open(ct);
        var clock = app.Services.GetRequiredService<TimeProvider>();
        var connections = app.Services.GetRequiredService<Connections>();
        await (await connections.OpenAsOwnerAsync(ct)).DisposeAsync();
        var report = await ImportPlaces.RunAsync(
            connections.Patient,
            files,
            rules,
            FollowAsync,
            Console.IsOutputRedirected ? _ => { } : Console.WriteLine,
            ct
        );
        report.Write(Console.Out, Console.Error);
        return report.IsRefused ? 1 : 0;

        async Task<int> FollowAsync(NpgsqlConnection connection, string[] moved, CancellationToken token)
        {
            var groups = await FollowMunicipalities.MoveAsync(connection, moved, clock.GetUtcNow(), token);
            if (!rules.DryRun)
            {
                await connection.AppendOwnAsync("places-imported", clock, token);
            }

            return groups;
        }
    }

    private static Option<string> File(string name, string description) =>
        new(name) { Description = description, HelpName = "FILE" };

    private static Option<bool> Switch(string name, string description) => new(name) { Description = description };
}
