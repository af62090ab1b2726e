using Microsoft.AspNetCore.Routing;

namespace Matching.Keys;

/// <summary>
/// Who may call what. Promises that a route which says nothing is closed, that a key opens what its role and its one
/// body allow and not a call more once it is taken away, and that what belongs to another body is not there at all. A
/// key is shown once and kept as its hash; nobody hands out a role above her own. What staff did stands in the audit,
/// which nobody can change unseen. It refuses to know people: a key has
/// a name that its body gave it, and the anonymous side has no keys.
/// </summary>
public static class KeysModule
{
    public static void MapKeys(this IEndpointRouteBuilder routes)
    {
        IssueKey.Map(routes);
        FindKeys.Map(routes);
        RevokeKey.Map(routes);
        ListAudit.Map(routes);
    }
}
