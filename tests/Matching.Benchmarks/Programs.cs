using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace Matching.Benchmarks;

/// <summary>Other programs that measuring needs.</summary>
internal static class Programs
{
    /// <summary>Runs one to its end and returns what it wrote.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has what it said.</exception>
    public static async Task<string> RunAsync(
        string program,
        IEnumerable<string> arguments,
        CancellationToken ct,
        IReadOnlyDictionary<string, string?>? environment = null
    )
    {
        using var process = Start(program, arguments, environment);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
        await process.WaitForExitAsync(ct);
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{program} failed: {await errors} {await output}");
    }

    /// <summary>Starts one, its output to be read.</summary>
    public static Process Start(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?>? environment = null
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Bench.Root,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Installs the Debian package of a program where it is missing and that is allowed.</summary>
    /// <exception cref="InvalidOperationException">It is not there; the message says what to install.</exception>
    public static async Task NeedAsync(string program, string package, CancellationToken ct)
    {
        const string Install = """
            command -v "$0" && exit
            sudo=; if [ "$(id -u)" -ne 0 ]; then sudo="sudo -n"; fi
            $sudo apt-get update && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$1"
            """;
        try
        {
            await RunAsync("/bin/sh", ["-c", Install, program, package], ct);
        }
        catch (InvalidOperationException failure)
        {
            throw new InvalidOperationException(
                $"{program} was not found: install the Debian package {package}.",
                failure
            );
        }
    }
}
