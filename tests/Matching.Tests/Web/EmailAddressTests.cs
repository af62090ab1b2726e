using Matching.Web;
using Xunit;

namespace Matching.Tests.Web;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("kari@example.org")]
    [InlineData("kari.nordmann+selvhjelp@post.example.org")]
    [InlineData("o'brien@example.org")]
    [InlineData("a@b.no")]
    [InlineData("post@xn--brum-voa.example.org")]
    public void One_plain_mailbox_is_taken_as_it_is(string text)
    {
        Assert.True(EmailAddress.TryParse(text, out var address));
        Assert.Equal(text, address.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("kari")]
    [InlineData("@example.org")]
    [InlineData("kari@")]
    [InlineData("kari@example")]
    [InlineData("kari@.org")]
    [InlineData("kari@example.")]
    [InlineData("kari@example..org")]
    [InlineData("kari@-example.org")]
    [InlineData("kari@example-.org")]
    [InlineData("kari@exa_mple.org")]
    [InlineData("kari@@example.org")]
    [InlineData("kari@example.org@example.com")]
    [InlineData(".kari@example.org")]
    [InlineData("kari.@example.org")]
    [InlineData("ka..ri@example.org")]
    [InlineData("kari@example.org ")]
    [InlineData("ka ri@example.org")]
    [InlineData("kari@example.org,ola@example.org")]
    [InlineData("kari@example.org;ola@example.org")]
    [InlineData("Kari <kari@example.org>")]
    [InlineData("<kari@example.org>")]
    [InlineData("\"kari\"@example.org")]
    [InlineData("kari(comment)@example.org")]
    [InlineData("kari@[127.0.0.1]")]
    [InlineData("kari@example.org\r\nBcc: ola@example.org")]
    [InlineData("kari@example.org\nola")]
    [InlineData("kari\r@example.org")]
    [InlineData("kari\0@example.org")]
    [InlineData("kåri@example.org")]
    [InlineData("kari@bærum.no")]
    [InlineData("mailto:kari@example.org")]
    public void Everything_else_is_refused(string? text)
    {
        Assert.False(EmailAddress.TryParse(text, out var address));
        Assert.Equal("", address.ToString());
    }

    [Fact]
    public void An_address_longer_than_any_mail_server_takes_is_refused()
    {
        Assert.False(EmailAddress.TryParse(new string('a', 250) + "@example.org", out _));
        Assert.False(EmailAddress.TryParse("a@" + new string('b', 64) + ".org", out _));
    }
}
