using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Matching.Web;

/// <summary>
/// What Swashbuckle does not see in the types. A member must be there exactly if its constructor parameter has no
/// default or it is <c>required</c>, because that is what the reader of requests asks for; one that is an object may be
/// null where its type says so; and a problem has a code.
/// </summary>
internal sealed class OpenApiSchemas : ISchemaFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema { Properties: { } members } open)
        {
            return;
        }

        // A comment is wrapped where the source's lines end; what it says is one line.
        foreach (var described in members.Values.Where(member => member.Description is not null))
        {
            described.Description = string.Join(
                ' ',
                described.Description!.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)
            );
        }

        if (context.Type == typeof(ProblemDetails))
        {
            members["code"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Description = "What went wrong, for programs: it stays the same when the title is worded anew.",
            };
            members["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "What is wrong, by field of the input.",
                AdditionalProperties = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = new OpenApiSchema { Type = JsonSchemaType.String },
                },
            };
            open.Required = new HashSet<string>(["title", "status", "code"], StringComparer.Ordinal);
            return;
        }

        open.Required = context
            .Type.GetConstructors()
            .SelectMany(constructor => constructor.GetParameters())
            .Where(parameter => !parameter.HasDefaultValue)
            .Select(parameter => parameter.Name!)
            .Concat(context.Type.GetProperties().Where(IsRequired).Select(property => property.Name))
            .Select(JsonNamingPolicy.CamelCase.ConvertName)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var property in context.Type.GetProperties().Where(MayBeNull))
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            if (members.TryGetValue(name, out var member) && member is OpenApiSchemaReference reference)
            {
                members[name] = new OpenApiSchema
                {
                    Description = reference.Description,
                    OneOf = [reference, new OpenApiSchema { Type = JsonSchemaType.Null }],
                };
                reference.Description = null;
            }
        }
    }

    private static bool IsRequired(PropertyInfo property) => property.IsDefined(typeof(RequiredMemberAttribute));

    private static bool MayBeNull(PropertyInfo property) =>
        new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable;
}
