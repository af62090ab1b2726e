using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Microsoft.AspNetCore.Routing;

namespace Matching.Tests.Access;

/// <summary>An endpoint as the running service has it.</summary>
/// <param name="Name">By which the matrix knows it: that of the call, or the path of what has none.</param>
/// <param name="Path">Without the kinds of its parameters.</param>
/// <param name="Example">The body that the document shows.</param>
/// <param name="NamesBody">Whether what is written may name a body.</param>
internal sealed partial record MatrixEndpoint(
    string Name,
    string Method,
    string Path,
    JsonNode? Example,
    bool NamesBody
)
{
    // What lists hold that is somebody's.
    private static readonly string[] Kinds =
    [
        "audit",
        "cases",
        "cohorts",
        "information-meetings",
        "keys",
        "networks",
        "proposals",
        "sites",
        "starter-courses",
        "starter-requests",
        "starters",
        "tasks",
        "waiting",
        "webhooks",
    ];

    // What an address may name that is no body's.
    private static readonly string[] Nobodys = ["{code}", "{file}", "{quarter}", "{year}"];

    public string[] Parts { get; } = Path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What it lists of everybody's; null where it is no such list.</summary>
    public string? Lists =>
        Method == "GET"
        && !Path.Contains('{', StringComparison.Ordinal)
        && Kinds.Contains(Parts.LastOrDefault(), StringComparer.Ordinal)
            ? Parts[^1]
            : null;

    /// <summary>Whether its address names what is somebody's.</summary>
    public bool HasObject =>
        Parts.Any(part => part[0] == '{' && !Nobodys.Contains(part, StringComparer.Ordinal))
        && !Parts.Contains("dead-letters", StringComparer.Ordinal);

    public bool IsPage => Parts.FirstOrDefault() is not ("v1" or "assets" or "health");

    /// <summary>All of them.</summary>
    public static async Task<IReadOnlyDictionary<string, MatrixEndpoint>> AllAsync(TestHost host)
    {
        var contract = await ServedContract.ReadAsync(host);
        return host.Get<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => Of(endpoint, contract))
            .ToDictionary(endpoint => endpoint.Name, StringComparer.Ordinal);
    }

    private static MatrixEndpoint Of(RouteEndpoint endpoint, ServedContract contract)
    {
        var path = Constraint().Replace(endpoint.RoutePattern.RawText!, "}");
        var name = endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? path;
        var call = contract.Calls.SingleOrDefault(call => call.Name == name);
        var method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Single() ?? "GET";
        var form = call?.BodySchema?["$ref"]?.GetValue<string>().Split('/')[^1];
        return new(
            name,
            method,
            path,
            call?.BodyExample,
            form is not null && contract.Schemas[form]?["properties"]?["body"] is not null
        );
    }

    [GeneratedRegex(":[a-z]+}", RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Constraint();
}
