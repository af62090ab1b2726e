using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Sealing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Cohorts;

/// <summary>Those who finish a coping course together and want to go on: how many, never who.</summary>
public sealed class Cohort
{
    public required Guid Id { get; init; }

    /// <summary>The body whose staff told of it.</summary>
    public required Guid Body { get; init; }

    /// <summary>Code of the place where they would like to meet.</summary>
    public required string Place { get; init; }

    /// <summary>Ids of topics.</summary>
    public required short[] Topics { get; init; }

    public required int Participants { get; init; }

    /// <summary>The last day of the course.</summary>
    public required DateOnly FinishesOn { get; init; }

    /// <summary>The day from which they want to go on.</summary>
    public required DateOnly FromDay { get; init; }

    /// <summary>The last day of its codes.</summary>
    public required DateOnly UntilDay { get; init; }

    /// <summary>How far they would travel; null: nothing said.</summary>
    public int? TravelKm { get; init; }

    /// <summary>Codes of the forms wanted; empty, as of the times and languages: nothing said.</summary>
    public string[] Meeting { get; init; } = [];

    public string[] Times { get; init; } = [];

    public string[] Languages { get; init; } = [];

    /// <summary>
    /// Uses a code up, in the transaction of whatever it is used for, and returns what its cohort says; null where the
    /// code is unknown, used or past its day, which nobody can tell apart.
    /// </summary>
    public static async Task<Cohort?> UseAsync(
        MatchingDb db,
        Secrets secrets,
        string typed,
        DateOnly today,
        CancellationToken ct
    )
    {
        var fingerprints = CohortCode.TryParse(typed, out var code)
            ? code.Fingerprints(secrets)
            : CohortCode.FingerprintsOfNone(secrets);
        var used = await db
            .Database.SqlQuery<Guid>(
                $"""
                delete from cohort_codes using cohorts
                where fingerprint = any ({fingerprints.All}) and cohorts.id = cohort and until_day >= {today}
                returning cohort as "Value"
                """
            )
            .ToListAsync(ct);
        return used.Count == 0 ? null : await db.Cohorts.AsNoTracking().SingleAsync(row => row.Id == used[0], ct);
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Cohort>
    {
        public void Configure(EntityTypeBuilder<Cohort> builder)
        {
            builder.ToTable("cohorts");
            builder.HasKey(cohort => cohort.Id);
        }
    }
}

/// <summary>A code that nobody has used yet. What used it is not known here.</summary>
public sealed class UnusedCode
{
    /// <summary>HMAC of the code.</summary>
    public required byte[] Fingerprint { get; init; }

    public required Guid Cohort { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<UnusedCode>
    {
        public void Configure(EntityTypeBuilder<UnusedCode> builder)
        {
            builder.ToTable("cohort_codes");
            builder.HasKey(code => code.Fingerprint);
            builder.HasOne<Cohort>().WithMany().HasForeignKey(code => code.Cohort);
        }
    }
}
