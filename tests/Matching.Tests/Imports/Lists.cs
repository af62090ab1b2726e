using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Matching.Imports;
using Matching.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Tests.Imports;

/// <summary>Lists as people write them, taken in as the verbs do it.</summary>
public static class Lists
{
    /// <summary>A list of lines that is right but for what a test puts into it.</summary>
    public const string GroupHeader =
        "Ekstern id;Navn;Svarer;Status;Temaer;Møteform;Kommune;Ukedag;Klokkeslett;Første møte;Plasser;Medlemmer;Kontakt";

    /// <summary>One good row of it.</summary>
    public static string Group(
        string id,
        string name = "Tirsdagsgruppa",
        string state = "åpen",
        string topics = "sorg",
        string municipality = "Drammen",
        string capacity = "8",
        string members = "5",
        string contact = "gruppa@example.org"
    ) =>
        $"{id};{name};contact-point-drammen;{state};{topics};fysisk;{municipality};tirsdag;18.00;02.09.2025;{capacity};{members};{contact}";

    /// <summary>Many good rows.</summary>
    public static IEnumerable<string> Groups(string prefix, int count) =>
        Enumerable.Range(1, count).Select(i => Group($"{prefix}{i}", $"Gruppe {i}", members: $"{i % 8}"));

    public static string Text(params IEnumerable<string> lines) => string.Join("\r\n", lines) + "\r\n";

    /// <summary>Takes in a text.</summary>
    public static Task<ImportPlan> ImportAsync(
        this TestHost host,
        Import import,
        string text,
        bool dryRun = false,
        bool skipBad = false
    ) => host.ImportAsync(import, Encoding.UTF8.GetBytes(text), dryRun, skipBad);

    /// <summary>Takes in a file.</summary>
    public static async Task<ImportPlan> ImportAsync(
        this TestHost host,
        Import import,
        byte[] file,
        bool dryRun = false,
        bool skipBad = false
    )
    {
        var sheet = Sheet.Read(SheetText.Decode(file), import.Columns);
        await using var scope = host.Get<IServiceScopeFactory>().CreateAsyncScope();
        return await ImportRun.RunAsync(
            import,
            sheet,
            scope.ServiceProvider,
            dryRun,
            skipBad,
            null,
            CancellationToken.None
        );
    }

    /// <summary>The reasons, as the report has them.</summary>
    public static string[] Reasons(this ImportPlan plan) => [.. plan.Refusals.Select(refusal => refusal.ToString())];
}
