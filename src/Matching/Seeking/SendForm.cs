using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Cases;
using Matching.Database;
using Matching.Matches;
using Matching.Registration;
using Matching.Sealing;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Matching.Seeking;

/// <summary>
/// Sends the form: <see cref="RegisterInterest"/>, and the page that shows the code. What cannot be used is shown again
/// as it was filled in, at the page where it stands; the same form sent twice registers once and shows the same code.
/// </summary>
public static class SendForm
{
    // The field that stands last.
    private const string Last = "agreed";

    private static readonly InterestForm.Validator Validator = new();

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/register/send", ExecuteAsync)
            .WithName("SendForm")
            .WithSummary("Registers, and shows the code")
            .AddEndpointFilter(ShowAsync)
            .Idempotent<Draft>(onlyUuid: true);

    public static async Task<Results<Created<RegisterInterest.Response>, ProblemHttpResult>> ExecuteAsync(
        Draft draft,
        MatchingDb db,
        Secrets secrets,
        TopicNames names,
        FindMatches matches,
        NextSteps next,
        CaseWork cases,
        News news,
        Floods floods,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    )
    {
        var understood = await UnderstoodDraft.OfAsync(draft, db, names, clock, language, ct);
        if (understood.IsUnclear)
        {
            return Problems.Invalid.At("place", "not known");
        }

        var form = draft.ToForm(understood.Slugs, understood.Place.Best?.Code);
        var checkedForm = await Validator.ValidateAsync(form, ct);
        return checkedForm.IsValid
            ? await RegisterInterest.ExecuteAsync(
                form,
                db,
                secrets,
                names,
                matches,
                next,
                cases,
                news,
                floods,
                new Proof(draft.Proof, IsExcused: false),
                clock,
                language,
                ct
            )
            : Problems.Invalid.Because(null, ("errors", Validation.ByField(checkedForm.Errors)));
    }

    // A repeat is answered past the handler, so that the page is made around both.
    private static async ValueTask<object?> ShowAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var http = call.HttpContext;
        var draft = call.Arguments.OfType<Draft>().Single();
        var language = call.Arguments.OfType<Language>().Single();
        http.Request.Headers[Idempotency.Header] = draft.Once.ToString("D");
        var result = await next(call);
        var services = http.RequestServices;
        var (db, names, clock) = (
            services.GetRequiredService<MatchingDb>(),
            services.GetRequiredService<TopicNames>(),
            services.GetRequiredService<TimeProvider>()
        );
        var made = ResultFacts.Unwrap(result) switch
        {
            Created<RegisterInterest.Response> { Value: { } first } => first,
            FirstAnswerAgain again => again.Read<RegisterInterest.Response>(
                services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions
            ),
            _ => null,
        };
        if (made is not null)
        {
            return new RazorComponentResult<RegisteredPage>(
                new
                {
                    Language = language,
                    Made = made,
                    Named = new TopicNamed(await names.AllAsync(db, http.RequestAborted), language),
                }
            );
        }

        if (ResultFacts.Unwrap(result) is not ProblemHttpResult { ProblemDetails.Extensions: var facts } problem)
        {
            return result;
        }

        var wrong =
            facts.TryGetValue("errors", out var all) && all is IReadOnlyDictionary<string, string[]> errors
                ? errors.Keys.Select(Field).Distinct().OrderBy(field => field == Last).ToArray()
                : [];
        if (wrong.Length == 0)
        {
            return problem;
        }

        var understood = await UnderstoodDraft.OfAsync(draft, db, names, clock, language, http.RequestAborted);
        return FillInForm.Page(language, understood with { Draft = draft with { Step = wrong.Min(StepOf) } }, wrong);
    }

    // The fields of the API as those of the page.
    private static string Field(string name) =>
        name.Split('.', '[')[0] switch
        {
            "contact" => "email",
            "consent" => Last,
            "topics" => "topic",
            "languages" => "language",
            "audience" => "age",
            "travelKm" => "travel",
            var same => same,
        };

    private static int StepOf(string field) =>
        field is "topic" or "place" or "travel" or "cohort" ? 1
        : field is "message" or "email" or "agreed" ? 3
        : 2;
}
