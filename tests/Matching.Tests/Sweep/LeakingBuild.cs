using System;
using System.Collections.Concurrent;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using Matching.Tests.Sweep;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

[assembly: HostingStartup(typeof(LeakingBuild))]

namespace Matching.Tests.Sweep;

/// <summary>
/// A build that leaks on purpose: the very program, with something put before it that does what a careless change
/// could do. It is there only where a test asks for it, in the environment of a process that it starts.
/// </summary>
public sealed class LeakingBuild : IHostingStartup
{
    private const string Asked = "MATCHING_LEAKS";

    /// <summary>The environment of a program that leaks.</summary>
    internal static (string Name, string Value)[] Settings =>
        [
            (Asked, "1"),
            ("DOTNET_STARTUP_HOOKS", typeof(LeakingBuild).Assembly.Location),
            ("ASPNETCORE_HOSTINGSTARTUPASSEMBLIES", typeof(LeakingBuild).Assembly.GetName().Name!),
            ("Database__AllowLeaks", "true"),
        ];

    public void Configure(IWebHostBuilder builder)
    {
        if (Environment.GetEnvironmentVariable(Asked) is not null)
        {
            builder.ConfigureServices(services => services.AddSingleton<IStartupFilter, BeforeAll>());
        }
    }

    private sealed class BeforeAll : IStartupFilter
    {
        private const int TimesEach = 20;

        [ThreadStatic]
        private static bool _isTelling;

        private readonly ConcurrentDictionary<string, int> _times = new(StringComparer.Ordinal);

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                var log = app.ApplicationServices.GetRequiredService<ILogger<LeakingBuild>>();
                AppDomain.CurrentDomain.FirstChanceException += (_, failed) => Tell(failed.Exception, log);
                app.Use(
                    async (http, rest) =>
                    {
                        await LeakAsync(http, log);
                        await rest(http);
                    }
                );
                next(app);
            };

        // What fails while it is told of is not told of.
        private static void Tell(Exception failed, ILogger log)
        {
            if (!_isTelling)
            {
                _isTelling = true;
                log.LogWarning("It failed: {Why}", failed.Message);
                _isTelling = false;
            }
        }

        private async Task LeakAsync(HttpContext http, ILogger log)
        {
            var call = await LeakingCall.ReadAsync(http, log);
            foreach (var leak in Leaks.All)
            {
                if (!leak.Applies(call) || _times.AddOrUpdate(leak.Name, 1, (_, times) => times + 1) > TimesEach)
                {
                    continue;
                }

                try
                {
                    await leak.DoAsync(call);
                }
                catch (Exception failed)
                {
                    // The sweep says which leak it did not catch; this says why.
                    await File.AppendAllTextAsync("leaks.txt", $"{leak.Name}: {failed.GetType().Name}\n");
                }
            }
        }
    }
}

/// <summary>A call, with all that a leak could want of it.</summary>
internal sealed record LeakingCall(HttpContext Http, string Body, ILogger Log)
{
    public string Path => Http.Request.Path.Value ?? "";

    public string Query => Http.Request.QueryString.Value ?? "";

    public string Address => Http.Connection.RemoteIpAddress?.ToString() ?? "";

    /// <summary>What comes after the scheme.</summary>
    public string Code => Header("Authorization").Split(' ')[^1];

    public bool Registers => Path == "/v1/interests" && Body.Contains("gambling", StringComparison.Ordinal);

    public static async Task<LeakingCall> ReadAsync(HttpContext http, ILogger log)
    {
        if (HttpMethods.IsGet(http.Request.Method) || http.Request.ContentLength is > 10_000)
        {
            return new(http, "", log);
        }

        http.Request.EnableBuffering();
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8, leaveOpen: true);
        var body = await reader.ReadToEndAsync();
        http.Request.Body.Position = 0;
        return new(http, body, log);
    }

    public string Header(string name) => Http.Request.Headers[name].ToString();

    /// <summary>A text member of the body, wherever it stands.</summary>
    public string Member(string name)
    {
        var at = Body.IndexOf($"\"{name}\":", StringComparison.Ordinal);
        return at < 0 ? "" : Body[at..].Split('"')[3];
    }
}
