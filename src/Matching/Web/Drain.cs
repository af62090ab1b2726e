using System;
using System.ComponentModel.DataAnnotations;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Matching.Web;

/// <summary>How it says goodbye.</summary>
public sealed class ShutdownOptions
{
    /// <summary>
    /// How long it goes on answering after SIGTERM while it says that it is not ready: what a proxy needs to notice.
    /// </summary>
    [Range(0, 8)]
    public int DrainSeconds { get; init; }
}

/// <summary>
/// Asked to end, the service is not ready from that moment, goes on answering for a while so that a proxy can turn
/// elsewhere, and closes each connection with its next answer: none is cut off under a call.
/// </summary>
public sealed class Drain(IHostApplicationLifetime lifetime, IOptions<ShutdownOptions> options)
    : IHostedLifecycleService,
        IHealthCheck
{
    private bool HasBegun => lifetime.ApplicationStopping.IsCancellationRequested;

    public Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        http.Response.OnStarting(() =>
        {
            if (HasBegun)
            {
                http.Response.Headers.Connection = "close";
            }

            return Task.CompletedTask;
        });
        return next(http);
    }

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) => Task.FromResult(HasBegun ? HealthCheckResult.Unhealthy() : HealthCheckResult.Healthy());

    /// <summary>Waits before anything is stopped.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromSeconds(options.Value.DrainSeconds), cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
