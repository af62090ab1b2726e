using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Matching.Notifications;

/// <summary>How mail leaves: by SMTP where a host is named, else into a folder.</summary>
public sealed class MailOptions
{
    /// <summary>
    /// The SMTP server. On any host but loopback, STARTTLS with a certificate that is trusted is a must.
    /// </summary>
    public string? Host { get; init; }

    [Range(1, 65535)]
    public int Port { get; init; } = 587;

    public string? User { get; init; }

    /// <summary>A file with the password, so that it stands neither in a process list nor in an environment.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>The password itself, where no file is named.</summary>
    public string? Password { get; init; }

    /// <summary>STARTTLS on loopback too.</summary>
    public bool RequireTls { get; init; }

    /// <summary>The sender; its domain also ends every Message-ID.</summary>
    [Required]
    public string From { get; init; } = "matching@example.org";

    /// <summary>Where mails go as files when no host is named.</summary>
    public string? PickupDirectory { get; init; }

    /// <summary>The longest that one attempt may take.</summary>
    [Range(1, 60)]
    public int TimeoutSeconds { get; init; } = 20;

    internal bool UsesTls => RequireTls || !IsLoopback(Host!);

    private static bool IsLoopback(string host) =>
        host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
