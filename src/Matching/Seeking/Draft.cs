using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Serialization;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Interests;
using Matching.Registration;
using Matching.Web;
using Microsoft.AspNetCore.Http;

namespace Matching.Seeking;

/// <summary>
/// The form as it is filled in so far: every page of it carries all of it, for nothing is kept before it is sent.
/// </summary>
/// <param name="Step">Which page of the form is open, from 1 on; 0: it is about to be opened.</param>
/// <param name="Once">The number of the form, by which sending it twice registers once.</param>
/// <param name="IsAgreed">Whether she agreed to <see cref="Consents.Current"/>.</param>
public sealed record Draft(
    int Step,
    Guid Once,
    IReadOnlyList<Asked> Topics,
    Asked Place,
    int TravelKm,
    IReadOnlyList<string> Meeting,
    IReadOnlyList<string> Times,
    string? Wish,
    IReadOnlyList<string> Languages,
    string? Gender,
    string? AgeBand,
    bool TellLocal,
    string? Message,
    string? Email,
    string? Cohort,
    bool IsAgreed
)
{
    /// <summary>How many pages the form has.</summary>
    public const int Steps = 3;

    /// <summary>How many topics can be chosen.</summary>
    public const int MostTopics = 3;

    /// <summary>The distances to choose from, in km.</summary>
    public static readonly IReadOnlyList<int> Distances = [10, 20, 30, 60, 100, 200, 300];

    /// <summary>Solved by the page in a flood; no part of what was filled in.</summary>
    [JsonIgnore]
    public string? Proof { get; init; }

    /// <summary>
    /// Which way she goes: <c>next</c>, <c>back</c>, or <c>stay</c>, in another language or with another place.
    /// </summary>
    [JsonIgnore]
    public string? Goes { get; init; }

    /// <summary>The name of the field of a topic, from 0 on. The first is what a link from elsewhere brings.</summary>
    public static string TopicField(int number) =>
        number == 0 ? "topic" : $"topic-{(number + 1).ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Read by minimal APIs for a handler's parameter.</summary>
    public static async ValueTask<Draft> BindAsync(HttpContext http)
    {
        // A link from elsewhere may say what about and where too; the page takes that out of the address.
        var sent = HttpMethods.IsGet(http.Request.Method) ? Sent.By(http.Request.Query) : await Sent.BindAsync(http);
        // Another site says what about and where, and nothing else: neither that she agrees nor the form's number, by
        // which whoever knows it could ask for the answer again.
        return Of(
            HttpMethods.IsGet(http.Request.Method) || Pages.IsFromElsewhere(http.Request)
                ? sent.Only("topic", "place")
                : sent
        );
    }

    private static Draft Of(Sent sent) =>
        new(
            Math.Clamp(Number(sent.One("step")) ?? 0, 0, Steps),
            Guid.TryParseExact(sent.One("once"), "D", out var once) ? once : RandomId.New(),
            [.. Enumerable.Range(0, MostTopics).Select(number => sent.Asked(TopicField(number)))],
            sent.One("place-instead") is { } place ? new(place) : sent.Asked("place"),
            Number(sent.One("travel")) is { } km && Distances.Contains(km) ? km : Wanted.UsualReachKm,
            sent.All("meeting"),
            sent.All("times"),
            sent.One("wish"),
            sent.All("language"),
            sent.One("gender"),
            sent.One("age"),
            sent.One("tell-local") is not null,
            sent.Lines(Pages.TextField),
            sent.One("email"),
            sent.One("cohort"),
            sent.One("agreed") is not null
        )
        {
            Proof = sent.One("proof"),
            Goes = sent.One("place-instead") is null ? sent.One("go") : "stay",
        };

    /// <summary>As the API takes it; its validator says what in it is wrong.</summary>
    /// <param name="topics">As they were understood, slugs.</param>
    /// <param name="place">As it was understood, a code.</param>
    public InterestForm ToForm(IEnumerable<string> topics, string? place) =>
        new(
            Consent: IsAgreed ? Consents.Current : "",
            Place: place,
            Topics: [.. topics],
            TellLocal: TellLocal,
            TravelKm: TravelKm,
            Meeting: Meeting,
            Wish: Codes.TryParse<Interests.Wish>(Wish ?? "", out var wish) ? wish : Interests.Wish.Join,
            Languages: Languages,
            Times: Times,
            Audience: new(
                Codes.TryParse<Groups.Gender>(Gender ?? "", out var gender) ? gender : Groups.Gender.Any,
                AgeBand
            ),
            Message: Message,
            Contact: Email is null ? null : new(Email),
            Cohort: Cohort
        );

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
