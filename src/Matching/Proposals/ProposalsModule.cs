using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Proposals;

/// <summary>
/// Groups that could be: made of people who wait, decided by the body that covers the meeting place, formed by real
/// yeses. Promises that nobody stands in two, that a no is respected, that the oldest come first and the longest
/// journey is the shortest possible. It refuses to tell anybody who is in one, or in public that there is one.
/// </summary>
public static class ProposalsModule
{
    public static IServiceCollection AddProposals(this IServiceCollection services) =>
        services
            .AddScoped<Ground>()
            .AddScoped<PlacesInGroups>()
            .AddScoped<OfferPlanned>()
            .AddScoped<ChoosePlace>()
            .AddScoped<JoinProposal>()
            .AddScoped<ProposeGroups>()
            .AddScoped<ReviewProposals>()
            .AddScoped<AcceptProposal>()
            .AddScoped<FormGroup>()
            .AddScoped<Invitations>();

    public static void MapProposals(this IEndpointRouteBuilder routes)
    {
        ListProposals.Map(routes);
        ReadProposal.Map(routes);
        DecideProposal.Map(routes);
    }
}
