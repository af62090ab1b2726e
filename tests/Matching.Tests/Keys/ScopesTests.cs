using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Keys;

/// <summary>A key may be narrowed, beside its role.</summary>
public sealed class ScopesTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Drammen = "contact-point-drammen";

    [Theory]
    [InlineData("", "GET", "/v1/desk/cases", 200)]
    [InlineData("", "GET", "/v1/keys", 200)]
    [InlineData("read", "GET", "/v1/desk/cases", 200)]
    [InlineData("read", "GET", "/v1/keys", 200)]
    [InlineData("read", "POST", "/v1/desk/link", 403)]
    [InlineData("read", "POST", "/v1/groups", 403)]
    [InlineData("cases", "GET", "/v1/desk/cases", 200)]
    [InlineData("cases", "GET", "/v1/starters", 403)]
    [InlineData("cases", "GET", "/v1/webhooks", 403)]
    [InlineData("cases", "GET", "/v1/keys", 403)]
    [InlineData("cases", "GET", "/v1/desk/audit", 403)]
    [InlineData("cases", "POST", "/v1/desk/link", 403)]
    [InlineData("cases", "POST", "/v1/keys", 403)]
    [InlineData("groups", "GET", "/v1/starters", 200)]
    [InlineData("groups", "GET", "/v1/desk/cases", 403)]
    [InlineData("groups", "POST", "/v1/groups", 400)]
    [InlineData("groups read", "POST", "/v1/groups", 403)]
    [InlineData("groups read", "GET", "/v1/starters", 200)]
    [InlineData("groups webhooks", "GET", "/v1/webhooks", 200)]
    [InlineData("cases", "GET", "/v1/groups", 200)]
    [InlineData("cases", "POST", "/v1/groups/search", 200)]
    public async Task A_key_opens_what_it_is_narrowed_to(string scopes, string method, string path, int status)
    {
        using var staff = await KeyAsync(scopes.Length == 0 ? null : scopes.Split(' '));

        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = method == "GET" ? null : new StringContent("{}", Encoding.UTF8, "application/json"),
        };
        using var answer = await staff.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)answer.StatusCode);
        var problem = await Json.ReadAsync(answer, answer.StatusCode);
        if (status == 403)
        {
            Assert.Equal("scope-missing", problem.Code());
        }
    }

    [Fact]
    public async Task A_key_says_who_holds_it_and_what_it_is_narrowed_to()
    {
        var admin = await host.StaffAsync(Drammen, Role.BodyAdmin);
        var body = await host.BodyAsync(Drammen);
        var made = await admin.PostJsonAsync(
            "/v1/keys",
            new
            {
                body,
                role = "coordinator",
                name = "Kari",
                kind = "person",
                scopes = new[] { "read", "cases" },
            }
        );

        var keys = (await admin.GetJsonAsync("/v1/keys?limit=100")).GetProperty("items").EnumerateArray();

        var key = Assert.Single(keys, item => item.Id() == made.Id());
        Assert.Equal(("person", """["read","cases"]"""), (key.Text("kind"), key.GetProperty("scopes").GetRawText()));
    }

    [Theory]
    [InlineData("""["everything"]""")]
    [InlineData("""["read","read"]""")]
    public async Task What_is_no_scope_is_refused(string scopes)
    {
        var admin = await host.StaffAsync(Drammen, Role.BodyAdmin);
        var body = await host.BodyAsync(Drammen);
        var form = $$"""{ "body": "{{body}}", "role": "coordinator", "name": "x", "scopes": {{scopes}} }""";

        using var answer = await admin.SendTextAsync(HttpMethod.Post, "/v1/keys", form);

        Assert.Equal("invalid", (await Json.ReadAsync(answer, HttpStatusCode.BadRequest)).Code());
    }

    private async Task<HttpClient> KeyAsync(string[]? scopes)
    {
        var admin = await host.StaffAsync(Drammen, Role.BodyAdmin);
        var body = await host.BodyAsync(Drammen);
        var made = await admin.PostJsonAsync(
            "/v1/keys",
            new
            {
                body,
                role = "body-admin",
                name = "narrow",
                scopes,
            }
        );
        var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", made.Text("key"));
        return client;
    }
}
