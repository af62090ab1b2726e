using Matching.Sealing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Registration;

/// <summary>
/// What a person does, each in one transaction across the modules: register, read, correct, write, answer, extend,
/// withdraw. Promises that an acknowledged registration, its match, its case and the intent to tell a body are there
/// together or not at all. The place that was typed is used for the first answer and forgotten.
/// </summary>
public static class RegistrationModule
{
    public static IServiceCollection AddRegistration(this IServiceCollection services) =>
        services
            .AddOptions<FloodOptions>()
            .BindConfiguration("Floods")
            .ValidateDataAnnotations()
            .ValidateOnStart()
            .Services.AddSingleton<Floods>()
            .AddSingleton<ProofOfWork>()
            .AddScoped<NextSteps>();

    public static void MapRegistration(this IEndpointRouteBuilder routes)
    {
        ReadChallenge.Map(routes);
        RegisterInterest.Map(routes);
        RegisterAtDesk.Map(routes);
        ReadInterest.Map(routes);
        CorrectInterest.Map(routes);
        WithdrawInterest.Map(routes);
        ReadMessages.Map(routes);
        WriteMessage.Map(routes);
        AnswerOffer.Map(routes);
        LeaveGroup.Map(routes);
        ExtendInterest.Map(routes);
        ChangeReceipt.Map(routes);
    }
}
