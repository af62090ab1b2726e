using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Matching.Web;

/// <summary>The OpenAPI 3.1 document, made from the routes themselves, and its page.</summary>
public static class OpenApi
{
    public static IServiceCollection AddOpenApiDocument(this IServiceCollection services) =>
        services
            .AddEndpointsApiExplorer()
            .AddSwaggerGen(options =>
            {
                options.SwaggerDoc(
                    "v1",
                    new OpenApiInfo
                    {
                        Title = "Matching",
                        Version = "v1",
                        Description =
                            "Anonymous interests in self-help groups, matched by topic and place, and answered by the body that is near.",
                    }
                );
                options.CustomSchemaIds(SchemaId);
                options.DescribeAllParametersInCamelCase();
                options.SupportNonNullableReferenceTypes();
                options.NonNullableReferenceTypesAsRequired();
                options.IncludeXmlComments(Path.Combine(AppContext.BaseDirectory, "Matching.xml"));
                options.AddSecurityDefinition(
                    "key",
                    new OpenApiSecurityScheme
                    {
                        Type = SecuritySchemeType.Http,
                        Scheme = "bearer",
                        Description = "An API key of a body.",
                    }
                );
                options.AddSecurityDefinition(
                    "receipt",
                    new OpenApiSecurityScheme
                    {
                        Type = SecuritySchemeType.ApiKey,
                        In = ParameterLocation.Header,
                        Name = "Authorization",
                        Description = "«Receipt CODE»: the secret that a registration gave.",
                    }
                );
                options.SchemaFilter<OpenApiSchemas>();
                options.OperationFilter<RouteFacts>();
            });

    public static WebApplication UseOpenApiDocument(this WebApplication app)
    {
        app.UseSwagger(options => options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1);
        app.UseSwaggerUI(options => options.DocumentTitle = "Matching");
        return app;
    }

    // RegisterInterest.Request is RegisterInterestRequest; a list of groups is GroupList.
    private static string SchemaId(Type type)
    {
        var name = type.IsGenericType
            ? string.Concat(type.GetGenericArguments().Select(SchemaId))
                + type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]
            : type.Name;
        return type.IsNested ? SchemaId(type.DeclaringType!) + name : name;
    }

    /// <summary>
    /// What the routes declare and Swashbuckle does not read by itself: problems, security, examples, repeats.
    /// </summary>
    private sealed class RouteFacts : IOperationFilter
    {
        public void Apply(OpenApiOperation operation, OperationFilterContext context)
        {
            var facts = context.ApiDescription.ActionDescriptor.EndpointMetadata;
            Refuse(operation, context, facts.OfType<Refusals>().SelectMany(refusals => refusals.Problems));
            if (operation.OperationId is { } name)
            {
                var answer = operation.Responses?.FirstOrDefault(response => response.Key.StartsWith('2')).Value;
                OpenApiExamples.Show(answer?.Content, OpenApiExamples.Answers.GetValueOrDefault(name));
            }

            if (facts.OfType<ExampleRequest>().LastOrDefault() is { } request)
            {
                OpenApiExamples.Show(operation.RequestBody?.Content, JsonNode.Parse(request.Json));
            }

            var scheme = facts.OfType<IAllowAnonymous>().Any()
                ? facts.OfType<ReceiptRoute>().Any()
                    ? "receipt"
                    : null
                : "key";
            if (scheme is not null)
            {
                operation.Security =
                [
                    new OpenApiSecurityRequirement
                    {
                        [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [],
                    },
                ];
            }

            if (facts.OfType<IdempotentRoute>().Any())
            {
                TakeHeader(operation, Idempotency.Header, "The first answer again for the same key and body.");
            }

            foreach (var header in facts.OfType<TakenHeader>())
            {
                TakeHeader(operation, header.Name, header.Description);
            }

            operation.Deprecated = facts.OfType<Deprecation>().Any();
            if (facts.OfType<IfMatchRoute>().Any())
            {
                TakeHeader(
                    operation,
                    HeaderNames.IfMatch,
                    "The ETag of what is changed; * for whatever is there.",
                    true
                );
            }

            var (method, path) = (context.ApiDescription.HttpMethod!, "/" + context.ApiDescription.RelativePath);
            if (TaggedAnswers.IsTagged(method, path))
            {
                TakeHeader(operation, HeaderNames.IfNoneMatch, "An ETag: the answer is 304 while it stays the same.");
                operation.Responses![StatusCodes.Status304NotModified.ToString(CultureInfo.InvariantCulture)] =
                    new OpenApiResponse { Description = "What the caller has already." };
            }

            // Only what stands in the query is in camel case.
            var parameters = (operation.Parameters ?? []).OfType<OpenApiParameter>();
            foreach (var header in parameters.Where(parameter => parameter.In == ParameterLocation.Header))
            {
                header.Name = char.ToUpperInvariant(header.Name![0]) + header.Name[1..];
            }
        }

        private static void TakeHeader(OpenApiOperation operation, string name, string what, bool needed = false)
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(
                new OpenApiParameter
                {
                    Name = name,
                    In = ParameterLocation.Header,
                    Description = what,
                    Required = needed,
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                }
            );
        }

        // What a route declares, and what the way to every route may answer.
        private static void Refuse(
            OpenApiOperation operation,
            OperationFilterContext context,
            IEnumerable<Problem> declared
        )
        {
            var hasBody = operation.RequestBody is not null;
            var schema = context.SchemaGenerator.GenerateSchema(typeof(ProblemDetails), context.SchemaRepository);
            Problem[] everywhere =
            [
                Problems.Invalid,
                Problems.OriginNotRegistered,
                Problems.TooSlow,
                Problems.TooLarge,
                Problems.AddressTooLong,
                Problems.UnsupportedMediaType,
                Problems.HeadersTooLarge,
                Problems.TooManyRequests,
                Problems.Unexpected,
                Problems.Unavailable,
                Problems.Overloaded,
                Problems.ReadOnly,
            ];
            Problem[] closed = AnyonesReading.Is(context.ApiDescription.ActionDescriptor.EndpointMetadata)
                ? []
                : [Problems.NotForSites];
            Problem[] withBody = hasBody ? [Problems.TooDeep] : [];
            var all = declared.Concat(everywhere).Concat(closed).Concat(withBody).Distinct();
            operation.Responses ??= [];
            foreach (var status in all.GroupBy(problem => problem.Status).OrderBy(status => status.Key))
            {
                var content = new Dictionary<string, IOpenApiMediaType>(StringComparer.Ordinal)
                {
                    ["application/problem+json"] = new OpenApiMediaType { Schema = schema },
                };
                OpenApiExamples.Show(content, OpenApiExamples.Of([.. status], hasBody));
                operation.Responses[status.Key.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
                {
                    Description = string.Join(" ", status.Select(p => $"`{p.Code}`: {p.Title}")),
                    Content = content,
                };
            }
        }
    }
}

/// <summary>Marks a route that is called with <c>Authorization: Receipt CODE</c>.</summary>
public sealed record ReceiptRoute;
