using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading.Tasks;

namespace Matching.Tests.Support;

/// <summary>The service with a real mail server; its mails are due at once.</summary>
public class MailHost : TestHost
{
    public MailServer Smtp { get; } = new();

    protected override IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Mail:Host"] = "127.0.0.1",
            ["Mail:Port"] = Smtp.Port.ToString(CultureInfo.InvariantCulture),
        };

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        await Smtp.DisposeAsync();
    }
}

/// <summary>The service with a real mail server, and mails that leave at their fixed hours.</summary>
public sealed class BatchedMailHost : MailHost
{
    protected override IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?>(base.Settings, StringComparer.Ordinal) { ["Notifications:AtOnce"] = "false" };
}
