using System;
using System.Linq;
using Matching.Database;

namespace Matching.Bodies;

/// <summary>Whose cases the lead of a network reads beside its own.</summary>
public static class LedBodies
{
    /// <summary>
    /// The members of the networks that a body leads now. None while it pauses, and none after its end: whoever does
    /// not answer has no need to read.
    /// </summary>
    public static IQueryable<Guid> LedBy(this MatchingDb db, Guid lead) =>
        from network in db.Networks
        from member in network.Members
        where
            network.Lead == lead
            && member.Body != lead
            && db.Bodies.Any(body => body.Id == lead && body.State == BodyState.Active)
        select member.Body;
}
