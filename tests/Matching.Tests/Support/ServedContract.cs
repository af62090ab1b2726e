using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using NJsonSchema;

namespace Matching.Tests.Support;

/// <summary>A parameter of a call, as the document declares it.</summary>
public sealed record ServedParameter(string Name, string In, JsonNode Schema);

/// <summary>What an answer of one status may hold.</summary>
/// <param name="Media">Its content type; null where it has no body.</param>
/// <param name="Codes">The codes of the problems that it may be; none for a good answer.</param>
public sealed record ServedAnswer(string? Media, JsonSchema? Schema, IReadOnlyCollection<string> Codes);

/// <summary>A call, as the document declares it.</summary>
public sealed record ServedCall(
    string Name,
    string Method,
    string Path,
    string? Security,
    IReadOnlyList<ServedParameter> Parameters,
    JsonNode? BodySchema,
    JsonNode? BodyExample,
    IReadOnlyDictionary<int, ServedAnswer> Answers
)
{
    /// <summary>What is wrong with an answer by what was declared; null where nothing is.</summary>
    public string? WhatIsWrong(int status, string? media, string text)
    {
        if (!Answers.TryGetValue(status, out var declared))
        {
            return $"{status} is not declared";
        }

        if (declared.Schema is null)
        {
            return text.Length == 0 ? null : $"{status} is declared without a body";
        }

        if (media != declared.Media)
        {
            return $"{status} as {media} is not declared";
        }

        var errors = declared.Schema.Validate(text);
        if (errors.Count > 0)
        {
            return $"{status} is not by its schema: {string.Join("; ", errors.Take(3))}".ReplaceLineEndings(" ");
        }

        return
            status >= 400
            && JsonNode.Parse(text)!["code"]!.GetValue<string>() is { } code
            && !declared.Codes.Contains(code)
            ? $"{status} {code} is not declared"
            : null;
    }
}

/// <summary>The OpenAPI document that the service shows, read as a program of somebody else would.</summary>
public sealed partial class ServedContract
{
    private ServedContract(JsonNode schemas, IReadOnlyList<ServedCall> calls) => (Schemas, Calls) = (schemas, calls);

    public JsonNode Schemas { get; }

    public IReadOnlyList<ServedCall> Calls { get; }

    public static async Task<ServedContract> ReadAsync(TestHost host)
    {
        var served = await host.Anyone.GetStringAsync("/swagger/v1/swagger.json");
        var document = JsonNode.Parse(
            served.Replace("#/components/schemas/", "#/definitions/", StringComparison.Ordinal)
        )!;
        var schemas = document["components"]!["schemas"]!;
        var calls = (
            from path in document["paths"]!.AsObject()
            from call in path.Value!.AsObject()
            select (Path: path.Key, Method: call.Key, Call: call.Value!)
        ).ToList();

        // All in one schema, so that the references between them are found.
        var answers =
            from call in calls
            from answer in call.Call["responses"]!.AsObject()
            where SchemaOf(answer.Value!) is not null
            select KeyValuePair.Create($"{NameOf(call.Call)} {answer.Key}", SchemaOf(answer.Value!)?.DeepClone());
        var together = await JsonSchema.FromJsonAsync(
            new JsonObject
            {
                ["definitions"] = schemas.DeepClone(),
                ["properties"] = new JsonObject(answers),
            }.ToJsonString()
        );
        return new(schemas, [.. calls.Select(call => Read(call.Path, call.Method, call.Call, together.Properties))]);
    }

    private static ServedCall Read(
        string path,
        string method,
        JsonNode call,
        IDictionary<string, JsonSchemaProperty> schemas
    )
    {
        var body = call["requestBody"]?["content"]?["application/json"];
        return new(
            NameOf(call),
            method.ToUpperInvariant(),
            path,
            (call["security"]?[0] as JsonObject)?.Single().Key,
            [
                .. (call["parameters"] as JsonArray ?? []).Select(parameter => new ServedParameter(
                    parameter!["name"]!.GetValue<string>(),
                    parameter["in"]!.GetValue<string>(),
                    parameter["schema"]!
                )),
            ],
            body?["schema"],
            body?["example"],
            call["responses"]!
                .AsObject()
                .ToDictionary(
                    answer => int.Parse(answer.Key, CultureInfo.InvariantCulture),
                    answer => new ServedAnswer(
                        (answer.Value!["content"] as JsonObject)?.Single().Key,
                        schemas.TryGetValue($"{NameOf(call)} {answer.Key}", out var schema)
                            ? schema.ActualSchema
                            : null,
                        [
                            .. Code()
                                .Matches(answer.Value!["description"]!.GetValue<string>())
                                .Select(code => code.Groups["code"].Value),
                        ]
                    )
                )
        );
    }

    private static JsonNode? SchemaOf(JsonNode answer) => (answer["content"] as JsonObject)?.Single().Value!["schema"];

    private static string NameOf(JsonNode call) => call["operationId"]!.GetValue<string>();

    [GeneratedRegex("`(?<code>[a-z0-9-]+)`:", RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Code();
}
