using System.ComponentModel.DataAnnotations;

namespace Matching.Cohorts;

/// <summary>The address that stands on a printed slip.</summary>
public sealed class SheetLinks
{
    /// <summary>Where this service is reached from outside.</summary>
    [Required]
    [Url]
    public string PublicUrl { get; init; } = "http://127.0.0.1:8080";
}
