using Matching.Web;
using Xunit;

namespace Matching.Tests.Web;

public sealed class TyposTests
{
    [Theory]
    [InlineData("angst", "angst", 0)]
    [InlineData("agst", "angst", 1)]
    [InlineData("anngst", "angst", 1)]
    [InlineData("amgst", "angst", 1)]
    [InlineData("agnst", "angst", 1)]
    [InlineData("kreft", "angst", 4)]
    [InlineData("", "angst", 5)]
    public void Each_slip_of_the_finger_counts_once(string typed, string meant, int slips)
    {
        Assert.Equal(slips, Typos.Between(typed, meant));
        Assert.Equal(slips, Typos.Between(meant, typed));
    }

    [Theory]
    [InlineData("utbr", 0)]
    [InlineData("utrben", 1)]
    [InlineData("ubren", 1)]
    public void What_is_not_typed_yet_is_no_slip(string typed, int slips) =>
        Assert.Equal(slips, Typos.SoFar(typed, "utbrent"));
}
