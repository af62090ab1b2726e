using Matching.Database;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Places;

/// <summary>
/// Norway as people name it: counties, municipalities, towns and postal codes in one hierarchy, each with the point
/// that stands for it; and the areas, large enough to hide in, that can be kept of where somebody wants to meet.
/// Promises that every name in use is found however it is spelt, that what is not known (the municipality of a postal
/// code, the adults of a municipality) is told as not known, never guessed, that areas are fixed by what is public, and
/// that a map is drawn of nothing but what is known here. It refuses to know who asked.
/// </summary>
public static class PlacesModule
{
    public static IServiceCollection AddPlaces(this IServiceCollection services) =>
        services
            .AddSingleton(new Seed("seed/places.csv", SeedPlaces.LoadAsync))
            .AddSingleton(new Seed("seed/successors.csv", SeedSuccessors.LoadAsync))
            .AddSingleton(
                new Seed(
                    PartitionRules.File,
                    (connection, _, ct) => SettleAreas.RunAsync(connection, PartitionRules.Current, ct)
                )
            )
            .AddSingleton(
                new Seed(SettleOutlines.File, (connection, _, ct) => SettleOutlines.RunAsync(connection, ct))
            );

    public static void MapPlaces(this IEndpointRouteBuilder routes)
    {
        FindPlaces.Map(routes);
    }
}
