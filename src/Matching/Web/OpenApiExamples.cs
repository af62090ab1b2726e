using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.OpenApi;

namespace Matching.Web;

/// <summary>
/// What the document shows. Requests stand at their routes. Answers are real ones, shortened, and stand together in
/// <c>Answers.json</c> by operation, because they tell one story. Problems are made from the catalogue.
/// </summary>
public static class OpenApiExamples
{
    /// <summary>One answer for each operation whose answer has a body.</summary>
    internal static IReadOnlyDictionary<string, JsonNode> Answers { get; } = Load();

    /// <summary>Shows a request in the document. A test reads every one of them as the service would.</summary>
    public static TBuilder Example<TBuilder>(this TBuilder route, string request)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new ExampleRequest(request));

    /// <summary>
    /// Puts an example on what a call takes or answers; nothing where there is no content or no example.
    /// </summary>
    internal static void Show(IDictionary<string, IOpenApiMediaType>? content, JsonNode? example)
    {
        if (example is not null && content?.Values.FirstOrDefault() is OpenApiMediaType media)
        {
            media.Example = example.DeepClone();
        }
    }

    /// <summary>
    /// One of the problems that share a status, exactly as the service writes it; where there is a choice, one of the
    /// call's own and none of those that every repeated call may meet.
    /// </summary>
    /// <param name="hasBody">Whether the call takes a body: what is wrong is then in that, else in the query.</param>
    internal static JsonNode? Of(IReadOnlyCollection<Problem> problems, bool hasBody)
    {
        var problem =
            !problems.Contains(Problems.Invalid) ? problems.OrderBy(IsOfRepeats).First().Because()
            : hasBody ? Problems.Invalid.At("$", "not JSON of the form that this call takes")
            : Problems.Invalid.At("page", "unknown parameter");
        return JsonSerializer.SerializeToNode(problem.ProblemDetails, JsonSerializerOptions.Web);
    }

    private static bool IsOfRepeats(Problem problem) => problem == Problems.KeyBusy || problem == Problems.KeyReused;

    private static Dictionary<string, JsonNode> Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("examples/answers.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, JsonNode>>(stream, JsonSerializerOptions.Strict)!;
    }
}

/// <summary>A request as JSON, for the document.</summary>
public sealed record ExampleRequest(string Json);
