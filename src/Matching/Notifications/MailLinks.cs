using System.ComponentModel.DataAnnotations;

namespace Matching.Notifications;

/// <summary>The addresses that stand in mails. None of them says anything but where.</summary>
public sealed class MailLinks
{
    /// <summary>Where this service is reached from outside.</summary>
    [Required]
    [Url]
    public string PublicUrl { get; init; } = "http://127.0.0.1:8080";

    /// <summary>Where staff read and answer.</summary>
    public string Desk => PublicUrl.TrimEnd('/') + "/v1/desk/cases";

    /// <summary>Where a body without an account comes in, by a token that works once.</summary>
    public string Waiting(string token) => PublicUrl.TrimEnd('/') + "/links/" + token;

    /// <summary>Where a person reads with the receipt.</summary>
    public string Receipt => PublicUrl.TrimEnd('/') + "/v1/interest";
}
