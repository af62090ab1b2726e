using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Errands;

/// <summary>
/// Something that a body has to do beside its cases: the API calls it a task. It says what kind and the random id of
/// what it is about, never more. One whose kind begins with <c>case-</c> is about a case, and is erased with it.
/// </summary>
public sealed class Errand
{
    /// <summary>Of the national office, about a body: ask what is wrong and mend it.</summary>
    public const string BodySilent = "body-silent",
        BodyUnreachable = "body-unreachable",
        BodyEnded = "body-ended";

    /// <summary>Of the body that got a case, about the case: mail to the one before it was refused.</summary>
    public const string CasePassedOn = "case-passed-on";

    /// <summary>Of a body that let cases pass on, about itself.</summary>
    public const string CasesWentOn = "cases-went-on";

    /// <summary>Of a body whose mail its deputy gets, because its own address refuses; about itself.</summary>
    public const string AddressRefused = "address-refused";

    /// <summary>Of a body, about a webhook of its own to which nothing arrives.</summary>
    public const string WebhookDisabled = "webhook-disabled";

    /// <summary>Of a body, about itself: so many cases were opened with one key on a day as one may open.</summary>
    public const string CasesADaySpent = "cases-a-day-spent";

    public required Guid Id { get; init; }

    /// <summary>Who has to do it.</summary>
    public required Guid Body { get; init; }

    public required string Kind { get; init; }

    /// <summary>What it is about.</summary>
    public required Guid About { get; init; }

    /// <summary>The Oslo day on which it came up.</summary>
    public required DateOnly Day { get; init; }

    public DateOnly? DoneOn { get; init; }

    /// <summary>Adds one; false where the same is still to be done.</summary>
    public static Task<bool> AddAsync(
        MatchingDb db,
        Guid body,
        string kind,
        Guid about,
        DateOnly day,
        CancellationToken ct
    ) =>
        db
            .Database.SqlQuery<bool>(
                $"""select add_errand({RandomId.New()}, {body}, {kind}, {about}, {day}) as "Value" """
            )
            .SingleAsync(ct);

    /// <summary>Adds one for the national office; its id where it is new, else null.</summary>
    public static async Task<Guid?> AddNationalAsync(
        MatchingDb db,
        string kind,
        Guid about,
        DateOnly day,
        CancellationToken ct
    )
    {
        var office = await db
            .Bodies.Where(body => body.Kind == BodyKind.NationalOffice)
            .Select(body => body.Id)
            .SingleAsync(ct);
        return await AddAsync(db, office, kind, about, day, ct) ? office : null;
    }

    /// <summary>What there was to do about something is done, whoever had to do it.</summary>
    public static Task<int> FinishAsync(
        MatchingDb db,
        Guid about,
        string[] kinds,
        DateOnly today,
        CancellationToken ct
    ) => db.Database.SqlQuery<int>($"""select finish_errands({about}, {kinds}, {today}) as "Value" """).SingleAsync(ct);

    internal sealed class Mapping : IEntityTypeConfiguration<Errand>
    {
        public void Configure(EntityTypeBuilder<Errand> builder)
        {
            builder.ToTable("errands");
            builder.HasKey(errand => errand.Id);
        }
    }
}
