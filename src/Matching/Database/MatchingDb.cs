using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.ActionLinks;
using Matching.Bodies;
using Matching.Cases;
using Matching.Cohorts;
using Matching.Courses;
using Matching.Errands;
using Matching.Groups;
using Matching.Interests;
using Matching.Jobs;
using Matching.Matches;
using Matching.Places;
using Matching.Proposals;
using Matching.Sealing;
using Matching.Starters;
using Matching.Statistics;
using Matching.Topics;
using Matching.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Site = Matching.Sites.Site; // where groups meet is a site too

namespace Matching.Database;

/// <summary>
/// Rows and changes of every module. What decides is SQL in <c>db/functions</c>, called by the use case that needs it.
/// </summary>
public sealed class MatchingDb : DbContext
{
    // Entity Framework does not mind when it cannot release its savepoint because the connection broke, and opens
    // another one: the rest of the transaction would be committed statement by statement, say the answer to an interest
    // that is not there.
    public MatchingDb(DbContextOptions<MatchingDb> options)
        : base(options)
    {
        Database.AutoSavepointsEnabled = false;
        Shards = new(this);
    }

    /// <summary>The keys of sealed records, which stand in a store of their own.</summary>
    public Shards Shards { get; }

    /// <summary>Whether the transaction sees what is a body's alone: see <see cref="Acting"/>.</summary>
    internal bool IsStaffs { get; set; }

    /// <summary>What was done and is still to be added to the <see cref="Audit"/>.</summary>
    internal List<(string Name, Guid Subject)> Acts { get; } = [];

    public DbSet<Place> Places => Set<Place>();

    public DbSet<Topic> Topics => Set<Topic>();

    public DbSet<Body> Bodies => Set<Body>();

    public DbSet<Coverage> Coverage => Set<Coverage>();

    public DbSet<Network> Networks => Set<Network>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    public DbSet<Webhook> Webhooks => Set<Webhook>();

    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();

    public DbSet<Site> Sites => Set<Site>();

    public DbSet<Errand> Errands => Set<Errand>();

    public DbSet<SelfHelpGroup> Groups => Set<SelfHelpGroup>();

    public DbSet<Occasion> Occasions => Set<Occasion>();

    public DbSet<Starter> Starters => Set<Starter>();

    public DbSet<StarterRequest> StarterRequests => Set<StarterRequest>();

    public DbSet<StarterReason> StarterReasons => Set<StarterReason>();

    public DbSet<Cohort> Cohorts => Set<Cohort>();

    public DbSet<UnusedCode> CohortCodes => Set<UnusedCode>();

    public DbSet<Interest> Interests => Set<Interest>();

    public DbSet<Message> Messages => Set<Message>();

    public DbSet<Match> Matches => Set<Match>();

    public DbSet<RememberedNo> RememberedNoes => Set<RememberedNo>();

    public DbSet<ToldPair> ToldPairs => Set<ToldPair>();

    public DbSet<Offer> Offers => Set<Offer>();

    public DbSet<Proposal> Proposals => Set<Proposal>();

    public DbSet<ProposalMember> ProposalMembers => Set<ProposalMember>();

    public DbSet<Case> Cases => Set<Case>();

    public DbSet<CaseReason> CaseReasons => Set<CaseReason>();

    public DbSet<CaseEvent> CaseHistory => Set<CaseEvent>();

    public DbSet<CaseOpening> CaseOpenings => Set<CaseOpening>();

    public DbSet<ActionLink> ActionLinks => Set<ActionLink>();

    public DbSet<LinkSession> LinkSessions => Set<LinkSession>();

    public DbSet<Publication> Publications => Set<Publication>();

    public DbSet<Job> Jobs => Set<Job>();

    /// <summary>
    /// Saves, and announces in the same transaction what others keep copies of. First the keys: what is there is never
    /// without its own.
    /// </summary>
    public override async Task<int> SaveChangesAsync(
        bool acceptAllChangesOnSuccess,
        CancellationToken cancellationToken = default
    )
    {
        await Shards.SaveAsync(cancellationToken);
        var news = Announcement.Of(ChangeTracker);
        if (news.Count == 0)
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }

        await using var own = Database.CurrentTransaction is null
            ? await Database.BeginTransactionAsync(cancellationToken)
            : null;
        var saved = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        await this.AnnounceAsync(news, this.GetService<TimeProvider>().GetUtcNow(), cancellationToken);
        if (own is not null)
        {
            await own.CommitAsync(cancellationToken);
        }

        return saved;
    }

    /// <summary>
    /// The function of <c>db/functions/groups.sql</c>. Mapped, because the SQL of a query around a piece of text is
    /// made anew each time, and this is asked most.
    /// </summary>
    [DbFunction("nearest_groups")]
    internal IQueryable<NearGroup> NearestGroups(
        double longitude,
        double latitude,
        int? limit,
        double? radiusKm,
        double? afterKm,
        Guid? afterId,
        short[] topics,
        string[] states,
        string[] forms,
        string[] weekdays,
        string[] languages
    ) =>
        FromExpression(() =>
            NearestGroups(
                longitude,
                latitude,
                limit,
                radiusKm,
                afterKm,
                afterId,
                topics,
                states,
                forms,
                weekdays,
                languages
            )
        );

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(MatchingDb).Assembly);
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(type => type.GetProperties()))
        {
            property.SetColumnName(SnakeCase(property.Name));
            property.ValueGenerated =
                property.ValueGenerated == ValueGenerated.OnAdd && property.ClrType == typeof(Guid)
                    ? ValueGenerated.Never // else EF Core makes version 7 ids, which tell the time
                    : property.ValueGenerated;
            if ((Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType) is { IsEnum: true } code)
            {
                property.SetValueConverter(
                    (ValueConverter)Activator.CreateInstance(typeof(CodeConverter<>).MakeGenericType(code))!
                );
            }
        }
    }

    private static string SnakeCase(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    /// <summary>
    /// An enum is stored as the very code that the API writes: <c>LinkCentre</c> is <c>link-centre</c>.
    /// </summary>
    private sealed class CodeConverter<TEnum>()
        : ValueConverter<TEnum, string>(value => Codes.Of(value), code => Codes.Parse<TEnum>(code))
        where TEnum : struct, Enum;
}
