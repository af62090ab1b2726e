using Matching.Database;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Places;

/// <summary>
/// Norway as people name it: counties, municipalities, towns and postal codes in one hierarchy, each with the point
/// that stands for it. Promises that every name in use is found however it is spelt, and that what is not known (the
/// municipality of a postal code, the adults of a municipality) is told as not known, never guessed. It refuses to know
/// who asked.
/// </summary>
public static class PlacesModule
{
    public static IServiceCollection AddPlaces(this IServiceCollection services) =>
        services
            .AddSingleton(new Seed("seed/places.csv", SeedPlaces.LoadAsync))
            .AddSingleton(new Seed("seed/successors.csv", SeedSuccessors.LoadAsync));

    public static void MapPlaces(this IEndpointRouteBuilder routes)
    {
        FindPlaces.Map(routes);
    }
}
