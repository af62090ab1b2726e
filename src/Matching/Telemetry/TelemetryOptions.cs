using System.ComponentModel.DataAnnotations;

namespace Matching.Telemetry;

/// <summary>Where figures and spans go.</summary>
public sealed class TelemetryOptions
{
    /// <summary>
    /// The address that takes OTLP by HTTP, say <c>http://localhost:4318</c>; without it nothing is gathered.
    /// </summary>
    [Url]
    public string? Endpoint { get; set; }

    /// <summary>How often figures are sent.</summary>
    [Range(1, 3600)]
    public int IntervalSeconds { get; init; } = 60;
}
