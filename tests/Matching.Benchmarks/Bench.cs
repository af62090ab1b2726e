using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Matching.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Benchmarks;

/// <summary>What all that is measured shares: the service with its settings, and where results go.</summary>
internal static class Bench
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The root of the checkout.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A folder for what comes and goes.</summary>
    public static string Artifacts => Directory.CreateDirectory(Path.Combine(Root, "artifacts/bench")).FullName;

    /// <summary>The settings of a service on a database, by the names that the environment has for them.</summary>
    public static Dictionary<string, string?> Settings(string connection) =>
        new()
        {
            ["ConnectionStrings__Matching"] = connection,
            ["ConnectionStrings__Keys"] = BenchServer.KeysOf(connection),
            ["Database__AllowOwner"] = "true",
            ["Database__AllowLeaks"] = "true",
            ["PublicUrl"] = "http://127.0.0.1:8080",
            ["Secrets__Directory"] = Path.Combine(Artifacts, "secrets"),
            ["Secrets__CreateMissing"] = "true",
            ["Mail__PickupDirectory"] = Directory.CreateDirectory(Path.Combine(Artifacts, "mail")).FullName,
            ["Limits__EveryonePerSecond"] = "1000000",
            ["Limits__PerKeyPerSecond"] = "1000000",
            ["Floods__CalmPerMinute"] = "1000000",
            ["Floods__PerBodyPerDay"] = "1000000",
            ["Urls"] = "http://127.0.0.1:0",
            ["Logging__LogLevel__Default"] = "None",
        };

    /// <summary>
    /// The service in this process, put together and not started; its jobs run when they are told to.
    /// </summary>
    /// <param name="adapt">What else to change among its services.</param>
    public static WebApplication Service(string connection, Action<IServiceCollection>? adapt = null)
    {
        var settings = new List<KeyValuePair<string, string?>>();
        foreach (var (name, value) in Settings(connection))
        {
            settings.Add(new(name.Replace("__", ":", StringComparison.Ordinal), value));
        }

        return Matching.Service.Build(
            settings,
            services =>
            {
                foreach (var loop in services.Where(IsLoop).ToList())
                {
                    services.Remove(loop);
                }

                adapt?.Invoke(services);
            }
        );
    }

    /// <summary>Keeps a result as <c>artifacts/bench/VERB.json</c>.</summary>
    public static async Task KeepAsync(string verb, object result, CancellationToken ct)
    {
        var file = Path.Combine(Artifacts, verb + ".json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(result, Json) + "\n", ct);
        Console.WriteLine($"kept as {Path.GetRelativePath(Root, file)}");
    }

    private static bool IsLoop(ServiceDescriptor service) =>
        service.ImplementationType == typeof(JobLoop) || service.ImplementationType == typeof(ScheduleClock);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Matching.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("Run this inside the checkout.");
        }

        return folder.FullName;
    }
}
