using System.ComponentModel.DataAnnotations;

namespace Matching.Webhooks;

/// <summary>How webhooks are sent.</summary>
public sealed class WebhookOptions
{
    /// <summary>
    /// Let them go to this machine itself, also without TLS: for tests and trials, never where others may add webhooks.
    /// </summary>
    public bool AllowLoopback { get; init; }

    /// <summary>The longest that one attempt may take, from the look-up of the name to the end of the answer.</summary>
    [Range(1, 30)]
    public int TimeoutSeconds { get; init; } = 15;
}
