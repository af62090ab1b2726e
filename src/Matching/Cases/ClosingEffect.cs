using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Interests;
using Matching.Matches;
using Matching.Places;
using Matching.Web;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Matching.Cases;

/// <summary>What follows for an interest from the reason with which its case is closed.</summary>
internal static class ClosingEffect
{
    /// <summary>
    /// Why this reason, with what was said beside it, cannot be had by this interest; null where it can.
    /// </summary>
    public static async Task<ProblemHttpResult?> RefusalAsync(
        MatchingDb db,
        CaseReason reason,
        CloseCase.Request request,
        OpenCase open,
        DateOnly today,
        CancellationToken ct
    )
    {
        var (interest, isPlaced) = (open.Interest, open.Interest.State == InterestState.Placed);
        if (reason.NeedsPlace && !isPlaced)
        {
            return Problems.CaseMoveIllegal.Because("The person has no place.", ("state", open.Case.State));
        }

        if (isPlaced && reason.Effect is ReasonEffect.Park or ReasonEffect.Remember)
        {
            return Problems.CaseMoveIllegal.Because("The person has a place.", ("state", open.Case.State));
        }

        if (reason.Effect == ReasonEffect.Remember != request.GroupId is not null)
        {
            return Problems.Invalid.At("groupId", "goes with a reason that remembers a group, and with no other");
        }

        if (request.GroupId is { } group && !await db.Groups.AnyAsync(row => row.Id == group, ct))
        {
            return Problems.GroupUnknown.At("groupId", "no group has this id");
        }

        return request.Until is not { } until ? null
            : reason.Effect != ReasonEffect.Park
                ? Problems.Invalid.At("until", "goes with a reason that leaves the person alone until a day")
            : until <= today || until > interest.KeptUntil
                ? Problems.Invalid.At("until", $"from tomorrow to {interest.KeptUntil:O}, when it is erased")
            : null;
    }

    /// <summary>Lets it follow. The interest must be locked, and its offers given back.</summary>
    public static async Task FollowAsync(
        MatchingDb db,
        FindMatches matches,
        CaseReason reason,
        CloseCase.Request request,
        Interest interest,
        DateOnly today,
        CancellationToken ct
    )
    {
        switch (reason.Effect)
        {
            case ReasonEffect.End:
                interest.End();
                return;
            case ReasonEffect.Park:
                var usual = today.AddDays(reason.Days!.Value);
                interest.Park(request.Until ?? (usual < interest.KeptUntil ? usual : interest.KeptUntil));
                return;
            case ReasonEffect.Remember:
                var until = today.AddDays(reason.Days!.Value);
                await RememberedNo.AddAsync(db, interest.Id, request.GroupId!.Value, until, ct);
                await db.SaveChangesAsync(ct);
                break;
        }

        if (interest.IsLooking)
        {
            interest.ToPlace = true;
            await matches.StoreAsync(interest, await Area.ReadAsync(db, interest.Area, ct), ct);
        }
    }
}
