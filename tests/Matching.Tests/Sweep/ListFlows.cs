using System.IO;
using System.Text;
using System.Threading.Tasks;
using Matching.Tests.Imports;
using Xunit;

namespace Matching.Tests.Sweep;

/// <summary>Lists with rows that are taken and rows that are refused.</summary>
internal sealed class ListFlows(SweepWorld world)
{
    public async Task GoAsync()
    {
        var markers = world.Markers;
        await TryAsync(
            "import-starters",
            "Ekstern id;Navn;Tilhører;Hjemsted;Radius km;Temaer;E-post;Telefon",
            $"s-1;{markers.New("name in a list")};contact-point-drammen;Drammen;40;sorg;{markers.New("address in a list")}@example.org;{markers.NewTelephone("telephone in a list")}",
            $"s-2;{markers.New("name in a list")};contact-point-drammen;{markers.New("refused in a list")};x;sorgg;{markers.New("refused in a list")};{markers.New("refused in a list")}"
        );
        await TryAsync(
            "import-groups",
            Lists.GroupHeader,
            Lists.Group("g-1", contact: $"{markers.New("contact in a list")}@example.org"),
            Lists.Group("g-2", topics: markers.New("refused in a list"), contact: markers.New("refused in a list"))
        );
    }

    private async Task TryAsync(string verb, string header, string good, string bad)
    {
        var file = Path.Combine(world.Lists.Path, $"{verb}.csv");
        await File.WriteAllTextAsync(
            file,
            Lists.Text(header, good, bad),
            new UTF8Encoding(false),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(1, await world.VerbAsync(verb, file));
        Assert.Equal(0, await world.VerbAsync(verb, file, "--skip-bad"));
    }
}

/// <summary>A dump, whether it opens what was erased, and what comes of it elsewhere.</summary>
internal sealed class DumpFlow(SweepWorld world)
{
    public async Task GoAsync()
    {
        Assert.Equal(0, await world.VerbAsync("backup", world.Lists.Path));
        var dump = Assert.Single(Directory.GetFiles(world.Lists.Path, "matching-*.dump"));
        Assert.Equal(0, await world.VerbAsync("erase-check", dump));
        await world.Main.ExecuteAsync("create database elsewhere", "postgres");
        await world.Keys.ExecuteAsync("create database elsewhere_keys", "postgres");
        Assert.Equal(0, await world.VerbElsewhereAsync("elsewhere", "elsewhere_keys", "restore", dump));
    }
}
