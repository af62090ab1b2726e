using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Matching.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Xunit;

namespace Matching.Tests.Fences;

public sealed class OpenApiTests(TestHost host) : IClassFixture<TestHost>
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly JsonSerializerOptions Strict = AsTheServiceReads();

    [Fact]
    public async Task The_document_is_as_committed()
    {
        var document = await host.Anyone.GetJsonAsync("/swagger/v1/swagger.json");

        Committed.Equals("tests/Matching.Tests/Fences/openapi.json", JsonSerializer.Serialize(document, Indented));
    }

    [Fact]
    public async Task It_is_3_1_and_everything_that_is_sent_or_answered_has_an_example()
    {
        var document = await host.Anyone.GetJsonAsync("/swagger/v1/swagger.json");
        Assert.StartsWith("3.1", document.Text("openapi"), StringComparison.Ordinal);

        var calls = document
            .GetProperty("paths")
            .EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject())
            .ToList();
        Assert.NotEmpty(calls);
        Assert.All(
            calls,
            call =>
            {
                var name = call.Value.Text("operationId");
                var answers = call.Value.GetProperty("responses");
                Assert.True(answers.TryGetProperty("500", out _), name);
                Assert.All(
                    answers.EnumerateObject(),
                    answer => ShowsExamples(answer.Value, $"{name} answers {answer.Name}")
                );
                if (call.Value.TryGetProperty("requestBody", out var body))
                {
                    ShowsExamples(body, $"{name} takes a body");
                }
            }
        );
    }

    [Fact]
    public void Every_example_of_an_answer_is_exactly_what_its_call_would_write()
    {
        var answers = Calls()
            .Select(call => (Name: NameOf(call), Type: AnswerOf(call)))
            .Where(call => call.Type is not null)
            .ToDictionary(call => call.Name, call => call.Type!, StringComparer.Ordinal);

        Assert.Equal(
            answers.Keys.Order(StringComparer.Ordinal),
            OpenApiExamples.Answers.Keys.Order(StringComparer.Ordinal)
        );
        Assert.All(
            OpenApiExamples.Answers,
            example =>
            {
                var written = JsonSerializer.SerializeToNode(
                    Read(example.Key, example.Value, answers[example.Key]),
                    Strict
                );
                Assert.True(JsonNode.DeepEquals(example.Value, written), $"{example.Key} would write {written}");
            }
        );
    }

    [Fact]
    public void Every_example_of_a_request_is_one_that_its_call_can_read()
    {
        var requests = Calls().Where(call => call.Metadata.GetMetadata<ExampleRequest>() is not null).ToList();

        Assert.NotEmpty(requests);
        Assert.All(
            requests,
            call =>
                Read(
                    NameOf(call),
                    JsonNode.Parse(call.Metadata.GetMetadata<ExampleRequest>()!.Json)!,
                    call.Metadata.GetMetadata<IAcceptsMetadata>()!.RequestType!
                )
        );
    }

    [Fact]
    public async Task Its_page_is_there()
    {
        var answer = await host.Anyone.GetAsync("/swagger/index.html", TestContext.Current.CancellationToken);

        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
    }

    private static JsonSerializerOptions AsTheServiceReads()
    {
        // Names in another case would be read, but nobody should be shown them.
        var json = new JsonSerializerOptions(JsonSerializerDefaults.Web) { PropertyNameCaseInsensitive = false };
        Service.ConfigureJson(json);
        return json;
    }

    private static void ShowsExamples(JsonElement bodyOrAnswer, string what)
    {
        if (bodyOrAnswer.TryGetProperty("content", out var content))
        {
            Assert.All(
                content.EnumerateObject(),
                media => Assert.True(media.Value.TryGetProperty("example", out _), $"{what} without an example")
            );
        }
    }

    private static object Read(string name, JsonNode example, Type type)
    {
        var failure = Record.Exception(() => example.Deserialize(type, Strict));
        Assert.True(failure is null, $"{name}: {failure?.Message}");
        return example.Deserialize(type, Strict)!;
    }

    private static string NameOf(Endpoint call) => call.Metadata.GetMetadata<IEndpointNameMetadata>()!.EndpointName;

    private static Type? AnswerOf(Endpoint call) =>
        call
            .Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>()
            .Where(answer => answer.StatusCode is >= 200 and < 300)
            .Select(answer => answer.Type)
            .SingleOrDefault(type => type is not null && type != typeof(void));

    private IEnumerable<RouteEndpoint> Calls() =>
        host.Get<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal));
}
