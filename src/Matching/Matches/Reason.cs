using System;
using System.Collections.Generic;
using System.Linq;
using Matching.Web;

namespace Matching.Matches;

/// <summary>Why a group fits: codes, and the same in words.</summary>
public static class Reason
{
    public const string TopicExact = "topic-exact";
    public const string TopicRelated = "topic-related";
    public const string TopicAcross = "topic-across";
    public const string AnyTopic = "topic-any";
    public const string WithinReach = "within-reach";
    public const string AtADistance = "at-a-distance";
    public const string TimesFit = "times-fit";
    public const string TimesOther = "times-other";
    public const string FreePlaces = "free-places";
    public const string RecentlyConfirmed = "recently-confirmed";

    /// <summary>The reasons in words, with the distance and the free places as they are now.</summary>
    public static IReadOnlyList<Said> Say(
        IEnumerable<string> codes,
        double? kmFrom,
        double? kmTo,
        int freePlaces,
        Language language
    ) => [.. codes.Select(code => new Said(code, Words(code, kmFrom, kmTo, freePlaces, language)))];

    // A group whose venue is not public is measured to its municipality's point, so nought is no distance to tell.
    private static string Words(string code, double? kmFrom, double? kmTo, int freePlaces, Language language) =>
        code != WithinReach ? Texts.Say("Matches", code, language, freePlaces)
        : Kilometres(kmFrom, kmTo) is { } range && range != "0" ? Texts.Say("Matches", code, language, range)
        : Texts.Say("Matches", "close-by", language);

    // "18", or "12–40" where the area has several municipalities. Whole kilometres: no more is known, or needed.
    internal static string Kilometres(double? from, double? to)
    {
        var (nearest, farthest) = ((int)Math.Round(from ?? 0), (int)Math.Round(to ?? from ?? 0));
        return nearest == farthest ? $"{nearest}" : $"{nearest}–{farthest}";
    }
}
