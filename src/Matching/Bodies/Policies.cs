using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Database;
using Microsoft.EntityFrameworkCore;

namespace Matching.Bodies;

/// <summary>What a body decided for itself, where another module acts by it.</summary>
public static class Policies
{
    /// <summary>The policy of a body that is known to exist.</summary>
    public static Task<Policy> PolicyOfAsync(this MatchingDb db, Guid body, CancellationToken ct) =>
        db.Bodies.Where(row => row.Id == body).Select(row => row.Policy).SingleAsync(ct);

    /// <summary>The day by which a body has answered what came to it on a day, which itself never counts.</summary>
    public static DateOnly AnswerBy(this Policy policy, DateOnly day) =>
        WorkingDays.After(day, policy.AnswerWorkingDays);
}
