using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Matching.Web;

/// <summary>
/// The query parameters that a route takes, read off its handler: an unknown one, or a value that is not of its type,
/// is a 400 that names it. The framework ignores the one and answers the other without saying which.
/// </summary>
public sealed record QueryParameters(IReadOnlyDictionary<string, Type> Types)
{
    internal static void Describe(EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.OfType<MethodInfo>().FirstOrDefault() is not { } handler)
        {
            return;
        }

        var route = ((RouteEndpointBuilder)endpoint)
            .RoutePattern.Parameters.Select(parameter => parameter.Name)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var types = new Dictionary<string, Type>(StringComparer.Ordinal);
        foreach (var parameter in handler.GetParameters())
        {
            if (parameter.GetCustomAttribute<AsParametersAttribute>() is not null)
            {
                foreach (var property in parameter.ParameterType.GetProperties())
                {
                    types[Name(property.Name, property.GetCustomAttribute<FromQueryAttribute>())] =
                        property.PropertyType;
                }
            }
            else if (parameter.GetCustomAttribute<FromQueryAttribute>() is { } query)
            {
                types[Name(parameter.Name!, query)] = parameter.ParameterType;
            }
        }

        endpoint.Metadata.Add(
            new QueryParameters(types.Where(type => !route.Contains(type.Key)).ToDictionary(StringComparer.Ordinal))
        );
    }

    private static string Name(string name, FromQueryAttribute? query) =>
        query?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(name);

    /// <summary>Refuses what the route does not take; must stand after routing.</summary>
    public static async Task RefuseUnknownAsync(HttpContext http, RequestDelegate next)
    {
        if (
            http.GetEndpoint()?.Metadata.GetMetadata<QueryParameters>() is { } known
            && known.Errors(http.Request.Query) is { Count: > 0 } errors
        )
        {
            await Problems.Invalid.Because(null, ("errors", errors)).ExecuteAsync(http);
            return;
        }

        await next(http);
    }

    private Dictionary<string, string[]> Errors(IQueryCollection query)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var (name, values) in query)
        {
            if (!Types.TryGetValue(name, out var type))
            {
                errors[new string([.. name.Where(char.IsLetterOrDigit).Take(50)])] = ["unknown parameter"];
            }
            else if (!type.IsArray && values.Count > 1)
            {
                errors[name] = ["stands twice"];
            }
            else if (values.Any(value => !Converts(value, type.IsArray ? type.GetElementType()! : type)))
            {
                errors[name] = ["not a value that this parameter takes"];
            }
        }

        return errors;
    }

    private static bool Converts(string? value, Type type)
    {
        if (string.IsNullOrEmpty(value) || value.Length > 2000 || value.Any(char.IsControl))
        {
            return value is "" or null && type == typeof(string);
        }

        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(double))
        {
            return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number);
        }

        return type == typeof(string) || TypeDescriptor.GetConverter(type).IsValid(value);
    }
}

/// <summary>Lets routes know their own query parameters.</summary>
public static class StrictQuery
{
    /// <summary>Every route of this group refuses parameters that it does not take.</summary>
    public static RouteGroupBuilder WithStrictQuery(this RouteGroupBuilder routes)
    {
        ((IEndpointConventionBuilder)routes).Finally(QueryParameters.Describe);
        return routes;
    }
}
