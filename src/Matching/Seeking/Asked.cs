namespace Matching.Seeking;

/// <summary>
/// A field with suggestions: what was written, and the code of the suggestion that was chosen, with the words for which
/// it stands. Who wrote on meant something else.
/// </summary>
/// <param name="Chosen"><c>CODE|WORDS</c>.</param>
public sealed record Asked(string? Text, string? Chosen = null)
{
    private const char Between = '|';

    /// <summary>The code that was chosen, as long as the words stand there.</summary>
    public string? Code =>
        Chosen?.Split(Between, 2) is [var code, var words] && words == Text && code.Length > 0 ? code : null;

    /// <summary>A choice that was understood.</summary>
    public static Asked For(string code, string words) => new(words, $"{code}{Between}{words}");

    /// <summary>The name of the hidden field beside a field.</summary>
    public static string CodeField(string name) => name + "-code";
}
