using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Telemetry;

/// <summary>How the service is watched from outside.</summary>
public static class TelemetrySetup
{
    /// <summary>Sends figures and spans where an address for them is set, by our setting or OpenTelemetry's.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services)
    {
        services
            .AddOptions<TelemetryOptions>()
            .BindConfiguration("Telemetry")
            .PostConfigure<IConfiguration>(
                (options, settings) => options.Endpoint ??= settings["OTEL_EXPORTER_OTLP_ENDPOINT"]
            )
            .ValidateDataAnnotations()
            .ValidateOnStart();
        return services
            .AddSingleton<DistributedContextPropagator, OwnContext>()
            .AddSingleton<QueueFigures>()
            .AddHostedService<TelemetryExport>();
    }
}
