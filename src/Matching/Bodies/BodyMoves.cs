using Matching.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matching.Bodies;

/// <summary>Why a body cannot go where it was asked to go.</summary>
internal static class BodyMoves
{
    public static ProblemHttpResult Refused(Body body) =>
        body.Kind == BodyKind.NationalOffice
            ? Problems.NationalOfficeStays.Because()
            : Problems.BodyMoveIllegal.Because(null, ("state", body.State));
}
