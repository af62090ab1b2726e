using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matching.Web;

/// <summary>One way in which a call can fail: a stable code, its HTTP status, and a sentence for people.</summary>
public sealed record Problem(string Code, int Status, string Title)
{
    /// <summary>This problem as an answer (RFC 9457).</summary>
    /// <param name="detail">What is particular about this occurrence; never anything that identifies a person.</param>
    public ProblemHttpResult Because(string? detail = null, params (string Name, object? Value)[] facts) =>
        TypedResults.Problem(
            detail,
            statusCode: Status,
            title: Title,
            extensions: facts
                .Select(fact => KeyValuePair.Create(fact.Name, fact.Value))
                .Prepend(KeyValuePair.Create<string, object?>("code", Code))
        );

    /// <summary>This problem at one field of the input.</summary>
    /// <param name="facts">Further members, say suggestions.</param>
    public ProblemHttpResult At(string field, string reason, params (string Name, object? Value)[] facts) =>
        Because(
            null,
            [("errors", new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [reason] }), .. facts]
        );
}

/// <summary>Which problems a route may answer with: shown in the OpenAPI document.</summary>
public sealed record Refusals(IReadOnlyList<Problem> Problems);

/// <summary>Declares problems on routes.</summary>
public static class RefusalExtensions
{
    /// <summary>Declares the problems that this route, or every route of this group, may answer with.</summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder routes, params Problem[] problems)
        where TBuilder : IEndpointConventionBuilder => routes.WithMetadata(new Refusals(problems));
}
