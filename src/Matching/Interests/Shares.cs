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

    // What is not named below: some hundreds of adults in the whole country.
    private const double RareLanguage = 0.0001;

    // SSB's population by age, 2024, as parts of those of 18 and over, rounded down.
    private static readonly Dictionary<string, double> Ages = new()
    {
        ["18-25"] = 0.12,
        ["26-40"] = 0.25,
        ["41-60"] = 0.32,
        ["61+"] = 0.27,
    };

    // Nearly everyone can follow bokmål; nynorsk is the main form of about one pupil in ten; that many read English is
    // known, that they would rather meet in it is taken as rare. Northern Sámi: the estimates begin at 20,000 of all
    // ages; taken at less than half. The others: of SSB's immigrants by country of birth, 2024, adults as parts of all
    // adults, those whose language it is by and large, taken lower.
    private static readonly Dictionary<string, double> Languages = new()
    {
        ["nb"] = 1,
        ["no"] = 1,
        ["nn"] = 0.1,
        ["en"] = 0.05,
        ["se"] = 0.002,
        ["pl"] = 0.015,
        ["uk"] = 0.008,
        ["ar"] = 0.006,
        ["lt"] = 0.005,
        ["sv"] = 0.005,
        ["so"] = 0.004,
        ["de"] = 0.004,
        ["ti"] = 0.003,
        ["ur"] = 0.003,
        ["fa"] = 0.003,
        ["ru"] = 0.003,
        ["es"] = 0.003,
        ["tl"] = 0.003,
        ["th"] = 0.003,
        ["ro"] = 0.002,
        ["da"] = 0.002,
        ["vi"] = 0.002,
        ["tr"] = 0.002,
        ["ku"] = 0.002,
    };

    /// <summary>Of these languages the one that most people speak.</summary>
    public static string Commonest(IEnumerable<string> languages) => languages.MaxBy(Spoken)!;

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
        * languages.Select(Spoken).DefaultIfEmpty(1).Min();

    private static double Spoken(string language) => Languages.GetValueOrDefault(language, RareLanguage);
}
