using System.Collections.Generic;
using System.Threading.Tasks;
using Matching.Access;
using Matching.BrowserTests.Support;
using Matching.Groups;
using Matching.Tests.Support;
using Xunit;

namespace Matching.BrowserTests.Embedding;

/// <summary>
/// The service with its made-up groups, and three sites of others: a registered one, one on trial, and one that nobody
/// knows.
/// </summary>
public sealed class WidgetHost : BrowserHost
{
    public OtherSite Registered { get; private set; } = null!;

    public OtherSite OnTrial { get; private set; } = null!;

    public OtherSite Unknown { get; private set; } = null!;

    /// <summary>What a strict page must allow, and nothing else.</summary>
    public string Policy =>
        $"default-src 'none'; img-src data:; script-src {Own}; connect-src {Own}; form-action {Own}";

    /// <summary>Our origin.</summary>
    public string Own => Address.GetLeftPart(System.UriPartial.Authority);

    /// <summary>The line that loads it.</summary>
    public string Script => $"<script src='{Own}/embed/v1.js' async></script>";

    protected override IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?>(base.Settings) { ["Limits:PerTestSitePerSecond"] = "1000" };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        (Registered, OnTrial, Unknown) = (
            await OtherSite.StartAsync(),
            await OtherSite.StartAsync(),
            await OtherSite.StartAsync()
        );
        await WithDbAsync(db => DemonstrationGroups.AddAsync(db, Clock, TestContext.Current.CancellationToken));
        using var admin = await StaffAsync("contact-point-drammen", Role.BodyAdmin);
        foreach (var (site, test) in new[] { (Registered, false), (OnTrial, true) })
        {
            await admin.PostJsonAsync(
                "/v1/sites",
                new
                {
                    name = "A",
                    origins = new[] { site.Origin },
                    test,
                }
            );
        }
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var site in new[] { Registered, OnTrial, Unknown })
        {
            await site.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    /// <summary>One widget, with a link for where no script runs.</summary>
    public string Widget(string attributes = "") =>
        $"{Script}<selvhjelp-search {attributes}><a href='{Own}/'>Finn en selvhjelpsgruppe</a></selvhjelp-search>";
}
