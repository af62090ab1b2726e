using System.ComponentModel.DataAnnotations;

namespace Matching.Notifications;

/// <summary>How mail leaves: by SMTP where a host is named, else into a folder.</summary>
public sealed class MailOptions
{
    /// <summary>The SMTP server. On any host but loopback, STARTTLS is asked for.</summary>
    public string? Host { get; init; }

    [Range(1, 65535)]
    public int Port { get; init; } = 587;

    public string? User { get; init; }

    /// <summary>A file with the password, so that it stands in no process list.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>The sender; its domain also ends every Message-ID.</summary>
    [Required]
    public string From { get; init; } = "matching@example.org";

    /// <summary>Where mails go as files when no host is named.</summary>
    public string? PickupDirectory { get; init; }

    /// <summary>The longest that one attempt may take.</summary>
    [Range(1, 60)]
    public int TimeoutSeconds { get; init; } = 20;
}
