using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Sites;

/// <summary>
/// Sites of others whose pages search here. Promises that a page of no registered site gets nothing, that one of a
/// registered site reads what anyone may read and nothing else, and that what is registered or taken away counts within
/// seconds on every instance. It refuses to let a page elsewhere register anybody: that is a page of ours; and to know
/// more of what is done on a site than how much it is in a month.
/// </summary>
public static class SitesModule
{
    public static IServiceCollection AddSites(this IServiceCollection services)
    {
        services.AddOptions<SiteOptions>().BindConfiguration("Sites");
        services.AddSingleton<KnownOrigins>().AddSingleton<SiteCounts>().AddCors();
        services.AddHostedService<WriteSiteCounts>();
        services
            .AddOptions<CorsOptions>()
            .Configure<KnownOrigins>(
                (cors, known) => cors.AddDefaultPolicy(policy => OtherOrigins.Allow(policy, known))
            );
        return services;
    }

    public static void MapSites(this IEndpointRouteBuilder routes)
    {
        AddSite.Map(routes);
        FindSites.Map(routes);
        ReadSite.Map(routes);
        ChangeSite.Map(routes);
        RemoveSite.Map(routes);
        ReadSiteCounts.Map(routes);
    }
}
