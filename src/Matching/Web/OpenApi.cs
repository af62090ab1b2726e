using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Matching.Web;

/// <summary>The OpenAPI 3.1 document, made from the routes themselves, and its page.</summary>
public static class OpenApi
{
    public static IServiceCollection AddOpenApiDocument(this IServiceCollection services) => services
        .AddEndpointsApiExplorer()
        .AddSwaggerGen(options =>
        {
            options.SwaggerDoc("v1", new OpenApiInfo
            {
                Title = "Matching",
                Version = "v1",
                Description = "Anonymous interests in self-help groups, matched by topic and place, and answered by the body that is near.",
            });
            options.CustomSchemaIds(SchemaId);
            options.DescribeAllParametersInCamelCase();
            options.SupportNonNullableReferenceTypes();
            options.NonNullableReferenceTypesAsRequired();
            options.IncludeXmlComments(Path.Combine(AppContext.BaseDirectory, "Matching.xml"));
            options.AddSecurityDefinition("key", new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key of a body." });
            options.AddSecurityDefinition("receipt", new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "Authorization", Description = "«Receipt CODE»: the secret that a registration gave." });
            options.OperationFilter<RouteFacts>();
        });

    public static WebApplication UseOpenApiDocument(this WebApplication app)
    {
        app.UseSwagger(options => options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1);
        app.UseSwaggerUI(options => options.DocumentTitle = "Matching");
        return app;
    }

    /// <summary>Shows a request, and if need be an answer, in the document. A test sends every one of them.</summary>
    public static TBuilder Example<TBuilder>(this TBuilder route, string? request = null, string? answer = null)
        where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new ExampleCall(request, answer));

    // RegisterInterest.Request is RegisterInterestRequest; a list of groups is GroupList.
    private static string SchemaId(Type type)
    {
        var name = type.IsGenericType
            ? string.Concat(type.GetGenericArguments().Select(SchemaId)) + type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]
            : type.Name;
        return type.IsNested ? SchemaId(type.DeclaringType!) + name : name;
    }

    /// <summary>What the routes declare and Swashbuckle does not read by itself: problems, security, examples, repeats.</summary>
    private sealed class RouteFacts : IOperationFilter
    {
        public void Apply(OpenApiOperation operation, OperationFilterContext context)
        {
            var facts = context.ApiDescription.ActionDescriptor.EndpointMetadata;
            var problem = context.SchemaGenerator.GenerateSchema(typeof(ProblemDetails), context.SchemaRepository);
            var everywhere = new[] { Problems.Invalid, Problems.TooManyRequests, Problems.Unexpected, Problems.Unavailable };
            foreach (var status in facts.OfType<Refusals>().SelectMany(refusals => refusals.Problems).Concat(everywhere).Distinct().GroupBy(p => p.Status).OrderBy(s => s.Key))
            {
                operation.Responses ??= [];
                operation.Responses[status.Key.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
                {
                    Description = string.Join(" ", status.Select(p => $"`{p.Code}`: {p.Title}")),
                    Content = new Dictionary<string, IOpenApiMediaType>(StringComparer.Ordinal) { ["application/problem+json"] = new OpenApiMediaType { Schema = problem } },
                };
            }

            var scheme = facts.OfType<IAllowAnonymous>().Any() ? facts.OfType<ReceiptRoute>().Any() ? "receipt" : null : "key";
            if (scheme is not null)
            {
                operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [] }];
            }

            if (facts.OfType<IdempotentRoute>().Any())
            {
                operation.Parameters ??= [];
                operation.Parameters.Add(new OpenApiParameter
                {
                    Name = Idempotency.Header,
                    In = ParameterLocation.Header,
                    Description = "The first answer again for the same key and body.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                });
            }

            if (facts.OfType<ExampleCall>().LastOrDefault() is { } example)
            {
                Show(operation.RequestBody?.Content, example.Request);
                Show(operation.Responses?.FirstOrDefault(response => response.Key.StartsWith('2')).Value?.Content, example.Answer);
            }
        }

        private static void Show(IDictionary<string, IOpenApiMediaType>? content, string? json)
        {
            if (json is not null && content?.Values.FirstOrDefault() is OpenApiMediaType media)
            {
                media.Example = JsonNode.Parse(json);
            }
        }
    }
}

/// <summary>A request and an answer as JSON, for the document.</summary>
public sealed record ExampleCall(string? Request, string? Answer);

/// <summary>Marks a route that is called with <c>Authorization: Receipt CODE</c>.</summary>
public sealed record ReceiptRoute;
