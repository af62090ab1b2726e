using System;
using System.Globalization;

namespace Matching.Tests.Support;

/// <summary>A clock that stands still until a test moves it. Begins on Saturday 2026-11-21, 10:00 in Oslo.</summary>
public sealed class ManualClock : TimeProvider
{
    private DateTimeOffset _now = DateTimeOffset.Parse("2026-11-21T09:00:00Z", CultureInfo.InvariantCulture);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by) => _now += by;

    public void Set(string utc) => _now = DateTimeOffset.Parse(utc, CultureInfo.InvariantCulture);
}
