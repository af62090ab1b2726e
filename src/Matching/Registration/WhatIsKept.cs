using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Groups;
using Matching.Interests;
using Matching.Places;
using Matching.Topics;

namespace Matching.Registration;

/// <summary>
/// What is kept of where somebody wants to meet and of what makes few people of those it could be about: all that she
/// said and an area that hides her, or less where even the whole country would not.
/// </summary>
/// <param name="Topics">Most important first.</param>
/// <param name="Share">The part of the adults whom this could be about; null where she lets the nearest body
/// know.</param>
/// <param name="LeftOut">Codes of what she said and is not kept.</param>
public sealed record WhatIsKept(
    short[] Topics,
    Gender Gender,
    string? AgeBand,
    string[] Languages,
    Area Area,
    double? Share,
    IReadOnlyList<string> LeftOut
)
{
    private const string TopicsLeftOut = "topics";

    /// <summary>Finds the area for a form, and leaves out as little of it as it takes.</summary>
    /// <param name="topics">Without «across topics».</param>
    public static async Task<WhatIsKept> OfAsync(
        MatchingDb db,
        TopicNames names,
        InterestForm form,
        Place place,
        short[] topics,
        CancellationToken ct
    )
    {
        var (gender, ageBand) = form.AudienceOrAny;
        var said = new Traits(topics, gender, ageBand, form.LanguagesOrUsual);
        var all = await names.AllAsync(db, ct);
        foreach (var (kept, leftOut) in Fewer(said, all))
        {
            var share = await Shares.OfAsync(db, names, kept.Topics, kept.Gender, kept.AgeBand, kept.Languages, ct);
            var area = await Area.ToKeepAsync(db, place, share, form.TellLocal, ct);
            if (form.TellLocal || area.Hides(share) || (kept.Topics.Length == 0 && leftOut.Contains(TopicsLeftOut)))
            {
                return new(
                    kept.Topics,
                    kept.Gender,
                    kept.AgeBand,
                    kept.Languages,
                    area,
                    form.TellLocal ? null : share,
                    leftOut
                );
            }
        }

        throw new System.Diagnostics.UnreachableException("The last try is taken whatever it hides.");
    }

    private sealed record Traits(short[] Topics, Gender Gender, string? AgeBand, string[] Languages);

    // What a group asks of people least goes first. A language stays: who speaks no other could not take part.
    private static IEnumerable<(Traits Kept, IReadOnlyList<string> LeftOut)> Fewer(
        Traits said,
        IReadOnlyDictionary<short, NamedTopic> topics
    )
    {
        var (kept, leftOut) = (said, new List<string>());
        yield return (kept, [.. leftOut]);
        if (kept.AgeBand is not null)
        {
            kept = kept with { AgeBand = null };
            leftOut.Add("age-band");
            yield return (kept, [.. leftOut]);
        }

        if (kept.Gender != Gender.Any)
        {
            kept = kept with { Gender = Gender.Any };
            leftOut.Add("gender");
            yield return (kept, [.. leftOut]);
        }

        if (kept.Languages.Length > 1)
        {
            kept = kept with { Languages = [Shares.Commonest(kept.Languages)] };
            leftOut.Add("languages");
            yield return (kept, [.. leftOut]);
        }

        leftOut.Add(TopicsLeftOut);
        do
        {
            var rarest = kept.Topics.Select(topic => topics[topic].Prevalence).DefaultIfEmpty().Min();
            kept = kept with { Topics = [.. kept.Topics.Where(topic => topics[topic].Prevalence > rarest)] };
            yield return (kept, [.. leftOut]);
        } while (kept.Topics.Length > 0);
    }
}
