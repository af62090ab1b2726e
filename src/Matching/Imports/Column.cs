using System.Collections.Generic;
using System.Linq;

namespace Matching.Imports;

/// <summary>
/// A column that an import takes. One list of them makes the reading, the reasons, the help and the template, so that
/// none of these goes stale.
/// </summary>
/// <param name="field">The member of the API's form that it fills: the rules name it, and a header may too.</param>
/// <param name="nb">Its header in Norwegian.</param>
/// <param name="en">Its header in English.</param>
/// <param name="about">What may stand in it.</param>
public sealed class Column(string field, string nb, string en, string about)
{
    public string Field { get; } = field;

    public string Nb { get; } = nb;

    public string En { get; } = en;

    public string About { get; } = about;

    /// <summary>Further headers that people write.</summary>
    public IReadOnlyList<string> Also { get; init; } = [];

    /// <summary>Whether the file must have it.</summary>
    public bool IsNeeded { get; init; }

    /// <summary>Whether a row may take away what stands there, by a hyphen.</summary>
    public bool MayBeEmptied { get; init; }

    /// <summary>Whether a preview must not show what stands there.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>What the template's row has in it.</summary>
    public string Example { get; init; } = "";

    /// <summary>The same in English, where that is another word.</summary>
    public string? ExampleEn { get; init; }

    /// <summary>Its header in a language.</summary>
    public string Header(bool english) => english ? En : Nb;

    /// <summary>Whether a header means it.</summary>
    public bool IsCalled(string header)
    {
        var folded = Folded.Of(header);
        return Also.Append(Nb).Append(En).Append(Field).Any(name => Folded.Of(name) == folded);
    }

    public override string ToString() => Nb;
}
