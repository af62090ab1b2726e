using System;
using System.Collections.Generic;

namespace Matching.Sites;

/// <summary>A site as its body reads it.</summary>
/// <param name="Test">Whether it is only tried out.</param>
public sealed record SiteView(
    Guid Id,
    Guid Body,
    string Name,
    IReadOnlyList<string> Origins,
    bool Test,
    DateOnly CreatedOn
)
{
    internal static SiteView Of(Site site) =>
        new(site.Id, site.Body, site.Name, site.Origins, site.Test, site.CreatedOn);
}
