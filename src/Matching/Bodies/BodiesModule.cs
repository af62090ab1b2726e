using System;
using Matching.Database;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Bodies;

/// <summary>
/// Who answers where. Promises exactly one responsible body for any place in Norway and any topic or none, with the
/// reason, and the chain of those who answer when it does not. Coverage is declared by municipality and day, never
/// guessed from where somebody happens to meet. It refuses to let the last resort disappear: the national office cannot
/// be ended. A body decides for itself how it is reached, how it works and when it pauses; what it answers for, its
/// networks and its end are the national office's to decide, because others answer where it does not.
/// </summary>
public static class BodiesModule
{
    public static IServiceCollection AddBodies(this IServiceCollection services) =>
        services.AddSingleton(provider => new Seed(
            "seed/bodies.json",
            (connection, text, ct) =>
                SeedBodies.LoadAsync(connection, text, provider.GetRequiredService<TimeProvider>(), ct)
        ));

    public static void MapBodies(this IEndpointRouteBuilder routes)
    {
        FindResponsible.Map(routes);
        FindBodies.Map(routes);
        ReadBody.Map(routes);
        AddBody.Map(routes);
        ChangeBody.Map(routes);
        ReadCoverage.Map(routes);
        ReplaceCoverage.Map(routes);
        ReadPolicy.Map(routes);
        ChangePolicy.Map(routes);
        PauseBody.Map(routes);
        ResumeBody.Map(routes);
        EndBody.Map(routes);
        FindNetworks.Map(routes);
        ReadNetwork.Map(routes);
        AddNetwork.Map(routes);
        ChangeNetwork.Map(routes);
        EndNetwork.Map(routes);
    }
}
