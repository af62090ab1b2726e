using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Interests;

/// <summary>
/// Lays what is kept of people in the order of its random ids, so that neither the tables nor a dump tell who came
/// before whom within a day.
/// </summary>
public static class ForgetOrder
{
    private static readonly string[] Tables =
    [
        "interests",
        "interest_listings",
        "waiting_listings",
        "messages",
        "cases",
        "case_history",
        "case_openings",
        "matches",
        "told_pairs",
        "offers",
        "remembered_noes",
        "proposals",
        "proposal_members",
        "cohort_codes",
        "idempotent_answers",
        "errands",
    ];

    /// <summary>
    /// Returns how many tables were rewritten, each in a transaction of its own; one that is in use waits for the next
    /// night.
    /// </summary>
    public static async Task<int> RunAsync(IServiceProvider services, CancellationToken ct)
    {
        var db = services.GetRequiredService<MatchingDb>();
        var rewritten = 0;
        foreach (var table in Tables)
        {
            rewritten += await db
                .Database.SqlQuery<bool>($"""select forget_order({table}) as "Value" """)
                .SingleAsync(ct)
                ? 1
                : 0;
        }

        return rewritten;
    }
}
