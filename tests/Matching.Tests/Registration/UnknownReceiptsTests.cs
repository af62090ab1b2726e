using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Matching.Interests;
using Matching.Tests.Support;
using Matching.Web;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Matching.Tests.Registration;

/// <summary>
/// A code that was withdrawn, has expired, was mistyped or never was: nobody learns which. How long the answers take is
/// compared by the benchmark <c>receipts</c>.
/// </summary>
public sealed class UnknownReceiptsTests(TestHost host) : IClassFixture<TestHost>
{
    private static readonly (HttpMethod Method, string Path, string? Body)[] Calls =
    [
        (HttpMethod.Get, "/v1/interest", null),
        (HttpMethod.Put, "/v1/interest", """{"place":"municipality:3301","consent":"2026-11"}"""),
        (HttpMethod.Delete, "/v1/interest", null),
        (HttpMethod.Get, "/v1/interest/messages", null),
        (HttpMethod.Post, "/v1/interest/messages", """{"text":"Er det plass?"}"""),
        (HttpMethod.Put, "/v1/interest/answers/5f0c9d53-8f0e-4f1c-9a51-0d6f0a4f7f10", """{"answer":"yes"}"""),
        (HttpMethod.Put, "/v1/interest/extension", null),
        (HttpMethod.Put, "/v1/interest/receipt", null),
    ];

    [Fact]
    public async Task Withdrawn_expired_changed_mistyped_and_never_issued_codes_are_answered_alike()
    {
        var (withdrawn, expired, changed) = (await RegisterAsync(), await RegisterAsync(), await RegisterAsync());
        using (var person = host.Person(withdrawn))
        {
            await person.DeleteJsonAsync("/v1/interest");
        }

        using (var person = host.Person(changed))
        {
            using var again = host.Person((await person.PutJsonAsync("/v1/interest/receipt", null)).Text("receipt"));
            await again.GetJsonAsync("/v1/interest");
        }

        host.Clock.Advance(TimeSpan.FromDays(91));
        foreach (var call in Calls)
        {
            var answers = new HashSet<string>(StringComparer.Ordinal);
            foreach (
                var code in new[]
                {
                    withdrawn,
                    expired,
                    changed,
                    Receipt.New().ToString(),
                    expired[..^1] + (expired[^1] == '0' ? '1' : '0'),
                    "hei",
                }
            )
            {
                answers.Add(await AnswerAsync(code, call));
            }

            Assert.Contains("receipt-unknown", Assert.Single(answers), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_code_that_was_used_a_moment_ago_is_served_like_one_that_never_was()
    {
        var (withdrawn, changed, never) = (await RegisterAsync(), await RegisterAsync(), Receipt.New().ToString());
        foreach (var code in new[] { withdrawn, changed })
        {
            using var person = host.Person(code);
            await person.GetJsonAsync("/v1/interest");
        }

        using (var person = host.Person(withdrawn))
        {
            await person.DeleteJsonAsync("/v1/interest");
        }

        using (var person = host.Person(changed))
        {
            using var again = host.Person((await person.PutJsonAsync("/v1/interest/receipt", null)).Text("receipt"));
            await again.GetJsonAsync("/v1/interest");
        }

        var answers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var code in new[] { withdrawn, changed, never })
        {
            answers.Add(await AnswerAsync(code, Calls[0]));
        }

        Assert.Single(answers);
        Assert.Equal(
            [false, false, false],
            new[] { withdrawn, changed, never }.Select(code =>
            {
                var http = new DefaultHttpContext();
                http.Request.Headers.Authorization = $"Receipt {code}";
                return host.Get<Acquaintances>().Knows(http.Request);
            })
        );
    }

    private async Task<string> RegisterAsync() =>
        (
            await host.Anyone.PostJsonAsync("/v1/interests", new { place = "municipality:3301", consent = "2026-11" })
        ).Text("receipt");

    // All that a caller sees, but for the moment and how much more she may ask.
    private async Task<string> AnswerAsync(string code, (HttpMethod Method, string Path, string? Body) call)
    {
        using var request = new HttpRequestMessage(call.Method, call.Path);
        request.Headers.TryAddWithoutValidation("Authorization", $"Receipt {code}");
        request.Content = call.Body is { } body
            ? new StringContent(body, System.Text.Encoding.UTF8, "application/json")
            : null;
        using var answer = await host.Anyone.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        var headers = answer
            .Headers.Concat(answer.Content.Headers)
            .Where(header => header.Key is not ("Date" or "RateLimit"))
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}")
            .Order(StringComparer.Ordinal);
        return string.Join('\n', headers)
            + await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
