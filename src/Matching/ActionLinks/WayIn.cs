using System;
using System.Linq;
using Matching.Access;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Database;

namespace Matching.ActionLinks;

/// <summary>How somebody comes in: by a mail to an address of the body, or by a key of it.</summary>
internal interface IWayIn
{
    Guid Body { get; }

    string? Address { get; }

    Guid? Key { get; }
}

/// <summary>What links and the sessions that they open have in common.</summary>
internal static class WayIn
{
    /// <summary>
    /// Those that let in now: the body is there, and is still reached at the address or the key still opens something.
    /// Asked with every call, so that whoever reads there no more, or lost the key, is out at once.
    /// </summary>
    public static IQueryable<T> ThatLetIn<T>(this IQueryable<T> ways, MatchingDb db, TimeProvider clock)
        where T : class, IWayIn
    {
        var valid = ApiKey.Valid(db, clock.Today());
        return ways.Where(way =>
            db.Bodies.Any(body =>
                body.Id == way.Body
                && body.State != BodyState.Ended
                && (
                    way.Key == null
                        ? way.Address != null && (body.Email == way.Address || body.Deputy == way.Address)
                        : valid.Any(key => key.Id == way.Key)
                )
            )
        );
    }
}
