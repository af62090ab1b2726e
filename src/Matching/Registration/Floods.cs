using System;
using System.ComponentModel.DataAnnotations;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Database;
using Matching.Sealing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Matching.Registration;

/// <summary>What counts as a flood of registrations.</summary>
public sealed class FloodOptions
{
    /// <summary>
    /// Registrations a minute, at one instance, from which on challenges are given. Twice as many are a flood, so that
    /// whoever fills in a form meanwhile was asked for a proof before it is missed.
    /// </summary>
    [Range(1, 1_000_000)]
    public int CalmPerMinute { get; init; } = 30;

    /// <summary>Registrations a day for one body, beyond which they are held back even with a proof.</summary>
    [Range(1, 1_000_000)]
    public int PerBodyPerDay { get; init; } = 200;
}

/// <summary>
/// Meets a flood of registrations without knowing anybody: by how many come to all of the service together, and by what
/// one body can be asked to read in a day. Nobody is turned away. Who brings no proof of work in a flood is registered
/// like all others, but held back: her body is told by the next day's mail, once for all of them, and she counts for
/// nobody else until it has worked on her case. An attacker slows nobody down with that, and fills no proposal.
/// </summary>
public sealed class Floods(ProofOfWork proofs, TimeProvider clock, IOptions<FloodOptions> options)
{
    // Numbers to try: less than a second of most devices, and half a minute of a slow one when it is at its worst.
    private const int Easiest = 10_000,
        Hardest = 500_000;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly Lock _turn = new();
    private (DateTimeOffset Begun, int Now, int Before) _counted;

    /// <summary>What is to be solved now; null while it is calm.</summary>
    public ProofOfWork.Challenge? Challenge()
    {
        // In steps: the number itself would tell how many register.
        var doubled = Math.Floor(Math.Log2(PerMinute() / options.Value.CalmPerMinute));
        return doubled < 0 ? null : proofs.New((int)Math.Min(Hardest, Easiest * Math.Pow(4, doubled)));
    }

    /// <summary>
    /// Counts a registration, and decides whether it is held back. One that is run again after a collision counts
    /// again, which errs by a few in a thousand.
    /// </summary>
    /// <param name="body">The body that is to answer.</param>
    public async Task<bool> HoldsBackAsync(MatchingDb db, Proof proof, Guid body, CancellationToken ct)
    {
        if (proof.IsExcused)
        {
            return false;
        }

        var isFlood = PerMinute(more: 1) > 2 * options.Value.CalmPerMinute;
        if (isFlood && !await SpendAsync(db, proof, ct))
        {
            return true;
        }

        var today = clock.Today();
        return await db.Cases.CountAsync(row => row.Body == body && row.Day == today, ct)
            >= options.Value.PerBodyPerDay;
    }

    /// <summary>Forgets the proofs of the days before, and returns how many these were.</summary>
    public static Task<int> PurgeAsync(MatchingDb db, TimeProvider clock, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"delete from spent_proofs where day < {clock.Today()}", ct);

    // One that was spent already by a transaction that is not over is waited for.
    private async Task<bool> SpendAsync(MatchingDb db, Proof proof, CancellationToken ct) =>
        proofs.Solved(proof.Given) is { } solved
        && await db.Database.ExecuteSqlAsync(
            $"insert into spent_proofs (proof, day) values ({solved}, {clock.Today()}) on conflict do nothing",
            ct
        ) == 1;

    // Of the minute before, the part that still lies within one minute from now.
    private double PerMinute(int more = 0)
    {
        lock (_turn)
        {
            var now = clock.GetUtcNow();
            var elapsed = now - _counted.Begun;
            if (elapsed < TimeSpan.Zero || elapsed >= Window)
            {
                _counted = (now, 0, elapsed < 2 * Window ? _counted.Now : 0);
                elapsed = TimeSpan.Zero;
            }

            _counted.Now += more;
            return _counted.Now + (_counted.Before * (1 - (elapsed / Window)));
        }
    }
}
