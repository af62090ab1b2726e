using System.Collections.Generic;
using System.Linq;

namespace Matching.Proposals;

/// <summary>Whether the starters suffice: each group that begins needs one, who carries no more than she can.</summary>
internal sealed class Carrying(IReadOnlyList<Option> options, IReadOnlyList<int> carries)
{
    /// <summary>Whether all of these could begin together.</summary>
    public bool Allows(IReadOnlyList<int> opened)
    {
        var groups = carries.Select(_ => new List<int>()).ToList();
        return opened
            .Where(option => options[option].Starters.Count > 0)
            .All(option => IsCarried(option, groups, new HashSet<int>()));
    }

    // By one who has time, or by one whose group another can take.
    private bool IsCarried(int option, List<List<int>> groups, HashSet<int> asked)
    {
        foreach (var starter in options[option].Starters.Where(asked.Add))
        {
            var hers = groups[starter];
            if (hers.Count < carries[starter])
            {
                hers.Add(option);
                return true;
            }

            for (var i = 0; i < hers.Count; i++)
            {
                if (IsCarried(hers[i], groups, asked))
                {
                    hers[i] = option;
                    return true;
                }
            }
        }

        return false;
    }
}
