using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Backups;
using Matching.Bodies;
using Matching.Database;
using Matching.Groups;
using Matching.Imports;
using Matching.Starters;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Matching;

/// <summary>
/// What the program can be told to do. Settings come from the environment, so that no secret stands on a command line.
/// </summary>
public static class Verbs
{
    /// <summary>Runs the verb that the arguments name; without one, <c>serve</c>.</summary>
    /// <returns>0, or 1 after a sentence on standard error about what could not be done.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            // Signals are the host's: it lets what runs come to its end, for which the parser's two seconds are too
            // short.
            return await Root()
                .Parse(args)
                .InvokeAsync(
                    new InvocationConfiguration
                    {
                        EnableDefaultExceptionHandler = false,
                        ProcessTerminationTimeout = null,
                    }
                );
        }
        catch (NpgsqlException failure)
        {
            await Console.Error.WriteLineAsync(
                $"matching: a database cannot be used, that of ConnectionStrings__Matching, __Owner or __Keys: {failure.Message}"
            );
            return 1;
        }
        catch (AggregateException several)
            when (several.InnerExceptions.All(failure => failure is OptionsValidationException))
        {
            foreach (var failure in several.InnerExceptions.Select(inner => inner.Message).Distinct())
            {
                await Console.Error.WriteLineAsync($"matching: {failure}");
            }

            return 1;
        }
        catch (Exception failure)
            when (failure
                    is ConfigurationException
                        or OptionsValidationException
                        or MigrationChangedException
                        or NotOwnerException
                        or IOException
                        or InvalidOperationException
                        or ImportRefusedException
                        or BackupException
            )
        {
            await Console.Error.WriteLineAsync($"matching: {failure.Message}");
            return 1;
        }
    }

    private static RootCommand Root()
    {
        var jobName = new Argument<string>("NAME")
        {
            Description = "a name from Schedule.cs, say purge-expired-interests",
        };
        var serve = Verb(
            "serve",
            "answer HTTP calls and do the jobs until stopped (the default)",
            (_, ct) => ServeAsync(ct)
        );
        var root = new RootCommand("Matching: anonymous interests in self-help groups, matched by topic and place.")
        {
            serve,
            Verb("migrate", "bring the database to this version's schema and seeds", (_, ct) => MigrateAsync(ct)),
            Verb(
                "check-config",
                "say whether the settings are usable and the database answers",
                (_, ct) => CheckAsync(ct)
            ),
            BackupVerb.Create(),
            RestoreVerb.Create(),
            EraseCheckVerb.Create(),
            RotateKeysVerb.Create(),
            AuditVerb.Create(),
            ImportPlacesVerb.Create(OpenAsync),
            Verb(
                "run-job",
                "do one scheduled job now",
                (parsed, ct) => RunJobAsync(parsed.GetRequiredValue(jobName), ct),
                jobName
            ),
            ImportVerb.Of(ImportBodies.Import, OpenAsync),
            ImportVerb.Of(ImportGroups.Import, OpenAsync),
            ImportVerb.Of(ImportStarters.Import, OpenAsync),
        };
        root.Action = serve.Action;
        return root;
    }

    private static Command Verb(
        string name,
        string description,
        Func<ParseResult, CancellationToken, Task<int>> action,
        params Argument[] arguments
    )
    {
        var verb = new Command(name, description);
        foreach (var argument in arguments)
        {
            verb.Add(argument);
        }

        verb.SetAction(action);
        return verb;
    }

    private static async Task<int> ServeAsync(CancellationToken ct)
    {
        await using var app = Service.Build();
        await app.StartServiceAsync(ct);
        await app.WaitForShutdownAsync(ct);
        return 0;
    }

    // On a database that is there to be used: brought up to date where that is asked for, as when serving.
    private static async Task<WebApplication> OpenAsync(CancellationToken ct)
    {
        var app = Service.Build();
        if (app.Configuration.GetValue<bool>("Database:MigrateAtStart"))
        {
            await app.Services.GetRequiredService<Migrator>().MigrateAsync(ct);
        }

        return app;
    }

    private static async Task<int> MigrateAsync(CancellationToken ct)
    {
        await using var app = Service.Build();
        var applied = await app.Services.GetRequiredService<Migrator>().MigrateAsync(ct);
        foreach (var name in applied)
        {
            Console.WriteLine(name);
        }

        Console.WriteLine(applied.Count == 0 ? "The database is up to date." : $"Applied {applied.Count}.");
        return 0;
    }

    private static async Task<int> CheckAsync(CancellationToken ct)
    {
        await using var app = Service.Build();
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        _ = app.Services.GetRequiredService<Sealing.Secrets>();
        if (!await app.Services.GetRequiredService<RoleHealth>().IsAsItShouldBeAsync(ct))
        {
            throw new ConfigurationException(RoleHealth.Fault);
        }

        var source = app.Services.GetRequiredService<NpgsqlDataSource>();
        await using var command = source.CreateCommand("select postgis_version()");
        var version = await command.ExecuteScalarAsync(ct);
        var leaks = await app.Services.GetRequiredService<Discretion>().LeaksAsync(ct);
        if (leaks.Count > 0)
        {
            throw new ConfigurationException(
                $"PostgreSQL would keep what people write, or when: {string.Join(", ", leaks)}. deploy/postgresql.conf has what it needs; Database__AllowLeaks=true lets it be."
            );
        }

        Console.WriteLine($"The settings are usable, and the database answers with PostGIS {version}.");
        return 0;
    }

    private static async Task<int> RunJobAsync(string name, CancellationToken ct)
    {
        if (Schedule.Find(name) is not { } scheduled)
        {
            throw new ConfigurationException(
                $"There is no scheduled job {name}; there are {string.Join(", ", Schedule.Names)}."
            );
        }

        await using var app = Service.Build();
        await using var scope = app.Services.CreateAsyncScope();
        Console.WriteLine($"{scheduled.Name}: {await scheduled.RunAsync(scope.ServiceProvider, ct)}");
        return 0;
    }
}
