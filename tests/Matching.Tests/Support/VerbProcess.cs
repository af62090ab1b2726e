using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Xunit;

namespace Matching.Tests.Support;

/// <summary>One of the program's verbs as a process of its own, as it runs beside the service.</summary>
public static class VerbProcess
{
    /// <summary>Runs it to its end; its exit code and what it wrote.</summary>
    /// <param name="connection">As the owner of the tables; the program comes as its own role.</param>
    public static Task<(int Code, string Output, string Errors)> RunAsync(
        string connection,
        string folder,
        params string[] arguments
    ) => RunAsync(typeof(Service).Assembly.Location, connection, TestDatabase.KeysOf(connection), folder, arguments);

    /// <summary>Runs it on the databases of a host.</summary>
    public static Task<(int Code, string Output, string Errors)> RunAsync(
        TestHost host,
        string folder,
        params string[] arguments
    ) =>
        RunAsync(
            typeof(Service).Assembly.Location,
            host.ConnectionString,
            host.KeysConnectionString,
            folder,
            arguments
        );

    /// <summary>Runs a verb of another version.</summary>
    /// <param name="program">Its assembly.</param>
    public static Task<(int Code, string Output, string Errors)> RunAsync(
        string program,
        string connection,
        string folder,
        string[] arguments
    ) => RunAsync(program, connection, TestDatabase.KeysOf(connection), folder, arguments);

    private static async Task<(int Code, string Output, string Errors)> RunAsync(
        string program,
        string connection,
        string keys,
        string folder,
        string[] arguments
    )
    {
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        var isThisVersion = program == typeof(Service).Assembly.Location;
        start.Environment["ConnectionStrings__Matching"] = isThisVersion
            ? TestDatabase.AsService(connection)
            : connection;
        start.Environment["ConnectionStrings__Owner"] = connection;
        start.Environment["ConnectionStrings__Keys"] = keys;
        start.Environment["ASPNETCORE_CONTENTROOT"] = folder;
        start.Environment["Secrets__Directory"] = Path.Combine(Path.GetTempPath(), "matching-test-secrets");
        start.Environment["Secrets__CreateMissing"] = "true";
        start.Environment["Mail__PickupDirectory"] = folder;
        start.Environment["DOTNET_TC_CallCounting"] = "0";
        using var process = Process.Start(start)!;
        var ct = TestContext.Current.CancellationToken;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, await output, await errors);
    }
}
