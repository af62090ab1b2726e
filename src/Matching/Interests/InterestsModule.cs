using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Interests;

/// <summary>
/// Anonymous wishes. Promises that nothing which names a person is needed or kept in the clear, that the receipt is the
/// only way back, that where somebody wants to meet is kept only as an area large enough to hide in, that whoever
/// writes of danger reads at once who can help, and that all of it is gone after its time or at a word. It refuses to
/// know who registers, from where and at what hour, to keep or send anything about a danger, and to restore a lost
/// code.
/// </summary>
public static class InterestsModule
{
    public static IServiceCollection AddInterests(this IServiceCollection services) =>
        services.AddHttpContextAccessor().AddScoped<ByReceipt>();

    public static void MapInterests(this IEndpointRouteBuilder routes)
    {
        Consents.Map(routes);
        HelpLines.Map(routes);
    }
}
