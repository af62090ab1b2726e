using System;
using System.Text;
using Matching.Webhooks;
using Xunit;

namespace Matching.Tests.Webhooks;

public sealed class WebhookSecretTests
{
    /// <summary>The vector that the libraries of Standard Webhooks are tested with.</summary>
    [Fact]
    public void The_published_vector_is_signed_as_published() =>
        Assert.Equal(
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            WebhookSecret
                .Parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                .Sign(
                    "msg_p5jXN8AQM9LWM0D4loKWxJek",
                    DateTimeOffset.FromUnixTimeSeconds(1614265330),
                    Encoding.UTF8.GetBytes("""{"test": 2432232314}""")
                )
        );

    [Fact]
    public void A_new_secret_has_256_bits_and_reads_as_it_was_written()
    {
        var secret = WebhookSecret.New();

        Assert.Equal(32, Convert.FromBase64String(secret.ToString()["whsec_".Length..]).Length);
        Assert.Equal(secret.ToString(), WebhookSecret.Parse(secret.ToString()).ToString());
        Assert.NotEqual(secret.ToString(), WebhookSecret.New().ToString());
    }
}
