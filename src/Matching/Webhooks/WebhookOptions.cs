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

/// <summary>The addresses that stand in events.</summary>
public sealed class WebhookLinks
{
    /// <summary>Where this service is reached from outside.</summary>
    [Required]
    [Url]
    public string PublicUrl { get; init; } = "http://127.0.0.1:8080";

    /// <summary>An address of the API.</summary>
    public string To(string path) => $"{PublicUrl.TrimEnd('/')}/v1/{path}";
}
