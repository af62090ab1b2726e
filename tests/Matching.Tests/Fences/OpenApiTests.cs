using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Fences;

public sealed class OpenApiTests(TestHost host) : IClassFixture<TestHost>
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [Fact]
    public async Task The_document_is_as_committed()
    {
        var document = await host.Anyone.GetJsonAsync("/swagger/v1/swagger.json");

        Committed.Equals("tests/Matching.Tests/Fences/openapi.json", JsonSerializer.Serialize(document, Indented));
    }

    [Fact]
    public async Task It_is_3_1_and_every_call_that_takes_a_body_shows_one()
    {
        var document = await host.Anyone.GetJsonAsync("/swagger/v1/swagger.json");
        Assert.StartsWith("3.1", document.Text("openapi"), System.StringComparison.Ordinal);

        var calls = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()).ToList();
        Assert.NotEmpty(calls);
        Assert.All(calls, call =>
        {
            Assert.True(call.Value.GetProperty("responses").TryGetProperty("500", out _), call.Value.Text("operationId"));
            if (call.Value.TryGetProperty("requestBody", out var body))
            {
                Assert.True(
                    body.GetProperty("content").GetProperty("application/json").TryGetProperty("example", out _),
                    $"{call.Value.Text("operationId")} shows no example");
            }
        });
    }

    [Fact]
    public async Task Its_page_is_there()
    {
        var answer = await host.Anyone.GetAsync("/swagger/index.html", TestContext.Current.CancellationToken);

        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
    }
}
