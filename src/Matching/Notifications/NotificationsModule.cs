using System.Collections.Generic;
using Matching.Cases;
using Matching.Jobs;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Notifications;

/// <summary>
/// Neutral mails: that there is something new, and where to read it. Promises that a mail says the same whoever gets it
/// and whatever it is about, that the intent to send it is as safe as what it tells of, and that one that cannot be
/// delivered is seen. It refuses to carry a topic, a place, a count or anybody's name.
/// </summary>
public static class NotificationsModule
{
    /// <summary>What does the jobs that tell somebody.</summary>
    public static IReadOnlyDictionary<string, JobHandler> Handlers { get; } =
        new Dictionary<string, JobHandler>
        {
            [News.ForBody] = (services, job, ct) => services.GetRequiredService<TellBody>().RunAsync(job, ct),
            [News.ForGroup] = TellGroup.OfComingAsync,
            [News.ForGroupLeft] = TellGroup.OfLeavingAsync,
            [News.ForPeople] = TellPeople.RunAsync,
            [News.ForStarter] = TellStarter.RunAsync,
        };

    public static IServiceCollection AddNotifications(this IServiceCollection services)
    {
        services
            .AddOptions<MailOptions>()
            .BindConfiguration("Mail")
            .ValidateDataAnnotations()
            .Validate(
                mail => mail.User is null || mail.PasswordFile is not null || mail.Password is not null,
                "Mail__User is set: Mail__PasswordFile or Mail__Password must be, too."
            )
            .ValidateOnStart();
        services.AddOptions<MailLinks>().BindConfiguration(string.Empty).ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton<SmtpConnections>().AddSingleton<Mailer>().AddScoped<TellBody>();
    }

    public static void MapNotifications(this IEndpointRouteBuilder routes)
    {
        ListDeadLetters.Map(routes);
        ReplayDeadLetter.Map(routes);
    }
}
