using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Registration;

public sealed class ChangeReceiptTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task The_old_code_works_until_the_new_one_is_used()
    {
        var (old, unused, used) = (await RegisterAsync(), "", "");
        unused = await ChangeAsync(old);
        used = await ChangeAsync(old);
        await AssertAsync(HttpStatusCode.OK, old);
        await AssertAsync(HttpStatusCode.NotFound, unused);

        await AssertAsync(HttpStatusCode.OK, used);
        await AssertAsync(HttpStatusCode.NotFound, old, unused);
        await AssertAsync(HttpStatusCode.OK, used);
        Assert.Equal(3, new[] { old, unused, used }.Distinct().Count());
    }

    [Fact]
    public async Task A_new_code_that_is_first_used_to_write_counts_too()
    {
        var old = await RegisterAsync();
        var next = await ChangeAsync(old);
        using (var person = host.Person(next))
        {
            await person.PutJsonAsync("/v1/interest/extension", null);
        }

        await AssertAsync(HttpStatusCode.NotFound, old);
        using var again = host.Person(await ChangeAsync(next));
        await again.DeleteJsonAsync("/v1/interest");
        await AssertAsync(HttpStatusCode.NotFound, next);
    }

    [Fact]
    public async Task Of_two_who_change_it_at_once_the_one_whose_code_is_used_first_has_it()
    {
        var old = await RegisterAsync();
        var codes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ChangeAsync(old)));
        var answers = await Task.WhenAll(codes.Select(StatusAsync));

        Assert.Equal(1, answers.Count(status => status == HttpStatusCode.OK));
        await AssertAsync(HttpStatusCode.NotFound, old);
    }

    [Fact]
    public async Task A_code_that_nobody_has_changes_nothing()
    {
        using var nobody = host.Person("0000-0000-0000-0000-0000-0000-0000");
        var problem = await nobody.PutJsonAsync("/v1/interest/receipt", null, HttpStatusCode.NotFound);
        Assert.Equal("receipt-unknown", problem.Code());
    }

    private async Task<string> RegisterAsync() =>
        (
            await host.Anyone.PostJsonAsync("/v1/interests", new { place = "municipality:3301", consent = "2026-11" })
        ).Text("receipt");

    private async Task<string> ChangeAsync(string receipt)
    {
        using var person = host.Person(receipt);
        return (await person.PutJsonAsync("/v1/interest/receipt", null)).Text("receipt");
    }

    private async Task AssertAsync(HttpStatusCode expected, params string[] receipts)
    {
        foreach (var receipt in receipts)
        {
            Assert.Equal(expected, await StatusAsync(receipt));
        }
    }

    private async Task<HttpStatusCode> StatusAsync(string receipt)
    {
        using var person = host.Person(receipt);
        using var answer = await person.GetAsync("/v1/interest", TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
