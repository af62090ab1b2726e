using System;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Matching.Web;

/// <summary>How long answers are kept that are the same for all.</summary>
public sealed class CacheOptions
{
    /// <summary>
    /// Seconds that an instance keeps such an answer at most; 0: not at all. A change throws it away before; only what
    /// the clock changes, the next meeting of a group, may be so old.
    /// </summary>
    [Range(0, 3600)]
    public int Seconds { get; init; } = 60;
}

/// <summary>
/// Answers that everybody gets alike: kept by each instance until something changes, and compressed. Only what nobody
/// asked anything about is kept: an address with a query in it, which says what somebody seeks, never is.
/// </summary>
public static class SameForAll
{
    /// <summary>The tag of everything that is kept.</summary>
    internal const string Tag = "public";

    // Some thousands of groups.
    private const long MostBytes = 64 * 1024 * 1024;

    public static IServiceCollection AddSameForAll(this IServiceCollection services)
    {
        services.AddOptions<CacheOptions>().BindConfiguration("Cache").ValidateDataAnnotations().ValidateOnStart();
        services
            .AddSingleton<PublicChanges>()
            .AddHostedService(provider => provider.GetRequiredService<PublicChanges>());
        services.AddOutputCache(options => options.SizeLimit = MostBytes);
        // Over TLS too: none of these answers holds a secret that its length could tell.
        return services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "application/problem+json"];
        });
    }

    /// <summary>
    /// What this route answers to a call without a query is the same for all that ask in one language, whoever they
    /// are.
    /// </summary>
    public static TBuilder IsSameForAll<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder =>
        route
            .WithMetadata(new Compressed())
            .CacheOutput(policy => policy.AddPolicy<Policy>(), excludeDefaultPolicy: true);

    /// <summary>What this route answers holds no secret, and is worth making small.</summary>
    public static TBuilder IsCompressed<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new Compressed());

    /// <summary>The same of all reading calls of anyone among these routes, those to come too.</summary>
    public static RouteGroupBuilder CompressReading(this RouteGroupBuilder routes)
    {
        ((IEndpointConventionBuilder)routes).Finally(route =>
        {
            if (AnyonesReading.Is(route.Metadata))
            {
                route.Metadata.Add(new Compressed());
            }
        });
        return routes;
    }

    /// <summary>Must stand after what refuses calls and counts them.</summary>
    public static IApplicationBuilder UseSameForAll(this IApplicationBuilder app) =>
        app.UseWhen(
                http => http.GetEndpoint()?.Metadata.GetMetadata<Compressed>() is not null,
                branch => branch.UseResponseCompression()
            )
            .UseOutputCache();

    private sealed record Compressed;

    /// <summary>Asks by the language alone; by the origin too, since CORS writes that into the answer.</summary>
    private sealed class Policy(IOptions<CacheOptions> options, PublicChanges changes) : IOutputCachePolicy
    {
        public async ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
        {
            var request = context.HttpContext.Request;
            var keeps =
                options.Value.Seconds > 0
                && changes.AreHeard
                && HttpMethods.IsGet(request.Method)
                && (!request.QueryString.HasValue || IsLanguageAlone(request))
                && request.Headers.Authorization.Count == 0
                && request.Headers.Cookie.Count == 0;
            context.EnableOutputCaching = keeps;
            context.AllowCacheLookup = keeps;
            context.AllowCacheStorage = keeps;
            context.AllowLocking = true;
            context.Tags.Add(Tag);
            context.ResponseExpirationTimeSpan = TimeSpan.FromSeconds(options.Value.Seconds);
            var language = await Language.BindAsync(context.HttpContext);
            context.CacheVaryByRules.VaryByHost = false;
            context.CacheVaryByRules.HeaderNames = HeaderNames.Origin;
            context.CacheVaryByRules.VaryByValues["language"] = string.Create(
                CultureInfo.InvariantCulture,
                $"{language.Tag} {language.IsChosen}"
            );
            // What was begun before a change must not be kept after it.
            context.CacheVaryByRules.CacheKeyPrefix = changes.Number.ToString(CultureInfo.InvariantCulture);
        }

        public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) =>
            ValueTask.CompletedTask;

        public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
        {
            if (context.HttpContext.Response.StatusCode != StatusCodes.Status200OK)
            {
                context.AllowCacheStorage = false;
            }

            return ValueTask.CompletedTask;
        }

        private static bool IsLanguageAlone(HttpRequest request) =>
            request.Query.Count == 1 && request.Query.ContainsKey("lang");
    }
}
