using System.ComponentModel.DataAnnotations;

namespace Matching.Database;

/// <summary>How the database is treated, beside what its connection string says.</summary>
public sealed class DatabaseOptions
{
    /// <summary>Maintenance: everything can be searched and read, nothing is written, and no job runs.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>
    /// The service may come as a role that owns the tables or that row-level security does not hold back: for a trial,
    /// or until there is another role.
    /// </summary>
    public bool AllowOwner { get; init; }

    /// <summary>How long a statement may wait for a lock; 0: as long as the server lets it.</summary>
    [Range(0, 3600)]
    public int LockSeconds { get; init; } = 10;

    /// <summary>
    /// How long a transaction may do nothing before the server ends it, so that a frozen instance holds no lock for
    /// long; 0: as long as the server lets it.
    /// </summary>
    [Range(0, 3600)]
    public int IdleTransactionSeconds { get; init; } = 60;

    /// <summary>
    /// Be ready although PostgreSQL's settings would keep what people write, or when: for a trial that nobody else
    /// uses.
    /// </summary>
    public bool AllowLeaks { get; init; }
}
