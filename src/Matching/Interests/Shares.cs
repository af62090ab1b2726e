using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Groups;
using Matching.Topics;

namespace Matching.Interests;

/// <summary>
/// Which part of the adults of any place shares what is kept about a person. The parts are our assumptions, taken low:
/// too small a part only makes the area larger, too large a one makes somebody recognisable.
/// </summary>
public static class Shares
{
    private const double OneGender = 0.48;
    private const double RareLanguage = 0.002;

    // SSB's population by age, 2024, as parts of those of 18 and over, rounded down.
    private static readonly Dictionary<string, double> Ages = new()
    {
        ["18-25"] = 0.12,
        ["26-40"] = 0.25,
        ["41-60"] = 0.32,
        ["61+"] = 0.27,
    };

    // Nearly everyone can follow bokmål; nynorsk is the main form of about one pupil in ten.
    private static readonly Dictionary<string, double> Languages = new()
    {
        ["nb"] = 1,
        ["no"] = 1,
        ["nn"] = 0.1,
        ["en"] = 0.05,
        ["se"] = RareLanguage,
    };

    /// <summary>
    /// The part that the rarest of these topics touches, is of this gender and age band and speaks the rarest of these
    /// languages; 1 where nothing is said.
    /// </summary>
    public static async Task<double> OfAsync(
        MatchingDb db,
        TopicNames names,
        IReadOnlyList<short> topics,
        Gender gender,
        string? ageBand,
        IReadOnlyList<string> languages,
        CancellationToken ct
    ) =>
        await names.PrevalenceAsync(db, topics, ct)
        * (gender == Gender.Any ? 1 : OneGender)
        * (ageBand is null ? 1 : Ages[ageBand])
        * languages.Select(language => Languages.GetValueOrDefault(language, RareLanguage)).DefaultIfEmpty(1).Min();
}
