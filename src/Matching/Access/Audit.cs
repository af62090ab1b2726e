using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Database;
using Matching.Sealing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Matching.Access;

/// <summary>
/// What staff did, in a chain of hashes (<see cref="AuditChain"/>): who, on which day, which act, and a fingerprint of
/// what it was done to. Nothing of what anybody wrote, or seeks, is in it.
/// </summary>
public static class Audit
{
    /// <summary>
    /// Notes an act of this call: it is added right before the transaction is committed, since all others wait for it
    /// from then on. A call that is refused did nothing.
    /// </summary>
    /// <param name="act">A code, say <c>case-opened</c>.</param>
    /// <param name="subject">The id of what it was done to.</param>
    public static void Note(this MatchingDb db, string act, Guid subject) => db.Acts.Add((act, subject));

    /// <summary>Adds what was noted, as done by a caller; how much that was.</summary>
    public static async Task<int> AppendAsync(
        this MatchingDb db,
        Secrets secrets,
        Caller caller,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (db.Acts.Count == 0)
        {
            return 0;
        }

        string[] acts = [.. db.Acts.Select(act => act.Name)];
        byte[][] subjects = [.. db.Acts.Select(act => FingerprintOf(secrets, act.Subject))];
        db.Acts.Clear();
        await db.Database.ExecuteSqlAsync(
            $"select append_audit({acts}, {subjects}, {caller.Key}, {caller.Body}, {clock.Today()})",
            ct
        );
        return acts.Length;
    }

    /// <summary>Adds what somebody had the program itself do by one of its verbs, whoever that was.</summary>
    public static Task AppendOwnAsync(this MatchingDb db, string act, TimeProvider clock, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"select append_audit(array[{act}], array[null]::bytea[], null, null, {clock.Today()})",
            ct
        );

    /// <summary>The same in a transaction of the owner's, as the last that it does.</summary>
    public static Task AppendOwnAsync(
        this NpgsqlConnection connection,
        string act,
        TimeProvider clock,
        CancellationToken ct
    ) =>
        connection.ExecuteAsync(
            "select append_audit(array[$1], array[null]::bytea[], null, null, $2)",
            ct,
            act,
            clock.Today()
        );

    /// <summary>What stands in the audit for an id: who knows it finds its entries, and nobody else.</summary>
    public static byte[] FingerprintOf(Secrets secrets, Guid id) => secrets.Fingerprint("audit", id.ToByteArray());
}
