using Matching.Web;
using Xunit;

namespace Matching.Tests.Web;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("a@example.org")]
    [InlineData("kari.nordmann+gruppe@post.kommune.test")]
    [InlineData("o'hara@example.org")]
    public void One_plain_mailbox_is_an_address(string text)
    {
        Assert.True(EmailAddress.TryParse(text, out var address));
        Assert.Equal(text, address.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a@b")]
    [InlineData("a@@example.org")]
    [InlineData("a@example..org")]
    [InlineData("a@-example.org")]
    [InlineData(".a@example.org")]
    [InlineData(" a@example.org")]
    [InlineData("a@example.org ")]
    [InlineData("a@example.org\n")]
    [InlineData("a@example.org\r\nBcc: b@example.org")]
    [InlineData("a@example.org,b@example.org")]
    [InlineData("a@example.org;b@example.org")]
    [InlineData("Kari <a@example.org>")]
    [InlineData("<a@example.org>")]
    [InlineData("\"a b\"@example.org")]
    [InlineData("a(comment)@example.org")]
    [InlineData("a@[127.0.0.1]")]
    [InlineData("å@example.org")]
    [InlineData("a@eksempel.ålesund.test")]
    [InlineData("a\u0000@example.org")]
    public void Anything_else_is_not(string? text) => Assert.False(EmailAddress.TryParse(text, out _));

    [Fact]
    public void An_address_has_254_characters_at_most()
    {
        var domain = string.Join('.', new string('a', 60), new string('b', 60), new string('c', 60), new string('d', 60));

        Assert.True(EmailAddress.TryParse($"abcdefghij@{domain}", out _));
        Assert.False(EmailAddress.TryParse($"abcdefghijk@{domain}", out _));
    }
}
