namespace Matching.Sites;

/// <summary>What may be registered as a site.</summary>
public sealed class SiteOptions
{
    /// <summary>Let sites be on this machine itself, also without TLS: for tests and trials.</summary>
    public bool AllowLoopback { get; init; }
}
