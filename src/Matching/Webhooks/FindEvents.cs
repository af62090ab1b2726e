using System;
using System.Collections.Generic;
using System.Linq;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Matching.Webhooks;

/// <summary>The events that there are, each with an example of what is sent. Open to anyone.</summary>
public static class FindEvents
{
    private static readonly Guid Somebody = Guid.Parse("42117670-f9cc-47cc-9ff7-5592335f314d");
    private static readonly DateTimeOffset Sometime = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/webhooks/events", Execute)
            .WithName("FindWebhookEvents")
            .WithSummary("The events that webhooks are told of, with examples")
            .AllowAnonymous();

    public sealed record Response(IReadOnlyList<Item> Items);

    /// <param name="Type">What stands in <c>events</c> and in <c>type</c>; the version of its form is its end.</param>
    /// <param name="Text">What it tells.</param>
    /// <param name="OwnBodyOnly">Whether only the webhooks of the body itself are told; else it is public.</param>
    /// <param name="Asked">Whether a webhook can ask for it; a test comes unasked.</param>
    /// <param name="Example">What is sent.</param>
    public sealed record Item(string Type, string Text, bool OwnBodyOnly, bool Asked, Payload Example);

    public static Ok<Response> Execute(Language language, IOptions<OwnAddress> own) =>
        TypedResults.Ok(
            new Response([
                .. EventCatalogue.Types.Select(type => new Item(
                    type.Key,
                    Texts.Say("Webhooks", type.Key, language),
                    type.Value is EventNames.Desk or EventNames.Webhook,
                    EventCatalogue.Asked.Contains(type.Key),
                    Payload.Of(type.Key, Somebody, Sometime, own.Value)
                )),
            ])
        );
}
