using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading;
using System.Threading.Tasks;
using FluentValidation;
using Matching.Access;
using Matching.ActionLinks;
using Matching.Backups;
using Matching.Bodies;
using Matching.Cases;
using Matching.Cohorts;
using Matching.Courses;
using Matching.Database;
using Matching.Embedding;
using Matching.Errands;
using Matching.Groups;
using Matching.Interests;
using Matching.Jobs;
using Matching.Keys;
using Matching.Matches;
using Matching.Notifications;
using Matching.Places;
using Matching.Proposals;
using Matching.Registration;
using Matching.Sealing;
using Matching.Seeking;
using Matching.Sites;
using Matching.Starters;
using Matching.Statistics;
using Matching.Status;
using Matching.Telemetry;
using Matching.Topics;
using Matching.Web;
using Matching.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Matching;

/// <summary>
/// The service put together: configuration, services, middleware, modules. Nothing here decides anything.
/// </summary>
public static class Service
{
    private static readonly IInterceptor[] Interceptors = [new Prepared(), new KeysAfterCommit()];

    // What runs may take so long to end after SIGTERM, the drain before it included; with it the process is gone within
    // 15 seconds.
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(12);

    /// <summary>Builds it without starting it.</summary>
    /// <param name="settings">Settings that win over the environment's: a test's own.</param>
    /// <param name="adapt">What a test changes among the services: the clock, say.</param>
    /// <exception cref="ConfigurationException">A setting is missing or wrong; the message says which.</exception>
    public static WebApplication Build(
        IEnumerable<KeyValuePair<string, string?>>? settings = null,
        Action<IServiceCollection>? adapt = null
    )
    {
        ValidatorOptions.Global.LanguageManager = new ValidationWords();
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = LogFormat() });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MaxRequestLineSize = 4 * HttpEdges.LongestAddress;
            kestrel.Limits.MaxRequestHeadersTotalSize = 4 * HttpEdges.LargestHeaders;
            kestrel.Limits.MaxRequestHeaderCount = 10 * HttpEdges.MostHeaders;
            // A header that is no UTF-8 is refused by whoever reads it, in words.
            kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
            kestrel.Limits.RequestHeadersTimeout = HttpEdges.LongestHeaders;
            kestrel.Limits.MaxConcurrentConnections = kestrel
                .ApplicationServices.GetRequiredService<IOptions<LimitOptions>>()
                .Value.Connections;
        });
        // Calls are not logged: a line for each would tell who asked for what, and when. Nor do libraries log failures:
        // the messages of exceptions quote what somebody wrote. What fails is told by type and place, in one line of
        // our own.
        builder
            .Logging.AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Matching.Access", LogLevel.Warning)
            .AddFilter("Matching.Access.TellAuditHead", LogLevel.Information)
            .AddFilter("Matching.ActionLinks", LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.Diagnostics", LogLevel.None)
            .AddFilter("Microsoft.EntityFrameworkCore", LogLevel.None)
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        AddServices(builder.Services, builder.Configuration);
        adapt?.Invoke(builder.Services);

        var app = builder.Build();
        app.Use(app.Services.GetRequiredService<Drain>().InvokeAsync);
        app.UseTracedCalls();
        app.UseSecurityHeaders();
        app.UseProblems();
        app.UseHeaderLimit();
        app.UseHead();
        app.Use(app.Services.GetRequiredService<Admission>().InvokeAsync);
        app.UseRouting();
        app.UseOtherOrigins();
        app.UseOwnForms();
        app.UseDeprecations();
        app.UseAuthentication();
        app.Use(app.Services.GetRequiredService<RateLimits>().InvokeAsync);
        app.UseOpenApiDocument();
        app.UseNotFound();
        app.UseAuthorization();
        app.Use(Scopes.RefuseAsync);
        app.Use(QueryParameters.RefuseUnknownAsync);
        app.UseSameForAll();
        app.UseBodyLimit();
        app.UseDepthLimit();
        Map(app);
        return app;
    }

    /// <summary>
    /// Brings the database up to date where that is asked for, begins to answer, and says so. A trial's admin key and
    /// demonstration data are made on the way.
    /// </summary>
    public static async Task StartServiceAsync(this WebApplication app, CancellationToken ct)
    {
        var isReadOnly = app.Services.GetRequiredService<Connections>().IsReadOnlyByWish;
        if (app.Configuration.GetValue<bool>("Database:MigrateAtStart") && !isReadOnly)
        {
            await app.Services.GetRequiredService<Migrator>().MigrateAsync(ct);
        }

        // A service without its secrets must not begin to answer.
        _ = app.Services.GetRequiredService<Secrets>();
        if (!isReadOnly)
        {
            await FinishErasingAsync(app.Services, ct);
            await PrepareTrialAsync(app, ct);
        }

        await app.StartAsync(ct);
        if (app.Configuration.GetValue<bool>("Trial:Enabled"))
        {
            var address = app.Services.GetRequiredService<IOptions<OwnAddress>>().Value.To();
            Console.WriteLine($"Matching is ready at {address}");
            Console.WriteLine($"  the search             {address}/");
            Console.WriteLine($"  the form               {address}/register");
            Console.WriteLine($"  where a code is typed  {address}/receipt");
            Console.WriteLine($"  the widget             {address}/embed");
            Console.WriteLine($"  the API and its page   {address}/swagger");
        }
    }

    private static async Task FinishErasingAsync(IServiceProvider services, CancellationToken ct)
    {
        try
        {
            await FinishErasing.RunAsync(services, ct);
        }
        catch (Exception failure) when (Failures.IsPassing(failure))
        {
            // The clock has it done when the key store is there again.
        }
    }

    private static async Task PrepareTrialAsync(WebApplication app, CancellationToken ct)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var (db, clock) = (
            scope.ServiceProvider.GetRequiredService<MatchingDb>(),
            app.Services.GetRequiredService<TimeProvider>()
        );
        if (app.Configuration["Trial:AdminKeyFile"] is { Length: > 0 } file)
        {
            await AdminKey.EnsureAsync(db, clock, file, ct);
        }

        if (app.Configuration.GetValue<bool>("Trial:DemonstrationGroups"))
        {
            await DemonstrationGroups.AddAsync(db, clock, ct);
            await DemonstrationOccasions.AddAsync(db, clock, ct);
            await DemonstrationStarters.AddAsync(db, app.Services.GetRequiredService<Secrets>(), clock, ct);
        }
    }

    private static void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);

        var connections = Connect(
            "ConnectionStrings__Matching",
            configuration.GetConnectionString("Matching"),
            "which PostgreSQL database to use",
            configuration,
            configuration.GetConnectionString("Owner")
        );
        var keys = Connect(
            "ConnectionStrings__Keys",
            configuration.GetConnectionString("Keys"),
            "which database, on a server of its own, keeps the keys of what people wrote",
            configuration
        );
        services.AddSingleton(provider => new KeyStore(keys, provider.GetRequiredService<TimeProvider>()));
        // By factory: what is given as it is would not be ended with the service.
        services.AddSingleton(_ => connections).AddSingleton(_ => connections.Source);
        services.AddSingleton<DatabaseLook>().AddSingleton<RoleHealth>().AddSingleton<Discretion>();
        services.AddDbContext<MatchingDb>(
            (provider, options) =>
                options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()).AddInterceptors(Interceptors)
        );
        services.AddSingleton<Migrator>();
        services
            .AddOptions<DatabaseOptions>()
            .BindConfiguration("Database")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services
            .AddOptions<ShutdownOptions>()
            .BindConfiguration("Shutdown")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<Drain>().AddHostedService(provider => provider.GetRequiredService<Drain>());
        services
            .AddHealthChecks()
            .AddCheck<Drain>("drain")
            .AddCheck<DatabaseHealth>("database")
            .AddCheck<RoleHealth>("role")
            .AddCheck<Discretion>("discretion")
            .AddCheck<KeyStoreHealth>("keys");

        services.AddTelemetry();
        services.AddSingleton<Backup>().AddSingleton<Restore>();

        services
            .AddOptions<OwnAddress>()
            .BindConfiguration(string.Empty)
            .Validate(
                own => own.IsUsable,
                "PublicUrl is not an absolute http or https address without a user, a query and a fragment, such as https://matching.example.org."
            )
            .ValidateOnStart();
        services.AddOptions<LimitOptions>().BindConfiguration("Limits").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<SecretOptions>().BindConfiguration("Secrets").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<Secrets>();
        services.AddSingleton<Acquaintances>();
        services.AddSingleton<RateLimits>();
        services.AddSingleton<Admission>();
        services.AddSingleton<EntityTags>().AddSameForAll();
        services.AddOptions<JobOptions>().BindConfiguration("Jobs").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<JobWorker>();
        services.AddSingleton(
            new JobHandlers(
                Schedule
                    .Handlers.Concat(Schedule.Events)
                    .Concat(WebhooksModule.Handlers)
                    .Concat(NotificationsModule.Handlers)
            )
        );
        services.AddSingleton(Schedule.All);
        services.AddHostedService<ScheduleClock>();
        services.AddHostedService<JobLoop>();

        services.Configure<HostOptions>(options =>
        {
            options.ShutdownTimeout = LongestGoodbye;
            options.ServicesStopConcurrently = true;
        });
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.Configure<JsonOptions>(options => ConfigureJson(options.SerializerOptions));
        services.AddProblems().AddBearerKeys().AddOpenApiDocument();
        services
            .AddPlaces()
            .AddTopics()
            .AddBodies()
            .AddWebhooks()
            .AddSites()
            .AddInterests()
            .AddMatches()
            .AddCases()
            .AddProposals()
            .AddActionLinks()
            .AddNotifications()
            .AddRegistration()
            .AddPages();
    }

    // One event, one line, for programs to read where nobody does; settings of these names win.
    private static IEnumerable<KeyValuePair<string, string?>> LogFormat() =>
        Console.IsOutputRedirected
            ?
            [
                new("Logging:Console:FormatterName", "json"),
                new("Logging:Console:FormatterOptions:IncludeScopes", "false"),
                new("Logging:Console:FormatterOptions:UseUtcTimestamp", "true"),
                new("Logging:Console:FormatterOptions:TimestampFormat", "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"),
            ]
            : [];

    private static Connections Connect(
        string setting,
        string? connection,
        string which,
        IConfiguration configuration,
        string? owner = null
    )
    {
        try
        {
            return Connections.To(
                connection
                    ?? throw new ConfigurationException(
                        $"{setting} is not set: say {which}, or start with ./run, which brings its own."
                    ),
                string.IsNullOrEmpty(owner) ? null : owner,
                configuration.GetSection("Database").Get<DatabaseOptions>() ?? new DatabaseOptions()
            );
        }
        catch (ArgumentException)
        {
            throw new ConfigurationException(
                $"{setting}{(owner is null ? "" : " or ConnectionStrings__Owner")} is not a connection string, such as Host=…;Username=…;Password=…;Database=…."
            );
        }
    }

    /// <summary>JSON as the contract has it: codes for enums; unknown and repeated members refused.</summary>
    internal static void ConfigureJson(JsonSerializerOptions json)
    {
        json.Converters.Add(new CodeConverter());
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.AllowDuplicateProperties = false;
        json.RespectNullableAnnotations = true;
        json.RespectRequiredConstructorParameters = true;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.PropertyNameCaseInsensitive = false;
        json.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
    }

    private static Task WriteReadinessAsync(HttpContext http, HealthReport report) =>
        report.Status == HealthStatus.Unhealthy
            ? Problems.Unavailable.Because().ExecuteAsync(http)
            : http.Response.WriteAsync(report.Status == HealthStatus.Degraded ? "read-only" : "ready");

    private static void Map(WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = WriteReadinessAsync })
            .AllowAnonymous();

        var v1 = app.MapGroup("/v1")
            .WithEntityTags()
            .InOneTransaction()
            .WithStrictQuery()
            .OpenReadingToSites()
            .CompressReading();
        v1.MapPlaces();
        v1.MapTopics();
        v1.MapKeys();
        v1.MapBodies();
        v1.MapWebhooks();
        v1.MapSites();
        v1.MapErrands();
        v1.MapGroups();
        v1.MapCourses();
        v1.MapStarters();
        v1.MapCohorts();
        v1.MapInterests();
        v1.MapCases();
        v1.MapProposals();
        v1.MapNotifications();
        v1.MapStatistics();
        v1.MapStatus();
        v1.MapDeskLink();
        v1.MapRegistration();

        app.MapBrowserFiles();
        app.MapSeeking();
        app.MapActionLinks();
        app.MapStatusPage();
        app.MapEmbedding();
    }
}

/// <summary>A setting is missing or wrong: told in one sentence, without a stack trace.</summary>
public sealed class ConfigurationException(string message) : Exception(message);
