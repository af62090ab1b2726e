namespace Matching.Web;

/// <summary>Marks a route that looks at a header, for the OpenAPI document.</summary>
public sealed record TakenHeader(string Name, string Description);
