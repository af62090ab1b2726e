using System;
using System.Security.Claims;
using Matching.Tests.Support;
using Matching.Web;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Matching.Tests.Web;

public sealed class AcquaintancesTests
{
    private readonly ManualClock _clock = new();
    private readonly Acquaintances _acquaintances;

    public AcquaintancesTests() => _acquaintances = new(_clock);

    [Fact]
    public void Whose_key_or_receipt_opened_something_is_known_for_an_hour_or_two()
    {
        var (key, receipt) = (Call("Bearer mk_x"), Call("Receipt 7K3M"));
        key.User = new(new ClaimsIdentity("Bearer"));
        Acquaintances.Meet(receipt);
        _acquaintances.Remember(key);
        _acquaintances.Remember(receipt);

        _clock.Advance(TimeSpan.FromMinutes(61));
        Assert.True(_acquaintances.Knows(Call("Bearer mk_x").Request));
        Assert.True(_acquaintances.Knows(Call("Receipt 7K3M").Request));
        _clock.Advance(TimeSpan.FromMinutes(61));
        Assert.False(_acquaintances.Knows(Call("Bearer mk_x").Request));
        Assert.False(_acquaintances.Knows(Call("Receipt 7K3M").Request));
    }

    [Fact]
    public void What_opened_nothing_is_a_strangers()
    {
        var madeUp = Call("Receipt made-up");
        _acquaintances.Remember(madeUp);
        _acquaintances.Remember(new DefaultHttpContext());

        Assert.False(_acquaintances.Knows(madeUp.Request));
        Assert.False(_acquaintances.Knows(new DefaultHttpContext().Request));
    }

    private static DefaultHttpContext Call(string authorization)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.Authorization = authorization;
        return http;
    }
}
