using Microsoft.Extensions.DependencyInjection;

namespace Matching.Matches;

/// <summary>
/// Which groups fit an interest, and why. Promises that borders do not cut a match, that every match explains itself,
/// that a place is offered to one interest at a time and a no is remembered. The order is pure arithmetic on what is
/// known; it refuses to know more about a person than the area that is kept.
/// </summary>
public static class MatchesModule
{
    public static IServiceCollection AddMatches(this IServiceCollection services) => services.AddScoped<FindMatches>();
}
