using System.Collections.Generic;
using System.Linq;
using System.Net;
using Matching.Jobs;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Webhooks;

/// <summary>
/// Programs outside are told that something happened, by Standard Webhooks. Promises that an event is on its way as
/// surely as what it tells of, that each attempt is signed, bounded and cannot be led inside, that one bad receiver is
/// tried for three days and then seen, and that an event says no more than where to read. It refuses to carry a topic,
/// a place, a count, or an id of an interest, a case or a person, to follow a redirect, and to keep what was answered.
/// </summary>
public static class WebhooksModule
{
    /// <summary>What does the jobs that tell of events.</summary>
    public static IEnumerable<KeyValuePair<string, JobHandler>> Handlers { get; } =
        EventCatalogue
            .Asked.Select(type => KeyValuePair.Create(Announcement.KindOf(type), FanOut.Of(type)))
            .Append(KeyValuePair.Create<string, JobHandler>(WebhookDelivery.Job, DeliverWebhook.RunAsync));

    public static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services.AddOptions<WebhookOptions>().BindConfiguration("Webhooks").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<LookUp>((name, ct) => Dns.GetHostAddressesAsync(name, ct));
        return services.AddSingleton<GuardedConnections>().AddSingleton<WebhookSender>();
    }

    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        FindEvents.Map(routes);
        AddWebhook.Map(routes);
        FindWebhooks.Map(routes);
        ReadWebhook.Map(routes);
        ChangeWebhook.Map(routes);
        RemoveWebhook.Map(routes);
        RotateSecret.Map(routes);
        TestWebhook.Map(routes);
        ListDeliveries.Map(routes);
        ReplayDelivery.Map(routes);
    }
}
