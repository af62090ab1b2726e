using System;
using System.Collections.Generic;
using FluentValidation;
using Matching.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matching.Webhooks;

/// <summary>A webhook as staff write it.</summary>
/// <param name="Url">Where events go: https, in the public internet. It may hold a token: it is kept sealed.</param>
/// <param name="Events">The types to be told of, from <c>/v1/webhooks/events</c>.</param>
/// <param name="Body">Whose it is; where it is left out, the caller's, or whose it was.</param>
public sealed record WebhookForm(string Url, IReadOnlyList<string> Events, Guid? Body = null)
{
    public sealed class Validator : AbstractValidator<WebhookForm>
    {
        public Validator()
        {
            RuleFor(form => form.Url).NotEmpty();
            RuleFor(form => form.Events).NotEmpty().SomeOf(EventCatalogue.Asked);
        }
    }

    /// <summary>Why nothing may be sent there; null where it may.</summary>
    public ProblemHttpResult? Refusal(WebhookOptions options) =>
        WebhookAddress.TryParse(Url, options.AllowLoopback, out _, out var reason)
            ? null
            : Problems.WebhookAddressRefused.At("url", reason);
}
