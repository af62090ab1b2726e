using FluentValidation.Resources;

namespace Matching.Web;

/// <summary>
/// What rules say that have no words of their own: short, after the name of the field, and without the value, which an
/// error never repeats.
/// </summary>
internal sealed class ValidationWords : LanguageManager
{
    private const string Language = "en";

    public ValidationWords()
    {
        AddTranslation(Language, "NotEmptyValidator", "must not be empty");
        AddTranslation(Language, "NotNullValidator", "is needed");
        AddTranslation(Language, "InclusiveBetweenValidator", "from {From} to {To}");
        AddTranslation(Language, "LessThanOrEqualValidator", "at most {ComparisonValue}");
        AddTranslation(Language, "RegularExpressionValidator", "is not written as it should be");
        AddTranslation(Language, "EnumValidator", "is not one of the codes");
    }
}
