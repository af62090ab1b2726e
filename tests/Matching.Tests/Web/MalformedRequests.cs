using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Matching.Bodies;
using Matching.Groups;
using Matching.Web;

namespace Matching.Tests.Web;

/// <summary>Who sends a request.</summary>
public enum Sender
{
    Anyone,
    Person,
    Coordinator,
    BodyAdmin,
    NationalAdmin,
}

/// <summary>A request with something wrong in it, and the answer that it must get.</summary>
/// <param name="Path">With <c>{case}</c>, <c>{group}</c> and <c>{body}</c> for ids that exist.</param>
/// <param name="Fields">What <c>errors</c> must name; none: there are no <c>errors</c>.</param>
public sealed record MalformedRequest(
    Sender Sender,
    string Method,
    string Path,
    byte[]? Body,
    int Status,
    string Code,
    params string[] Fields
)
{
    public string ContentType { get; init; } = "application/json";

    public IReadOnlyDictionary<string, string> Headers { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    internal MalformedRequest With(string header, string value) =>
        this with
        {
            Headers = new Dictionary<string, string>(Headers, StringComparer.Ordinal) { [header] = value },
        };

    internal MalformedRequest As(string contentType) => this with { ContentType = contentType };
}

/// <summary>
/// What the world sends, by what is wrong with it. Values hold a marker wherever they can, so that an answer that
/// repeats what was sent is seen.
/// </summary>
public static class MalformedRequests
{
    /// <summary>What no answer may hold.</summary>
    public const string Marker = "MARK3R";

    private const string Interests = "/v1/interests";
    private const string Group = """
        "name":"G","meeting":{"form":"in-person","municipality":"3301"}
        """;

    private static readonly FindBodies.Request Bodies = new(null, null, null, null);

    public static readonly IReadOnlyDictionary<string, MalformedRequest> All = new Dictionary<string, MalformedRequest>(
        StringComparer.Ordinal
    )
    {
        // Not JSON, or not the JSON that is asked for.
        ["no body"] = Interest("", "$"),
        ["a word"] = Interest(Marker, "$"),
        ["JSON that ends too soon"] = Interest("""{"place":"municipality:33""", "place"),
        ["JSON with something after it"] = Interest(
            """{"place":"municipality:3301","consent":"2026-11"} MARK3R""",
            "$"
        ),
        ["null"] = Interest("null", "$"),
        ["a list"] = Interest("""["MARK3R"]""", "$"),
        ["a string"] = Interest("\"MARK3R\"", "$"),
        ["a number"] = Interest("1", "$"),
        ["an empty object"] = Interest("{}", "consent"),
        ["no consent"] = Interest("""{"place":"municipality:3301"}""", "consent"),
        ["no place"] = Interest("""{"consent":"2026-11"}""", "place"),
        ["place is null"] = Interest("""{"place":null,"consent":"2026-11"}""", "place"),
        ["consent is null"] = Interest("""{"place":"municipality:3301","consent":null}""", "consent"),
        ["a comment"] = Interest("""{"place":"municipality:3301",/*MARK3R*/"consent":"2026-11"}""", "$"),
        ["a comma too many"] = Interest("""{"place":"municipality:3301","consent":"2026-11",}""", "$"),
        ["single quotes"] = Interest("{'place':'municipality:3301','consent':'2026-11'}", "$"),
        ["an unknown member"] = InterestWith("\"name\":\"MARK3R\"", "name"),
        ["an unknown member within"] = InterestWith(
            """
            "contact":{"email":"a@example.org","name":"MARK3R"}
            """,
            "contact.name"
        ),
        ["an unknown member that reads like a message"] = InterestWith(
            "\"missing required 'x', 'y'\":1",
            "$[missingrequiredxy]"
        ),
        ["a member twice"] = InterestWith("\"place\":\"municipality:4601\"", "place"),
        ["a member twice in another case"] = InterestWith("\"PLACE\":\"municipality:4601\"", "PLACE"),
        ["a member twice within"] = InterestWith(
            """
            "audience":{"gender":"any","gender":"men"}
            """,
            "audience.gender"
        ),
        ["nested a hundred deep"] = InterestWith($"\"topics\":{new string('[', 100)}{new string(']', 100)}") with
        {
            Code = "too-deep",
        },
        ["nested a hundred deep in an unknown member"] = InterestWith(
            $"\"x\":{new string('[', 100)}{new string(']', 100)}"
        ) with
        {
            Code = "too-deep",
        },
        ["nested deeper than its end"] = InterestWith($"\"x\":{new string('[', 20)}") with { Code = "too-deep" },
        ["UTF-8 that is none"] = Interest(
            [
                .. Encoding.UTF8.GetBytes("{\"place\":\"municipality:33"),
                0xC3,
                0x28,
                .. Encoding.UTF8.GetBytes("\",\"consent\":\"2026-11\"}"),
            ],
            "place"
        ),
        ["UTF-16"] = Interest(Encoding.Unicode.GetBytes("""{"place":"municipality:3301","consent":"2026-11"}"""), "$"),
        ["half a character in the place"] = Interest(
            """{"place":"municipality:\ud800","consent":"2026-11"}""",
            "place"
        ),
        ["half a character in the message"] = InterestWith(
            """
            "message":"MARK3R \udfff"
            """,
            "message"
        ),
        ["half a character in a member's name"] = InterestWith(
            """
            "\ud800":"MARK3R"
            """,
            "$"
        ),
        ["a megabyte"] = new(
            Sender.Anyone,
            "POST",
            Interests,
            Text($"{{\"message\":\"{new string('a', 1 << 20)}\"}}"),
            413,
            "too-large"
        ),
        ["one byte more than 64 kB"] = new(
            Sender.Anyone,
            "POST",
            Interests,
            Text(new string(' ', (64 * 1024) + 1)),
            413,
            "too-large"
        ),

        // Values of the registration.
        ["the place as a number"] = Interest("""{"place":3301,"consent":"2026-11"}""", "place"),
        ["the place as an object"] = Interest("""{"place":{"MARK3R":1},"consent":"2026-11"}""", "place"),
        ["the place without its kind"] = InterestAt("MARK3R", 400, "invalid"),
        ["an empty place"] = InterestAt("", 400, "invalid"),
        ["a place of blanks"] = InterestAt("   ", 400, "invalid"),
        ["U+0000 in the place"] = InterestAt("municipality:\\u0000MARK3R", 400, "invalid"),
        ["a line break in the place"] = InterestAt("municipality:3301\\nMARK3R", 400, "invalid"),
        ["a place of a thousand characters"] = InterestAt(
            "municipality:" + string.Concat(Enumerable.Repeat(Marker, 200)),
            400,
            "invalid"
        ),
        ["a kind of place that is none"] = InterestAt("planet:MARK3R", 422, "place-unknown"),
        ["a point, which is for searching only"] = InterestAt("10.20,59.74", 400, "invalid"),
        ["a municipality that was split and is no more"] = InterestAt("municipality:1613", 422, "municipality-split"),
        ["a municipality that never was"] = InterestAt("municipality:9999", 422, "place-unknown"),
        ["a postal code that exists nowhere"] = InterestAt("postal-code:0000", 422, "place-unknown"),
        ["a postal code whose municipality is not known"] = InterestAt("postal-code:1305", 422, "municipality-unknown"),
        ["SQL for a place"] = InterestAt("municipality:3301'; drop table interests; --MARK3R", 422, "place-unknown"),
        ["a consent to another text"] = new(
            Sender.Anyone,
            "POST",
            Interests,
            Text("""{"place":"municipality:3301","consent":"MARK3R"}"""),
            422,
            "consent-outdated",
            "consent"
        ),
        ["the consent as true"] = Interest("""{"place":"municipality:3301","consent":true}""", "consent"),
        ["a consent of a thousand characters"] = Interest(
            $"{{\"place\":\"municipality:3301\",\"consent\":\"{new string('1', 1000)}\"}}",
            "consent"
        ),
        ["four topics"] = InterestWith("\"topics\":[\"grief\",\"loneliness\",\"anxiety\",\"MARK3R\"]", "topics"),
        ["ten thousand topics"] = InterestWith(
            $"\"topics\":[{string.Join(',', Enumerable.Repeat("\"g\"", 10_000))}]",
            "topics"
        ),
        ["one topic twice"] = InterestWith("\"topics\":[\"grief\",\"grief\"]", "topics"),
        ["null for a topic"] = InterestWith("\"topics\":[null]", "topics"),
        ["a number for a topic"] = InterestWith("\"topics\":[1]", "topics[0]"),
        ["a string for the topics"] = InterestWith("\"topics\":\"MARK3R\"", "topics"),
        ["an unknown topic"] = InterestWith("\"topics\":[\"MARK3R\"]", "topics") with
        {
            Status = 422,
            Code = "topic-unknown",
        },
        ["travelKm 0"] = InterestWith("\"travelKm\":0", "travelKm"),
        ["travelKm 301"] = InterestWith("\"travelKm\":301", "travelKm"),
        ["travelKm -1"] = InterestWith("\"travelKm\":-1", "travelKm"),
        ["travelKm 1.5"] = InterestWith("\"travelKm\":1.5", "travelKm"),
        ["travelKm as a string"] = InterestWith("\"travelKm\":\"30\"", "travelKm"),
        ["travelKm as a list"] = InterestWith("\"travelKm\":[30]", "travelKm"),
        ["travelKm with four hundred digits"] = InterestWith($"\"travelKm\":{new string('9', 400)}", "travelKm"),
        ["travelKm 1e99"] = InterestWith("\"travelKm\":1e99", "travelKm"),
        ["travelKm NaN"] = InterestWith("\"travelKm\":NaN", "travelKm"),
        ["tellLocal as a string"] = InterestWith("\"tellLocal\":\"true\"", "tellLocal"),
        ["tellLocal as a number"] = InterestWith("\"tellLocal\":1", "tellLocal"),
        ["an unknown wish"] = InterestWith("\"wish\":\"MARK3R\"", "wish"),
        ["a wish as a number"] = InterestWith("\"wish\":1", "wish"),
        ["a wish as a number in a string"] = InterestWith("\"wish\":\"1\"", "wish"),
        ["a wish in capitals"] = InterestWith("\"wish\":\"JOIN\"", "wish"),
        ["two wishes in one"] = InterestWith("\"wish\":\"join, start\"", "wish"),
        ["a wish null"] = InterestWith("\"wish\":null", "wish"),
        ["an unknown form"] = InterestWith("\"meeting\":[\"MARK3R\"]", "meeting"),
        ["a form twice"] = InterestWith("\"meeting\":[\"digital\",\"digital\"]", "meeting"),
        ["null for a form"] = InterestWith("\"meeting\":[null]", "meeting"),
        ["an unknown time"] = InterestWith("\"times\":[\"MARK3R\"]", "times"),
        ["a language in words"] = InterestWith("\"languages\":[\"MARK3R\"]", "languages"),
        ["a language in capitals"] = InterestWith("\"languages\":[\"NB\"]", "languages"),
        ["a language that is empty"] = InterestWith("\"languages\":[\"\"]", "languages"),
        ["null for a language"] = InterestWith("\"languages\":[null]", "languages"),
        ["six languages"] = InterestWith("\"languages\":[\"nb\",\"nn\",\"en\",\"se\",\"ar\",\"uk\"]", "languages"),
        ["an unknown gender"] = InterestWith("\"audience\":{\"gender\":\"MARK3R\"}", "audience.gender"),
        ["an unknown age band"] = InterestWith("\"audience\":{\"ageBand\":\"MARK3R\"}", "audience.ageBand"),
        ["an age for an age band"] = InterestWith("\"audience\":{\"ageBand\":34}", "audience.ageBand"),
        ["a message that is empty"] = InterestWith("\"message\":\"\"", "message"),
        ["a message of 1001 characters"] = InterestWith($"\"message\":\"{Marker}{new string('a', 995)}\"", "message"),
        ["a bell in the message"] = InterestWith("\"message\":\"MARK3R \\u0007\"", "message"),
        ["U+0000 in the message"] = InterestWith("\"message\":\"MARK3R \\u0000\"", "message"),
        ["the contact as a string"] = InterestWith("\"contact\":\"MARK3R@example.org\"", "contact"),
        ["an address with a line break"] = InterestWith(
            "\"contact\":{\"email\":\"a@example.org\\r\\nBcc: MARK3R@example.org\"}",
            "contact.email"
        ),
        ["an address with a display name"] = InterestWith(
            "\"contact\":{\"email\":\"MARK3R <a@example.org>\"}",
            "contact.email"
        ),
        ["two addresses"] = InterestWith(
            "\"contact\":{\"email\":\"a@example.org,MARK3R@example.org\"}",
            "contact.email"
        ),
        ["an address without a domain"] = InterestWith("\"contact\":{\"email\":\"MARK3R\"}", "contact.email"),
        ["an empty address"] = InterestWith("\"contact\":{\"email\":\"\"}", "contact.email"),
        ["a telephone"] = InterestWith("\"contact\":{\"phone\":\"MARK3R\"}", "contact.phone") with
        {
            Status = 422,
            Code = "phone-not-served",
        },
        ["everything wrong at once"] = Interest(
            """{"place":"","consent":"","travelKm":0,"times":["x"],"message":"\u0000","contact":{"email":"x"}}""",
            "place",
            "consent",
            "travelKm",
            "times",
            "message",
            "contact.email"
        ),

        // Media types, methods, addresses, credentials.
        ["a form"] = Interest("place=MARK3R&consent=2026-11").As("application/x-www-form-urlencoded") with
        {
            Status = 415,
            Code = "unsupported-media-type",
        },
        ["JSON that says it is text"] = Interest("""{"place":"municipality:3301","consent":"2026-11"}""")
            .As("text/plain") with
        {
            Status = 415,
            Code = "unsupported-media-type",
        },
        ["JSON that does not say what it is"] = Interest("""{"place":"municipality:3301","consent":"2026-11"}""")
            .As("") with
        {
            Status = 415,
            Code = "unsupported-media-type",
        },
        ["JSON in another character set"] = Interest("""{"place":"municipality:3301","consent":"2026-11"}""")
            .As("application/json; charset=MARK3R") with
        {
            Status = 415,
            Code = "unsupported-media-type",
        },
        ["a method that the address does not take"] = new(
            Sender.Anyone,
            "PATCH",
            Interests,
            Text("{}"),
            405,
            "method-not-allowed"
        ),
        ["a method that nobody knows"] = new(Sender.Anyone, "MARK3R", "/v1/topics", null, 405, "method-not-allowed"),
        ["a DELETE of all groups"] = new(
            Sender.Anyone,
            "DELETE",
            "/v1/groups/{group}",
            null,
            405,
            "method-not-allowed"
        ),
        ["an address that is none"] = new(Sender.Anyone, "GET", "/v1/MARK3R", null, 404, "not-found"),
        ["an address above the root"] = new(
            Sender.Anyone,
            "GET",
            "/v1/%2e%2e/%2e%2e/etc/passwd",
            null,
            404,
            "not-found"
        ),
        ["an id that is no UUID"] = new(Sender.Anyone, "GET", "/v1/groups/MARK3R", null, 404, "not-found"),
        ["an id that is unknown"] = new(
            Sender.Anyone,
            "GET",
            "/v1/groups/00000000-0000-4000-8000-000000000000",
            null,
            404,
            "not-found"
        ),
        ["an id of percent signs"] = new(Sender.Anyone, "GET", "/v1/groups/%ff%fe%C3%28", null, 404, "not-found"),
        ["an unknown body"] = new(
            Sender.Anyone,
            "GET",
            "/v1/bodies/00000000-0000-4000-8000-000000000000",
            null,
            404,
            "not-found"
        ),
        ["a key that is no UUID"] = Interest("""{"place":"municipality:3301","consent":"2026-11"}""")
            .With("Idempotency-Key", "MARK3R") with
        {
            Code = "idempotency-key-invalid",
        },
        ["a key in braces"] = Interest("""{"place":"municipality:3301","consent":"2026-11"}""")
            .With("Idempotency-Key", "{11111111-1111-4111-8111-111111111111}") with
        {
            Code = "idempotency-key-invalid",
        },
        ["two keys"] = Interest("""{"place":"municipality:3301","consent":"2026-11"}""")
            .With("Idempotency-Key", "11111111-1111-4111-8111-111111111111,11111111-1111-4111-8111-111111111112") with
        {
            Code = "idempotency-key-invalid",
        },
        ["a receipt as a bearer's key"] = Interest("")
            .At("GET", "/v1/interest")
            .With("Authorization", "Bearer MARK3R") with
        {
            Status = 401,
            Code = "receipt-missing",
        },
        ["a receipt by Basic"] = Interest("")
            .At("GET", "/v1/interest")
            .With("Authorization", "Basic TUFSSzNSOk1BUkszUg==") with
        {
            Status = 401,
            Code = "receipt-missing",
        },
        ["a receipt that is empty"] = Interest("").At("GET", "/v1/interest").With("Authorization", "Receipt ") with
        {
            Status = 401,
            Code = "receipt-missing",
        },
        ["a receipt that is none"] = Interest("").At("GET", "/v1/interest").With("Authorization", "Receipt MARK3R") with
        {
            Status = 404,
            Code = "receipt-unknown",
        },
        ["a receipt of a thousand characters"] = Interest("")
            .At("GET", "/v1/interest")
            .With("Authorization", "Receipt " + new string('7', 1000)) with
        {
            Status = 404,
            Code = "receipt-unknown",
        },
        ["no key at the desk"] = Interest("").At("GET", "/v1/desk/cases") with
        {
            Status = 401,
            Code = "unauthenticated",
        },
        ["an unknown key at the desk"] = Interest("")
            .At("GET", "/v1/desk/cases")
            .With("Authorization", "Bearer mk_MARK3R") with
        {
            Status = 401,
            Code = "unauthenticated",
        },
        ["a key by another scheme"] = Interest("")
            .At("GET", "/v1/desk/cases")
            .With("Authorization", "Digest MARK3R") with
        {
            Status = 401,
            Code = "unauthenticated",
        },
        ["a receipt at the desk"] = new(Sender.Person, "GET", "/v1/desk/cases", null, 401, "unauthenticated"),
        ["headers of forty thousand characters"] = Interest("")
            .At("GET", "/v1/topics")
            .With("X-Long", new string('a', 40_000)) with
        {
            Status = 431,
            Code = "headers-too-large",
        },
        ["an address of nine thousand characters"] = Query("/v1/places?q=" + new string('a', 9_000), "q") with
        {
            Status = 414,
            Code = "address-too-long",
            Fields = [],
        },

        // Query parameters.
        ["an unknown parameter"] = Query("/v1/topics?name=MARK3R", "name"),
        ["a parameter twice"] = Query("/v1/places?q=MARK3R&q=b", "q"),
        ["a parameter in another case twice"] = Query("/v1/places?q=MARK3R&Q=b", "Q"),
        ["limit in letters"] = Query("/v1/groups?limit=MARK3R", "limit"),
        ["limit 1.5"] = Query("/v1/groups?limit=1.5", "limit"),
        ["limit beyond 32 bits"] = Query("/v1/groups?limit=99999999999", "limit"),
        ["radiusKm NaN"] = Query("/v1/groups?place=municipality:3301&radiusKm=NaN", "radiusKm"),
        ["radiusKm infinite"] = Query("/v1/groups?place=municipality:3301&radiusKm=1e999", "radiusKm"),
        ["radiusKm negative"] = Query("/v1/groups?place=municipality:3301&radiusKm=-1", "radiusKm"),
        ["radiusKm from nowhere"] = Query("/v1/groups?radiusKm=10", "radiusKm"),
        ["place and near"] = Query("/v1/groups?place=municipality:3301&near=10.2,59.7", "near"),
        ["near in words"] = Query("/v1/groups?near=MARK3R", "near"),
        ["near with one number"] = Query("/v1/groups?near=10.2", "near"),
        ["near with three"] = Query("/v1/groups?near=10.2,59.7,1", "near"),
        ["near NaN"] = Query("/v1/groups?near=NaN,NaN", "near") with { Status = 422, Code = "outside-norway" },
        ["near with its numbers swapped"] = Query("/v1/groups?near=59.74,10.20", "near") with
        {
            Status = 422,
            Code = "coordinates-swapped",
        },
        ["near in Sweden's capital of another planet"] = Query("/v1/groups?near=200,200", "near") with
        {
            Status = 422,
            Code = "outside-norway",
        },
        ["an unknown state"] = Query("/v1/groups?state=MARK3R", "state"),
        ["an unknown weekday"] = Query("/v1/groups?weekday=MARK3R", "weekday"),
        ["an unknown topic to search by"] = Query("/v1/groups?topic=MARK3R", "topic") with
        {
            Status = 422,
            Code = "topic-unknown",
        },
        ["an unknown place to search by"] = Query("/v1/groups?place=town:MARK3R", "place") with
        {
            Status = 422,
            Code = "place-unknown",
        },
        ["a postal code without municipality to search by"] = Query("/v1/groups?place=postal-code:1305", "place") with
        {
            Status = 422,
            Code = "municipality-unknown",
        },
        ["half a character to search by"] = Query("/v1/groups?topic=%00", "topic"),
        ["q too long"] = Query("/v1/topics?q=" + string.Concat(Enumerable.Repeat(Marker, 20)), "q"),
        ["q far too long"] = Query("/v1/places?q=" + string.Concat(Enumerable.Repeat(Marker, 400)), "q"),
        ["no q"] = Query("/v1/places", "q"),
        ["an empty q"] = Query("/v1/places?q=", "q"),
        ["U+0000 in q"] = Query("/v1/places?q=%00MARK3R", "q"),
        ["an unknown language of names"] = Query("/v1/topics?lang=MARK3R", "lang"),
        ["a cursor that is garbage"] = Query("/v1/groups?cursor=MARK3R!", "cursor") with { Code = "cursor-invalid" },
        ["a cursor of other JSON"] = Query("/v1/groups?cursor=" + Base64("{\"MARK3R\":1}"), "cursor") with
        {
            Code = "cursor-invalid",
        },
        ["a cursor of null"] = Query("/v1/groups?cursor=" + Base64("null"), "cursor") with { Code = "cursor-invalid" },
        ["a cursor of another list"] = Query(
            "/v1/groups?place=municipality:3301&cursor=" + Cursor.Write(new GroupSearch(), new { Number = 1 }),
            "cursor"
        ) with
        {
            Code = "cursor-invalid",
        },
        ["a cursor of another list, of bodies"] = Query(
            "/v1/bodies?cursor=" + Cursor.Write(Bodies, new { Number = 1 }),
            "cursor"
        ) with
        {
            Code = "cursor-invalid",
        },
        ["a cursor that holds U+0000"] = Query(
            "/v1/bodies?cursor=" + Cursor.Write(Bodies, new { Name = "\0", Id = Guid.Empty }),
            "cursor"
        ) with
        {
            Code = "cursor-invalid",
        },
        ["a cursor without a name"] = Query(
            "/v1/bodies?cursor=" + Cursor.Write(Bodies, new { Name = (string?)null, Id = Guid.Empty }),
            "cursor"
        ) with
        {
            Code = "cursor-invalid",
        },
        ["a cursor without anything"] = Query("/v1/bodies?cursor=" + Cursor.Write(Bodies, new { }), "cursor") with
        {
            Code = "cursor-invalid",
        },
        ["a cursor that belongs to no question"] = Query(
            "/v1/bodies?cursor=" + Base64("{\"Name\":\"A\",\"Id\":\"11111111-1111-4111-8111-111111111111\"}"),
            "cursor"
        ) with
        {
            Code = "cursor-invalid",
        },
        ["a cursor of another question"] = Query(
            "/v1/groups?topic=grief&cursor=" + Cursor.Write(new GroupSearch(), new { Number = 1 }),
            "cursor"
        ) with
        {
            Code = "cursor-invalid",
        },
        ["a cursor from beyond the earth"] = Query(
            "/v1/groups?near=10.2,59.7&cursor="
                + Cursor.Write(new GroupSearch(Near: "10.2,59.7"), new { Km = 1e300, Id = Guid.Empty }),
            "cursor"
        ) with
        {
            Code = "cursor-invalid",
        },
        ["a cursor of cases that is garbage"] = Query("/v1/desk/cases?cursor=MARK3R", "cursor") with
        {
            Sender = Sender.Coordinator,
            Code = "cursor-invalid",
        },
        ["a cursor of keys that is garbage"] = Query("/v1/keys?cursor=MARK3R", "cursor") with
        {
            Sender = Sender.BodyAdmin,
            Code = "cursor-invalid",
        },
        ["a state of cases that is unknown"] = Query("/v1/desk/cases?state=MARK3R", "state") with
        {
            Sender = Sender.Coordinator,
        },
        ["a state of cases as a number"] = Query("/v1/desk/cases?state=1", "state") with
        {
            Sender = Sender.Coordinator,
        },
        ["a kind of body that is unknown"] = Query("/v1/bodies?kind=MARK3R", "kind"),
        ["responsible for nothing"] = Query("/v1/responsible", "place"),
        ["responsible for a place and a point"] = Query(
            "/v1/responsible?place=municipality:3301&near=10.2,59.7",
            "place"
        ),
        ["responsible for a place that is none"] = Query("/v1/responsible?place=postal-code:0000", "place") with
        {
            Status = 422,
            Code = "place-unknown",
        },
        ["responsible in the body, null for a topic"] = new(
            Sender.Anyone,
            "POST",
            "/v1/responsible/search",
            Text("""{"place":"municipality:3301","topic":[null]}"""),
            400,
            "invalid",
            "topic"
        ),

        // What is asked in the body.
        ["groups in the body, an unknown member"] = Search("groups", """{"topics":["MARK3R"]}""", "topics"),
        ["groups in the body, null"] = Search("groups", """null""", "$"),
        ["groups in the body, null for a topic"] = Search("groups", """{"topic":[null]}""", "topic[0]"),
        ["groups in the body, one topic that is no list"] = Search("groups", """{"topic":"MARK3R"}""", "topic"),
        ["groups in the body, a topic that is none"] = Search("groups", """{"topic":["MARK3R\u0000"]}""", "topic") with
        {
            Status = 422,
            Code = "topic-unknown",
        },
        ["groups in the body, U+0000 for a language"] = Search(
            "groups",
            """{"language":["MARK3R\u0000"]}""",
            "language[0]"
        ),
        ["groups in the body, half a character for a language"] = Search(
            "groups",
            """{"language":["\ud800"]}""",
            "language[0]"
        ),
        ["groups in the body, null for a state"] = Search("groups", """{"state":[null]}""", "state"),
        ["groups in the body, U+0000 in near"] = Search("groups", """{"near":"10.2,59.7\u0000"}""", "near"),
        ["groups in the body, half a limit"] = Search("groups", """{"limit":1.5}""", "limit"),
        ["groups in the body, a radius without a place"] = Search("groups", """{"radiusKm":10}""", "radiusKm"),
        ["groups in the body, a radius that is no number"] = Search(
            "groups",
            """{"near":"10.2,59.7","radiusKm":"MARK3R"}""",
            "radiusKm"
        ),
        ["groups in the body, a cursor that is garbage"] = Search("groups", """{"cursor":"MARK3R"}""", "cursor") with
        {
            Status = 400,
            Code = "cursor-invalid",
        },
        ["places in the body, no q"] = Search("places", """{}""", "q"),
        ["places in the body, U+0000 in q"] = Search("places", """{"q":"MARK3R\u0000"}""", "q"),
        ["places in the body, half a character in q"] = Search("places", """{"q":"MARK3R\udc00"}""", "q"),
        ["places in the body, a cursor of another question"] = Search(
            "places",
            """{"q":"drammen","cursor":"e30"}""",
            "cursor"
        ) with
        {
            Status = 400,
            Code = "cursor-invalid",
        },
        ["topics in the body, U+0000 in q"] = Search("topics", """{"q":"MARK3R\u0000"}""", "q"),
        ["topics in the body, an unknown language"] = Search("topics", """{"lang":"MARK3R"}""", "lang"),

        // For which version a change is meant.
        ["If-Match that is garbage"] = National("PUT", "/v1/bodies/{body}/coverage", "[]", "If-Match")
            .With("If-Match", "MARK3R"),
        ["If-Match without its second quote"] = National("PUT", "/v1/bodies/{body}/policy", "{}", "If-Match")
            .With("If-Match", "\"MARK3R"),
        ["If-Match of another version"] = (
            National("PUT", "/v1/bodies/{body}/policy", "{}") with
            {
                Status = 412,
                Code = "precondition-failed",
            }
        ).With("If-Match", "\"MARK3R\""),
        ["If-Match of a weak tag"] = (
            Staff("PUT", "/v1/groups/{group}", $"{{{Group}}}") with
            {
                Status = 412,
                Code = "precondition-failed",
            }
        ).With("If-Match", "W/\"MARK3R\""),

        // What a person sends with a receipt.
        ["a correction with an unknown member"] = new(
            Sender.Person,
            "PUT",
            "/v1/interest",
            Text("""{"place":"municipality:3301","consent":"2026-11","id":"MARK3R"}"""),
            400,
            "invalid",
            "id"
        ),
        ["a message without a text"] = new(
            Sender.Person,
            "POST",
            "/v1/interest/messages",
            Text("{}"),
            400,
            "invalid",
            "text"
        ),
        ["a message that is null"] = new(
            Sender.Person,
            "POST",
            "/v1/interest/messages",
            Text("""{"text":null}"""),
            400,
            "invalid",
            "text"
        ),
        ["a message of blanks"] = new(
            Sender.Person,
            "POST",
            "/v1/interest/messages",
            Text("""{"text":" \n "}"""),
            400,
            "invalid",
            "text"
        ),
        ["an answer to no offer"] = new(
            Sender.Person,
            "PUT",
            "/v1/interest/answers/00000000-0000-4000-8000-000000000000",
            Text("""{"answer":"yes"}"""),
            404,
            "not-found"
        ),
        ["an answer that is neither yes nor no"] = new(
            Sender.Person,
            "PUT",
            "/v1/interest/answers/00000000-0000-4000-8000-000000000000",
            Text("""{"answer":"MARK3R"}"""),
            400,
            "invalid",
            "answer"
        ),
        ["an answer that is nothing"] = new(
            Sender.Person,
            "PUT",
            "/v1/interest/answers/00000000-0000-4000-8000-000000000000",
            Text("{}"),
            400,
            "invalid",
            "answer"
        ),
        ["an answer that is null altogether"] = new(
            Sender.Person,
            "PUT",
            "/v1/interest/answers/00000000-0000-4000-8000-000000000000",
            Text("null"),
            400,
            "invalid",
            "$"
        ),
        ["an answer as true"] = new(
            Sender.Person,
            "PUT",
            "/v1/interest/answers/00000000-0000-4000-8000-000000000000",
            Text("""{"answer":true}"""),
            400,
            "invalid",
            "answer"
        ),

        // What staff send.
        ["an offer of nothing"] = Staff("POST", "/v1/desk/cases/{case}/offers", "{}", "groupId"),
        ["an offer of a group by name"] = Staff(
            "POST",
            "/v1/desk/cases/{case}/offers",
            """{"groupId":"MARK3R"}""",
            "groupId"
        ),
        ["an offer of the empty UUID"] = Staff(
            "POST",
            "/v1/desk/cases/{case}/offers",
            """{"groupId":"00000000-0000-0000-0000-000000000000"}""",
            "groupId"
        ),
        ["an offer of a group that is unknown"] = Staff(
            "POST",
            "/v1/desk/cases/{case}/offers",
            """{"groupId":"00000000-0000-4000-8000-000000000000"}""",
            "groupId"
        ) with
        {
            Status = 422,
            Code = "group-unknown",
        },
        ["a closure without a reason"] = Staff(
            "PUT",
            "/v1/desk/cases/{case}/closure",
            """{"note":"MARK3R"}""",
            "reason"
        ),
        ["a closure for a reason that is none"] = Staff(
            "PUT",
            "/v1/desk/cases/{case}/closure",
            """{"reason":"MARK3R"}""",
            "reason"
        ) with
        {
            Status = 422,
            Code = "reason-unknown",
        },
        ["a closure for a reason of handing over"] = Staff(
            "PUT",
            "/v1/desk/cases/{case}/closure",
            """{"reason":"not-our-area"}""",
            "reason"
        ) with
        {
            Status = 422,
            Code = "reason-unknown",
        },
        ["a closure with U+0000 in its note"] = Staff(
            "PUT",
            "/v1/desk/cases/{case}/closure",
            """{"reason":"placed","note":"MARK3R\u0000"}""",
            "note"
        ),
        ["handing over to nobody"] = Staff(
            "PUT",
            "/v1/desk/cases/{case}/handover",
            """{"reason":"not-our-area"}""",
            "to"
        ),
        ["handing over to somebody unknown"] = Staff(
            "PUT",
            "/v1/desk/cases/{case}/handover",
            """{"to":"00000000-0000-4000-8000-000000000000","reason":"not-our-area"}""",
            "to"
        ) with
        {
            Status = 422,
            Code = "body-unknown",
        },
        ["a message from staff that is too long"] = Staff(
            "POST",
            "/v1/desk/cases/{case}/messages",
            $"{{\"text\":\"{Marker}{new string('a', 1000)}\"}}",
            "text"
        ),
        ["a case that is unknown"] = Staff("GET", "/v1/desk/cases/00000000-0000-4000-8000-000000000000", "") with
        {
            Status = 404,
            Code = "not-found",
        },
        ["a group without anything"] = Staff("POST", "/v1/groups", "{}", "name", "meeting"),
        ["a group without a form"] = Staff(
            "POST",
            "/v1/groups",
            """{"name":"G","meeting":{"municipality":"3301"}}""",
            "meeting.form"
        ),
        ["a group whose meeting is null"] = Staff("POST", "/v1/groups", """{"name":"G","meeting":null}""", "meeting"),
        ["a group whose municipality is null"] = Staff(
            "POST",
            "/v1/groups",
            """{"name":"G","meeting":{"form":"in-person","municipality":null}}""",
            "meeting.municipality"
        ),
        ["a group in a municipality that is none"] = Staff(
            "POST",
            "/v1/groups",
            """{"name":"G","meeting":{"form":"in-person","municipality":"9999"}}""",
            "meeting.municipality"
        ) with
        {
            Status = 422,
            Code = "place-unknown",
        },
        ["a group with its coordinates swapped"] = Staff(
            "POST",
            "/v1/groups",
            """{"name":"G","meeting":{"form":"in-person","municipality":"3301","longitude":59.7,"latitude":10.2}}""",
            "meeting.longitude"
        ) with
        {
            Status = 422,
            Code = "coordinates-swapped",
        },
        ["a group with half a point"] = Staff(
            "POST",
            "/v1/groups",
            """{"name":"G","meeting":{"form":"in-person","municipality":"3301","longitude":10.2}}""",
            "meeting.latitude"
        ),
        ["a group with an infinite longitude"] = Staff(
            "POST",
            "/v1/groups",
            """{"name":"G","meeting":{"form":"in-person","municipality":"3301","longitude":1e999,"latitude":59}}""",
            "meeting.longitude"
        ) with
        {
            Status = 422,
            Code = "outside-norway",
        },
        ["a group of one"] = GroupWith("\"capacity\":1", "capacity"),
        ["a group of a hundred and one"] = GroupWith("\"capacity\":101", "capacity"),
        ["a group with more members than places"] = GroupWith("\"capacity\":5,\"members\":6", "capacity") with
        {
            Status = 422,
            Code = "capacity-below-members",
        },
        ["a group of negative members"] = GroupWith("\"members\":-1", "members"),
        ["a group with a contact of two lines"] = GroupWith(
            "\"contact\":\"a@example.org\\r\\nBcc: MARK3R@example.org\"",
            "contact"
        ),
        ["a group with a display name for a contact"] = GroupWith("\"contact\":\"MARK3R <a@example.org>\"", "contact"),
        ["a group with two contacts"] = GroupWith("\"contact\":\"a@example.org,MARK3R@example.org\"", "contact"),
        ["a group with a language that is none"] = GroupWith("\"languages\":[\"MARK3R\"]", "languages") with
        {
            Status = 422,
            Code = "language-unknown",
        },
        ["a group with a topic that is null"] = GroupWith("\"topics\":[null]", "topics[0]"),
        ["a group that joins in an unknown way"] = GroupWith("\"joining\":\"MARK3R\"", "joining"),
        ["a group with an unknown age band"] = GroupWith(
            "\"audience\":{\"ageBands\":[\"MARK3R\"]}",
            "audience.ageBands"
        ),
        ["a group that meets every second"] = GroupWith(
            "\"schedule\":{\"rrule\":\"FREQ=SECONDLY\",\"start\":\"2026-09-01T18:00:00\",\"durationMinutes\":60}",
            "schedule.rrule"
        ) with
        {
            Status = 422,
            Code = "schedule-invalid",
        },
        ["a group that meets by no rule"] = GroupWith(
            "\"schedule\":{\"rrule\":\"MARK3R\",\"start\":\"2026-09-01T18:00:00\",\"durationMinutes\":60}",
            "schedule.rrule"
        ) with
        {
            Status = 422,
            Code = "schedule-invalid",
        },
        ["a group that starts on no day"] = GroupWith(
            "\"schedule\":{\"rrule\":\"FREQ=WEEKLY\",\"start\":\"2026-02-30T18:00:00\",\"durationMinutes\":60}",
            "schedule.start"
        ) with
        {
            Status = 422,
            Code = "schedule-invalid",
        },
        ["a group that pauses on no day"] = GroupWith(
            "\"schedule\":{\"rrule\":\"FREQ=WEEKLY\",\"start\":\"2026-09-01T18:00:00\",\"durationMinutes\":60,\"pauses\":[{\"from\":\"MARK3R\",\"until\":\"08-15\"}]}",
            "schedule.pauses[0].from"
        ) with
        {
            Status = 422,
            Code = "schedule-invalid",
        },
        ["a group with a pause that is null"] = GroupWith(
            "\"schedule\":{\"rrule\":\"FREQ=WEEKLY\",\"start\":\"2026-09-01T18:00:00\",\"durationMinutes\":60,\"pauses\":[null]}",
            "schedule.pauses[0]"
        ),
        ["a group with a pause from null"] = GroupWith(
            "\"schedule\":{\"rrule\":\"FREQ=WEEKLY\",\"start\":\"2026-09-01T18:00:00\",\"durationMinutes\":60,\"pauses\":[{\"from\":null,\"until\":\"08-15\"}]}",
            "schedule.pauses[0].from"
        ),
        ["a group that mostly pauses"] = GroupWith(
            "\"schedule\":{\"rrule\":\"FREQ=WEEKLY\",\"start\":\"2026-09-01T18:00:00\",\"durationMinutes\":60,\"pauses\":["
                + string.Join(',', Enumerable.Repeat("{\"from\":\"06-21\",\"until\":\"08-15\"}", 11))
                + "]}",
            "schedule.pauses"
        ),
        ["a group in a time zone of its own"] = GroupWith(
            "\"schedule\":{\"rrule\":\"FREQ=WEEKLY\",\"start\":\"2026-09-01T18:00:00\",\"durationMinutes\":60,\"timeZone\":\"MARK3R\"}",
            "schedule.timeZone"
        ) with
        {
            Status = 422,
            Code = "schedule-invalid",
        },
        ["a group of another body"] = Staff(
            "POST",
            "/v1/groups",
            $"{{{Group},\"body\":\"00000000-0000-4000-8000-000000000000\"}}"
        ) with
        {
            Status = 403,
            Code = "forbidden",
        },
        ["a change of no group"] = Staff("PUT", "/v1/groups/00000000-0000-4000-8000-000000000000", $"{{{Group}}}") with
        {
            Status = 404,
            Code = "not-found",
        },
        ["coverage until a day before it begins"] = National(
            "PUT",
            "/v1/bodies/{body}/coverage",
            """[{"municipality":"3301","from":"2027-01-01","until":"2020-01-01"}]""",
            "coverage[0].until"
        ),
        ["coverage from no day"] = National(
            "PUT",
            "/v1/bodies/{body}/coverage",
            """[{"municipality":"3301","from":"2027-02-30"}]""",
            "$[0].from"
        ),
        ["coverage of a null"] = National("PUT", "/v1/bodies/{body}/coverage", "[null]", "coverage"),
        ["coverage of a municipality that is none"] = National(
            "PUT",
            "/v1/bodies/{body}/coverage",
            """[{"municipality":"9999","from":"2027-01-01"}]""",
            "coverage[0].municipality"
        ) with
        {
            Status = 422,
            Code = "place-unknown",
        },
        ["coverage by a coordinator"] = Staff("PUT", "/v1/bodies/{body}/coverage", "[]") with
        {
            Status = 403,
            Code = "forbidden",
        },
        ["a policy of no days"] = National(
            "PUT",
            "/v1/bodies/{body}/policy",
            """{"answerWorkingDays":0}""",
            "answerWorkingDays"
        ),
        ["a policy with an unknown rhythm"] = National(
            "PUT",
            "/v1/bodies/{body}/policy",
            """{"mails":"MARK3R"}""",
            "mails"
        ),
        ["a body with an address of two lines"] = National(
            "POST",
            "/v1/bodies",
            """{"kind":"contact-point","name":"B","email":"a@example.org\nBcc: MARK3R@example.org","house":"municipality:3301"}""",
            "email"
        ),
        ["a body with a name that breaks a header"] = National(
            "POST",
            "/v1/bodies",
            """{"kind":"contact-point","name":"B\r\nBcc: MARK3R","email":"a@example.org","house":"municipality:3301"}""",
            "name"
        ),
        ["a body without anything"] = National("POST", "/v1/bodies", "{}", "kind", "name", "email", "house"),
        ["a body on the web by javascript"] = National(
            "POST",
            "/v1/bodies",
            """{"kind":"contact-point","name":"B","email":"a@example.org","house":"municipality:3301","url":"javascript:MARK3R"}""",
            "url"
        ),
        ["a key for a body that is unknown"] = National(
            "POST",
            "/v1/keys",
            """{"body":"00000000-0000-4000-8000-000000000000","role":"coordinator","name":"k"}""",
            "body"
        ) with
        {
            Status = 422,
            Code = "body-unknown",
        },
        ["a key with an unknown role"] = National(
            "POST",
            "/v1/keys",
            """{"body":"00000000-0000-4000-8000-000000000000","role":"MARK3R","name":"k"}""",
            "role"
        ),
        ["a key with a name of nothing"] = National(
            "POST",
            "/v1/keys",
            """{"body":"00000000-0000-4000-8000-000000000000","role":"coordinator","name":""}""",
            "name"
        ),
        ["a key with a bell in its Idempotency-Key"] = Staff(
                "POST",
                "/v1/desk/cases/{case}/messages",
                """{"text":"hei"}"""
            )
            .With("Idempotency-Key", new string('a', 201)) with
        {
            Code = "idempotency-key-invalid",
        },
    };

    private static byte[] Text(string body) => Encoding.UTF8.GetBytes(body);

    private static MalformedRequest Interest(string body, params string[] fields) => Interest(Text(body), fields);

    private static MalformedRequest Interest(byte[] body, params string[] fields) =>
        new(Sender.Anyone, "POST", Interests, body, 400, "invalid", fields);

    private static MalformedRequest InterestWith(string member, params string[] fields) =>
        Interest($"{{\"place\":\"municipality:3301\",\"consent\":\"2026-11\",{member}}}", fields);

    private static MalformedRequest InterestAt(string place, int status, string code) =>
        Interest($"{{\"place\":\"{place}\",\"consent\":\"2026-11\"}}", "place") with
        {
            Status = status,
            Code = code,
        };

    private static MalformedRequest At(this MalformedRequest request, string method, string path) =>
        request with
        {
            Method = method,
            Path = path,
            Body = null,
        };

    private static MalformedRequest Query(string path, params string[] fields) =>
        new(Sender.Anyone, "GET", path, null, 400, "invalid", fields);

    private static MalformedRequest Search(string what, string body, params string[] fields) =>
        new(Sender.Anyone, "POST", $"/v1/{what}/search", Text(body), 400, "invalid", fields);

    private static MalformedRequest Staff(string method, string path, string body, params string[] fields) =>
        new(Sender.Coordinator, method, path, body.Length == 0 ? null : Text(body), 400, "invalid", fields);

    private static MalformedRequest GroupWith(string member, params string[] fields) =>
        Staff("POST", "/v1/groups", $"{{{Group},{member}}}", fields);

    private static MalformedRequest National(string method, string path, string body, params string[] fields) =>
        Staff(method, path, body, fields) with
        {
            Sender = Sender.NationalAdmin,
        };

    private static string Base64(string json) =>
        Convert.ToBase64String(Text(json)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
