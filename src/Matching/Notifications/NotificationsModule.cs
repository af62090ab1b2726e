using System.Collections.Generic;
using System.IO;
using Matching.Cases;
using Matching.Jobs;
using Matching.Web;
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
            [News.ForDeputy] = (services, job, ct) => services.GetRequiredService<BodyMail>().TellDeputyAsync(job, ct),
            [News.ForLink] = (services, job, ct) => services.GetRequiredService<BodyMail>().SendLinkAsync(job, ct),
            [News.ForGroup] = TellGroup.OfComingAsync,
            [News.ForGroupLeft] = TellGroup.OfLeavingAsync,
            [News.ForPeople] = TellPeople.RunAsync,
            [News.ForResting] = TellPeople.AgainAsync,
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
            .Validate(
                mail => mail.PasswordFile is not { Length: > 0 } file || File.Exists(file),
                "Mail__PasswordFile names a file that is not there."
            )
            .Validate(
                mail => mail.Host is not null || mail.PickupDirectory is not null,
                "Neither Mail__Host nor Mail__PickupDirectory is set: say where mail should go."
            )
            .Validate(mail => EmailAddress.TryParse(mail.From, out _), "Mail__From is not one plain e-mail address.")
            .ValidateOnStart();
        return services
            .AddSingleton<SmtpConnections>()
            .AddSingleton<Mailer>()
            .AddScoped<BodyMail>()
            .AddScoped<TellBody>();
    }

    public static void MapNotifications(this IEndpointRouteBuilder routes)
    {
        ListDeadLetters.Map(routes);
        ReplayDeadLetter.Map(routes);
    }
}
