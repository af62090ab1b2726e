using System.Collections.Generic;
using System.Linq;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Interests;

/// <summary>
/// What stands before every form: the help lines, that nobody watches the messages day and night, and where the young
/// turn. Costs the caller nothing.
/// </summary>
public static class HelpLines
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/help-lines", Execute)
            .WithName("ReadHelpLines")
            .IsSameForAll()
            .WithSummary("Help lines, to be shown before every form")
            .AllowAnonymous();

    /// <param name="Notice">That nobody watches the messages day and night.</param>
    /// <param name="Young">Where those under 18 turn.</param>
    /// <param name="Lines">The most urgent first.</param>
    public sealed record Response(string Notice, string Young, IReadOnlyList<HelpLine> Lines);

    public static Ok<Response> Execute(Language language) =>
        TypedResults.Ok(
            new Response(
                Texts.Say("Interests", "nobody-watches", language),
                Texts.Say("Interests", "under-18", language),
                HelpLine.Of(Danger.Lines, language)
            )
        );
}

/// <summary>Where somebody answers at once.</summary>
/// <param name="Number">As it is written in Norway; it is called without the blank.</param>
/// <param name="For">When and for whom.</param>
public sealed record HelpLine(string Number, string Name, string For)
{
    internal static IReadOnlyList<HelpLine> Of(IEnumerable<string> numbers, Language language) =>
        [
            .. numbers.Select(number => new HelpLine(
                number,
                Texts.Say("Interests", number, language),
                Texts.Say("Interests", number + " for", language)
            )),
        ];
}

/// <summary>What is said to somebody whose text suggests danger.</summary>
/// <param name="Kinds">Of what danger.</param>
/// <param name="Text">That nobody watches the messages day and night, and that help is near.</param>
/// <param name="Lines">Whom to call, the most urgent first.</param>
public sealed record Help(IReadOnlyList<DangerKind> Kinds, string Text, IReadOnlyList<HelpLine> Lines)
{
    /// <summary>The help for a text; null where nothing in it suggests danger.</summary>
    internal static Help? For(string? text, Language language) =>
        Danger.In(text) is { Count: > 0 } kinds
            ? new(kinds, Texts.Say("Interests", "help", language), HelpLine.Of(Danger.LinesFor(kinds), language))
            : null;
}
