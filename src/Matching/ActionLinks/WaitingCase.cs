using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Bodies;
using Matching.Cases;
using Matching.Database;
using Matching.Sealing;
using Matching.Topics;
using Matching.Web;
using Microsoft.EntityFrameworkCore;

namespace Matching.ActionLinks;

/// <summary>A case as its page shows it: what <see cref="ReadCase"/> answers, and to whom it may be handed.</summary>
/// <param name="Topics">Names, in the language of the page.</param>
/// <param name="IsOwn">Whether the body answers for it itself; the lead of a network hands it over, no more.</param>
/// <param name="Next">The other bodies of the chain that can answer now, nearest first.</param>
/// <param name="Reasons">Why a case is handed over.</param>
public sealed record WaitingCase(
    CaseView Case,
    IReadOnlyList<string> Topics,
    bool IsOwn,
    IReadOnlyList<WaitingCase.NextBody> Next,
    IReadOnlyList<Said> Reasons
)
{
    public sealed record NextBody(Guid Id, string Name);

    /// <summary>Opens it as <see cref="ReadCase"/> does: that is logged.</summary>
    public static async Task<Outcome<WaitingCase>> ReadAsync(
        Guid id,
        Caller caller,
        CaseWork work,
        MatchingDb db,
        TopicNames topics,
        Secrets secrets,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    )
    {
        if (!(await work.ReadAsync(id, caller, ct)).Is(out var open, out var problem))
        {
            return problem;
        }

        var view = await CaseView.ReadAsync(db, topics, clock, open, caller, secrets, language, ct);
        var route = await work.RouteAsync(open.Interest, ct);
        var all = await topics.AllAsync(db, ct);
        return new WaitingCase(
            view,
            [.. open.Interest.Topics.Select(topic => all[topic].Name(language.Tag))],
            caller.WorksFor(view.Body.Id),
            await NextAsync(db, route, view.Body.Id, ct),
            await ReasonsAsync(db, language, ct)
        );
    }

    private static async Task<IReadOnlyList<NextBody>> NextAsync(
        MatchingDb db,
        Routing.Route route,
        Guid now,
        CancellationToken ct
    )
    {
        Guid[] next =
        [
            .. route.Chain.Where(link => link.PassedOver is null && link.Body != now).Select(link => link.Body),
        ];
        var names = await db
            .Bodies.Where(body => next.Contains(body.Id))
            .ToDictionaryAsync(body => body.Id, body => body.Name, ct);
        return [.. next.Select(body => new NextBody(body, names[body]))];
    }

    private static async Task<IReadOnlyList<Said>> ReasonsAsync(MatchingDb db, Language language, CancellationToken ct)
    {
        var reasons = await db
            .CaseReasons.AsNoTracking()
            .Where(reason => reason.Act == ReasonAct.Handover)
            .OrderBy(reason => reason.Code)
            .ToListAsync(ct);
        return [.. reasons.Select(reason => new Said(reason.Code, reason.Text(language)))];
    }
}
