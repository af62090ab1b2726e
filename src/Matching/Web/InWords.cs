using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Matching.Web;

/// <summary>A page that says what its module's <c>Texts.json</c> says, in the reader's language.</summary>
public abstract class InWords : ComponentBase
{
    /// <summary>The language of the texts.</summary>
    [Parameter, EditorRequired]
    public Language Language { get; set; } = null!;

    /// <summary>The text of a code, with its gaps filled in.</summary>
    protected string Say(string code, params object[] values) =>
        Texts.Say(GetType().Namespace!["Matching.".Length..], code, Language, values);

    /// <summary>
    /// The language of a text where it is another than its page's: screen readers change their voice.
    /// </summary>
    protected string? LangOf(string code)
    {
        var tag = Texts.LanguageOf(GetType().Namespace!["Matching.".Length..], code, Language);
        return tag == Language.Shown ? null : tag;
    }

    /// <summary>Whether there is a text of a code.</summary>
    protected bool Knows(string code) => Texts.Knows(GetType().Namespace!["Matching.".Length..], code);

    /// <summary>A number as a form carries it.</summary>
    protected static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
