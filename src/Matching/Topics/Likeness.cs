using System;
using Matching.Web;

namespace Matching.Topics;

/// <summary>
/// How likely it is that a typed word means a known one, from 0 to 1: the same, another form of it, one that may stand
/// for it, its beginning while it is being typed, a compound with it, a misspelling.
/// </summary>
internal static class Likeness
{
    /// <summary>What is less alike is only a guess.</summary>
    public const double LeastSure = OfItsKin;

    private const double Same = 1;
    private const double Inflected = 0.95;
    private const double OfItsKin = 0.85;
    private const double OfItsFamily = 0.6;
    private const double JustBegun = 0.7;
    private const double Compound = 0.7;
    private const double OneSlip = 0.82;
    private const double TwoSlips = 0.65;
    private const double SlipWhileTyping = 0.6;
    private const int MostSlips = 2;
    private const int LongestEnding = 2;
    private const int ShortestInflected = 4;
    private const int ShortestMisspelt = 4;
    private const int ShortestOfWrongLetter = 6;
    private const int ShortestOfTwoSlips = 11;
    private const int ShortestMisspeltBeginning = 8;
    private const int ShortestSurelyMisspelt = 7;
    private const int ShortestPart = 5;
    private const int ShortestMisspeltPart = 8;
    private const int ShortestBeginning = 2;

    /// <summary>Whether it is this word, in some form.</summary>
    public static double Form(Word typed, Word known) =>
        typed.Text == known.Text ? Same
        : IsInflected(typed, known) ? Inflected
        : typed.Kin > 0 && typed.Kin == known.Kin ? OfItsKin
        : typed.Family > 0 && typed.Family == known.Family ? OfItsFamily
        : 0;

    /// <summary>Whether it is the beginning of this word; one that says nothing is none, unless it is very
    /// short.</summary>
    public static double Beginning(Word typed, Word known) =>
        typed.Text.Length >= ShortestBeginning
        && (typed.Text.Length == ShortestBeginning || !typed.SaysNothing)
        && known.Text.StartsWith(typed.Text, StringComparison.Ordinal)
            ? JustBegun + ((Inflected - JustBegun) * typed.Text.Length / known.Text.Length)
            : 0;

    /// <summary>Whether it holds this word: at its end, where a compound says what it is, or as half of it or more at
    /// its beginning.</summary>
    public static double Part(string typed, string known) =>
        known.Length < ShortestPart || known.Length >= typed.Length ? 0
        : typed.EndsWith(known, StringComparison.Ordinal)
        || (2 * known.Length >= typed.Length && typed.StartsWith(known, StringComparison.Ordinal))
            ? Compound
        : 0;

    /// <summary>Whether it begins with this word, with a slip of the finger.</summary>
    public static double MisspeltPart(string typed, string known) =>
        known.Length >= ShortestMisspeltPart
        && known.Length < typed.Length
        && typed[0] == known[0]
        && Typos.SoFar(known, typed) == 1
            ? Compound * OneSlip
            : 0;

    /// <summary>Whether it is this word, or another form of it, with slips of the finger.</summary>
    public static double Misspelt(Word typed, Word known) =>
        Math.Max(
            Misspelt(typed.Text, known.Text),
            typed.Stem == typed.Text
            || Math.Min(typed.Stem.Length, known.Stem.Length) <= ShortestMisspelt
            || Math.Abs(typed.Text.Length - known.Text.Length) > LongestEnding
            || Typos.Between(typed.Text, known.Text) > 1 + LongestEnding
                ? 0
                : Inflected * Misspelt(typed.Stem, known.Stem)
        );

    /// <summary>Whether a word only looks like this one: there are others that do. One slip in a long word is a
    /// slip.</summary>
    public static bool OnlyLooksLike(Word typed, Word known) =>
        typed.Text.Length < ShortestSurelyMisspelt || Typos.Between(typed.Text, known.Text) > 1;

    /// <summary>Whether it may be the beginning of this word, with a slip of the finger.</summary>
    public static double MisspeltBeginning(string typed, string known) =>
        typed.Length >= ShortestMisspeltBeginning && typed[0] == known[0] && Typos.SoFar(typed, known) == 1
            ? SlipWhileTyping
            : 0;

    private static double Misspelt(string typed, string known)
    {
        var most = Slips(typed.Length);
        // The first letter is nearly always right, but for being swapped with the second.
        if (
            most == 0
            || Math.Abs(known.Length - typed.Length) > most
            || (typed[0] != known[0] && (typed[0] != known[1] || typed[1] != known[0]))
        )
        {
            return 0;
        }

        var slips = Typos.Between(typed, known);
        return slips > most ? 0
            // In a short word a wrong letter makes too many others, and in a very short one also one left out of it.
            : typed.Length < ShortestOfWrongLetter && known.Length == typed.Length && !Swapped(typed, known) ? 0
            : typed.Length == ShortestMisspelt && known.Length < typed.Length ? 0
            : slips <= 1 ? OneSlip
            : TwoSlips;
    }

    // Of a short stem the words must have more in common: «vann» is no form of «vaner», nor «kristen» of «krisesenter».
    private static bool IsInflected(Word typed, Word known)
    {
        var (one, other) = (typed.Text, known.Text);
        return typed.Stem == known.Stem
            && Math.Max(one.Length, other.Length) <= (2 * typed.Stem.Length) + 1
            && Math.Min(one.Length, other.Length) >= ShortestInflected
            && one.AsSpan().CommonPrefixLength(other)
                >= Math.Min(ShortestInflected, Math.Min(one.Length, other.Length));
    }

    private static bool Swapped(string typed, string known)
    {
        var (one, other) = (typed.ToCharArray(), known.ToCharArray());
        Array.Sort(one);
        Array.Sort(other);
        return one.AsSpan().SequenceEqual(other);
    }

    private static int Slips(int letters) =>
        letters switch
        {
            < ShortestMisspelt => 0,
            < ShortestOfTwoSlips => 1,
            _ => MostSlips,
        };
}
