using System;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Jobs;

/// <summary>Something to do after the transaction that it was written in: a row of the outbox.</summary>
public sealed class Job
{
    public required Guid Id { get; init; }

    /// <summary>What to do: the name under which a handler is registered.</summary>
    public required string Kind { get; init; }

    /// <summary>
    /// The body, group, starter or delivery that it is about; never an interest, so that the outbox tells nobody's
    /// story.
    /// </summary>
    public Guid? Subject { get; init; }

    /// <summary>Not before this instant.</summary>
    public required DateTimeOffset RunAt { get; init; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; init; }

    public Guid? Lease { get; init; }

    public DateTimeOffset? LeasedUntil { get; init; }

    public string State { get; init; } = "waiting";

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The code of the last failure.</summary>
    public string? Error { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Job>
    {
        public void Configure(EntityTypeBuilder<Job> builder)
        {
            builder.ToTable("jobs");
            builder.HasKey(job => job.Id);
        }
    }
}
