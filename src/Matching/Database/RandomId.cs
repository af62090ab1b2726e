using System;

namespace Matching.Database;

/// <summary>The one home of ids: random (version 4), so that no id tells when or in which order a row came.</summary>
public static class RandomId
{
#pragma warning disable RS0030 // this is the home that the ban points to
    /// <summary>A new random id.</summary>
    public static Guid New() => Guid.NewGuid();
#pragma warning restore RS0030
}
