using System;
using Matching.Tests.Support;
using Matching.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace Matching.Tests.Web;

/// <summary>Where the service says that it is reached.</summary>
public sealed class OwnAddressTests
{
    [Theory]
    [InlineData("")]
    [InlineData("matching.example.org")]
    [InlineData("/matching")]
    [InlineData("ftp://matching.example.org")]
    [InlineData("https://")]
    [InlineData("https://user@matching.example.org")]
    [InlineData("https://matching.example.org?a=b")]
    [InlineData("https://matching.example.org#a")]
    public void What_is_no_address_to_put_a_path_behind_stops_the_start(string url)
    {
        using var app = TestHost.Configure("Host=nowhere", new ManualClock(), [new("PublicUrl", url)]);

        var refused = Assert.Throws<OptionsValidationException>(() =>
            app.Services.GetRequiredService<IStartupValidator>().Validate()
        );

        Assert.StartsWith(
            "PublicUrl is not an absolute http or https address",
            refused.Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.1:8080/v1/interest", false)]
    [InlineData("https://matching.example.org/", "https://matching.example.org/v1/interest", true)]
    [InlineData("HTTPS://example.org/matching/", "HTTPS://example.org/matching/v1/interest", true)]
    public void A_path_is_put_behind_it_with_one_slash(string url, string address, bool isSecure)
    {
        var own = new OwnAddress { PublicUrl = url };

        Assert.Equal((address, isSecure), (own.To("/v1/interest"), own.IsSecure));
    }
}
