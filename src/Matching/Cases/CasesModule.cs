using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Cases;

/// <summary>
/// The work of the body that answers with one interest, from told to closed. Promises that what is another body's is
/// not there, that the lead of its network reads and hands on and does no more, that every opening is logged and shown
/// to the person, and that no case ends in silence: a body that does not acknowledge one is reminded and then passed
/// over, closing says why, and a person who writes again opens it again. It refuses to know who she is.
/// </summary>
public static class CasesModule
{
    public static IServiceCollection AddCases(this IServiceCollection services)
    {
        services.AddOptions<NewsOptions>().BindConfiguration("Notifications");
        return services.AddScoped<CaseWork>().AddScoped<CaseClock>().AddScoped<News>();
    }

    public static void MapCases(this IEndpointRouteBuilder routes)
    {
        ListCases.Map(routes);
        ReadCase.Map(routes);
        FindCaseGroups.Map(routes);
        WhyNot.Map(routes);
        AcknowledgeCase.Map(routes);
        OfferPlace.Map(routes);
        WithdrawOffer.Map(routes);
        AnswerPerson.Map(routes);
        CloseCase.Map(routes);
        HandOverCase.Map(routes);
        ListReasons.Map(routes);
        WriteReason.Map(routes);
    }
}
