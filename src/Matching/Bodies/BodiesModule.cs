using Matching.Database;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Bodies;

/// <summary>
/// Who answers where. Promises exactly one responsible body for any place in Norway and any topic or none, with the reason,
/// and the chain of those who answer when it does not. Coverage is declared by municipality and day, never guessed from
/// where somebody happens to meet. It refuses to let the last resort disappear: the national office cannot be ended.
/// </summary>
public static class BodiesModule
{
    public static IServiceCollection AddBodies(this IServiceCollection services) => services
        .AddSingleton(new Seed("seed/bodies.json", SeedBodies.LoadAsync));

    public static void MapBodies(this IEndpointRouteBuilder routes)
    {
    }
}
