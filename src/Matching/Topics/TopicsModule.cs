using Matching.Database;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Topics;

/// <summary>
/// What the trouble can be: a shallow tree with names in bokmål, nynorsk, English and, where known, Northern Sámi, and
/// the words that people really type. Promises that a synonym, a misspelling and a compound lead to the topic. It
/// refuses to make anybody choose one: a topic is optional everywhere.
/// </summary>
public static class TopicsModule
{
    public static IServiceCollection AddTopics(this IServiceCollection services) =>
        services.AddSingleton<TopicNames>().AddSingleton(new Seed("seed/topics.json", SeedTopics.LoadAsync));

    public static void MapTopics(this IEndpointRouteBuilder routes)
    {
        FindTopics.Map(routes);
    }
}
