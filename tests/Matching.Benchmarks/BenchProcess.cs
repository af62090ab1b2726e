using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matching.Benchmarks;

/// <summary>
/// A server as a process of its own: the service, or a bare Kestrel that answers so many bytes to everything.
/// </summary>
internal sealed class BenchProcess : IAsyncDisposable
{
    private readonly Process _process;

    private BenchProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <param name="connections">How many connections to the database it may have.</param>
    public static async Task<BenchProcess> ServiceAsync(string connection, int connections, CancellationToken ct)
    {
        var address = FreeAddress();
        var settings = Bench.Settings($"{connection};Maximum Pool Size={connections}");
        settings["Urls"] = address.ToString();
        return await StartAsync([typeof(Service).Assembly.Location, "serve"], settings, address, ct);
    }

    public static async Task<BenchProcess> BareAsync(int bytes, CancellationToken ct)
    {
        var address = FreeAddress();
        string[] arguments = [typeof(BenchProcess).Assembly.Location, "bare", address.ToString(), $"{bytes}"];
        return await StartAsync(arguments, [], address, ct);
    }

    /// <summary>The verb that is the bare Kestrel.</summary>
    public static Command BareVerb()
    {
        var (address, bytes) = (new Argument<string>("address"), new Argument<int>("bytes"));
        var verb = new Command("bare", "A bare Kestrel that answers so many bytes.") { address, bytes };
        verb.Hidden = true;
        verb.SetAction(
            async (parsed, ct) =>
            {
                var builder = WebApplication.CreateSlimBuilder();
                builder.Logging.ClearProviders();
                builder.WebHost.UseUrls(parsed.GetValue(address)!);
                await using var app = builder.Build();
                var answer = new byte[parsed.GetValue(bytes)];
                app.Run(http =>
                {
                    http.Response.ContentType = "application/json; charset=utf-8";
                    http.Response.ContentLength = answer.Length;
                    return http.Response.Body.WriteAsync(answer, http.RequestAborted).AsTask();
                });
                await app.StartAsync(ct);
                await app.WaitForShutdownAsync(ct);
            }
        );
        return verb;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<BenchProcess> StartAsync(
        string[] arguments,
        Dictionary<string, string?> settings,
        Uri address,
        CancellationToken ct
    )
    {
        var process = Programs.Start("dotnet", arguments, settings);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new BenchProcess(process, address);
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = address };
        var watch = Stopwatch.StartNew();
        while (!await AnswersAsync(client, ct))
        {
            if (process.HasExited || watch.Elapsed > TimeSpan.FromMinutes(1))
            {
                throw new InvalidOperationException("A server to measure did not start.");
            }

            await Task.Delay(50, ct);
        }

        return server;
    }

    private static async Task<bool> AnswersAsync(HttpClient client, CancellationToken ct)
    {
        try
        {
            using var answer = await client.GetAsync("/health/ready", ct);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new(
            string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}")
        );
    }
}
