using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using FluentValidation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Matching.Web;

/// <summary>
/// Shape and range of a request are checked before its use case runs: no I/O, all errors at once, by field.
/// </summary>
public static class Validation
{
    /// <summary>Checks the <typeparamref name="TRequest"/> among the handler's arguments.</summary>
    public static RouteHandlerBuilder Validates<TRequest, TValidator>(this RouteHandlerBuilder route)
        where TRequest : notnull
        where TValidator : AbstractValidator<TRequest>, new()
    {
        var validator = new TValidator();
        return route
            .Refuses(Problems.Invalid)
            .AddEndpointFilter(
                async (call, next) =>
                {
                    // A body of «null» arrives here as no request at all.
                    if (call.Arguments.OfType<TRequest>().FirstOrDefault() is not { } request)
                    {
                        return Problems.Invalid.At("$", "a body is needed");
                    }

                    var result = await validator.ValidateAsync(request, call.HttpContext.RequestAborted);
                    return result.IsValid
                        ? await next(call)
                        : Problems.Invalid.Because(null, ("errors", ByField(result.Errors)));
                }
            );
    }

    /// <summary>Text that people wrote: no control characters but line breaks, and not only spaces.</summary>
    public static IRuleBuilderOptions<T, string?> PlainText<T>(this IRuleBuilder<T, string?> rule, int longest) =>
        rule.Must(text => text is null || text.Length <= longest)
            .WithMessage($"at most {longest} characters")
            .Must(text => text is null || !string.IsNullOrWhiteSpace(text))
            .WithMessage("must not be empty")
            .Must(text => text is null || text.All(c => !char.IsControl(c) || c is '\n' or '\r'))
            .WithMessage("holds a control character")
            .Must(text => text is null || WellFormed(text))
            .WithMessage("holds half a character");

    /// <summary>One line of such text, as a name or an address has it.</summary>
    public static IRuleBuilderOptions<T, string?> OneLine<T>(this IRuleBuilder<T, string?> rule, int longest) =>
        rule.PlainText(longest).Must(text => text is null || !text.Any(char.IsControl)).WithMessage("must be one line");

    /// <summary>One of the codes of the contract.</summary>
    public static IRuleBuilderOptions<T, string?> OneOf<T>(
        this IRuleBuilder<T, string?> rule,
        IReadOnlyCollection<string> codes
    ) =>
        rule.Must(code => code is null || codes.Contains(code))
            .WithMessage($"must be one of {string.Join(", ", codes)}");

    /// <summary>A set of the codes of the contract, none of them twice.</summary>
    public static IRuleBuilderOptions<T, IReadOnlyList<string>?> SomeOf<T>(
        this IRuleBuilder<T, IReadOnlyList<string>?> rule,
        IReadOnlyCollection<string> codes
    ) =>
        rule.Must(set => set is null || set.All(codes.Contains))
            .WithMessage($"each must be one of {string.Join(", ", codes)}")
            .Must(set => set is null || set.Distinct(StringComparer.Ordinal).Count() == set.Count)
            .WithMessage("one of them stands twice");

    /// <summary>Some languages, or nothing said of them.</summary>
    public static IRuleBuilderOptions<T, IReadOnlyList<string>?> Languages<T>(
        this IRuleBuilder<T, IReadOnlyList<string>?> rule
    ) =>
        rule.Must(tags => tags is null || (tags.Count is > 0 and <= 10 && tags.All(LanguageTag.IsKnown)))
            .WithMessage("1 to 10 BCP 47 tags such as nb, nn, se, en, uk");

    // PostgreSQL refuses U+0000 and unpaired surrogates: caught here they are the sender's error, not ours.
    private static bool WellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What is wrong, by the name of the field as JSON has it.</summary>
    internal static Dictionary<string, string[]> ByField(
        IEnumerable<FluentValidation.Results.ValidationFailure> failures
    ) =>
        failures
            .GroupBy(
                failure =>
                    string.Join('.', failure.PropertyName.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName)),
                StringComparer.Ordinal
            )
            .ToDictionary(
                field => field.Key,
                field => field.Select(failure => failure.ErrorMessage).Distinct(StringComparer.Ordinal).ToArray(),
                StringComparer.Ordinal
            );
}
