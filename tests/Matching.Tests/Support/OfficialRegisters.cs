using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Groups;
using Matching.Places;
using Xunit;

namespace Matching.Tests.Support;

/// <summary>
/// A host into which the real registers were imported, twice. They are no part of the project: where the folder
/// <c>shared/data</c> beside the checkout is missing, what needs them is skipped.
/// </summary>
public sealed class OfficialRegisters : TestHost
{
    private readonly SemaphoreSlim _turn = new(1);

    public PlacesReport? First { get; private set; }

    public TimeSpan Took { get; private set; }

    /// <summary>The file of a name in <c>shared/data</c>; skips the test where there is none.</summary>
    public static string File(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "data", name);
            if (System.IO.File.Exists(file))
            {
                return file;
            }
        }

        Assert.Skip(
            $"shared/data/{name} is not beside the checkout: the official registers are no part of the project."
        );
        return "";
    }

    /// <summary>The three files.</summary>
    public static ImportPlaces.Files Files() =>
        new(File("postnummerregister-ansi.txt"), File("kommuner-2024-M.geojson"), File("kommuner-no-2025.csv"));

    /// <summary>Imports files into a host.</summary>
    public static Task<PlacesReport> ImportAsync(
        TestHost host,
        ImportPlaces.Files files,
        ImportPlaces.Rules? rules = null
    ) =>
        ImportPlaces.RunAsync(
            host.Get<Connections>().Patient,
            files,
            rules ?? new ImportPlaces.Rules(),
            (connection, moved, ct) => FollowMunicipalities.MoveAsync(connection, moved, host.Clock.GetUtcNow(), ct),
            _ => { },
            CancellationToken.None
        );

    /// <summary>Has them imported.</summary>
    public async Task EnsureAsync()
    {
        var files = Files();
        await _turn.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (First is null)
            {
                var watch = Stopwatch.StartNew();
                First = await ImportAsync(this, files);
                Took = watch.Elapsed;
            }
        }
        finally
        {
            _turn.Release();
        }
    }
}
