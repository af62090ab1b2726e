using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;

namespace Matching.Tests.Web;

/// <summary>What is sent over a bare connection, and how.</summary>
/// <param name="First">At once.</param>
/// <param name="Then">Again and again after that; nothing: the sender waits.</param>
/// <param name="Every">How long between two of these.</param>
/// <param name="Statuses">What may be answered; where nothing is, the connection is ended.</param>
internal sealed record Sent(byte[] First, byte[]? Then, TimeSpan Every, int[] Statuses);

/// <summary>
/// Requests that would keep the service busy or fill it up, and such as two servers would read apart.
/// </summary>
internal static class SlowAndHuge
{
    private const string Host = "Host: matching.example.org\r\n";
    private const string Json = Host + "Content-Type: application/json\r\n";
    private const string Form = """{"place":"municipality:3301","consent":"2026-11"}""";

    public static IReadOnlyDictionary<string, Sent> All { get; } =
        new Dictionary<string, Sent>(StringComparer.Ordinal)
        {
            // Slow.
            ["a request line that drips"] = Drips("GET /v1/to", "p", 408),
            ["headers that drip"] = Drips($"GET /v1/topics HTTP/1.1\r\n{Host}X-A: ", "a", 408),
            ["headers without end, one by one"] = Drips($"GET /v1/topics HTTP/1.1\r\n{Host}", "X-A: a\r\n", 408, 431),
            ["a body that never comes"] = Drips(Post("Content-Length: 500"), "", 408),
            ["a body that drips"] = Drips(Post("Content-Length: 500") + "{", " ", 408),
            ["chunks that drip"] = Drips(Post("Transfer-Encoding: chunked"), "1\r\n \r\n", 408),
            ["chunks that drip just fast enough"] = new(
                Text(Post("Transfer-Encoding: chunked")),
                Text("C8\r\n" + new string(' ', 200) + "\r\n"),
                TimeSpan.FromMilliseconds(400),
                [408, 413]
            ),
            ["a body that was announced and is waited for"] = Drips(
                Post("Content-Length: 500\r\nExpect: 100-continue"),
                "",
                100,
                408
            ),
            // Huge.
            ["a gigabyte announced"] = Once(Post("Content-Length: 1000000000") + "{", 413),
            ["more than a number announced"] = Once(Post("Content-Length: 99999999999999999999") + "{", 400),
            ["less than nothing announced"] = Once(Post("Content-Length: -1") + "{", 400),
            ["chunks without end"] = new(
                Text(Post("Transfer-Encoding: chunked")),
                Text("2000\r\n" + new string(' ', 0x2000) + "\r\n"),
                TimeSpan.Zero,
                [413]
            ),
            ["a chunk of more than a number"] = Once(Post("Transfer-Encoding: chunked") + "FFFFFFFFFFFFFFFF1\r\n", 400),
            ["a chunk that explains itself without end"] = new(
                Text(Post("Transfer-Encoding: chunked") + "1;a="),
                Text(new string('a', 5000)),
                TimeSpan.FromMilliseconds(5),
                [400, 408, 413]
            ),
            ["five hundred headers"] = Once(
                $"GET /v1/topics HTTP/1.1\r\n{Host}{Many(500, i => $"X-{i}: a\r\n")}\r\n",
                431
            ),
            ["a header of a megabyte"] = Once($"GET /v1/topics HTTP/1.1\r\n{Host}X-A: {Of(1 << 20)}\r\n\r\n", 431),
            ["an address of a megabyte"] = Once($"GET /v1/topics?q={Of(1 << 20)} HTTP/1.1\r\n{Host}\r\n", 414),
            ["a method of ten thousand letters"] = Once(
                $"{Of(10_000)} /v1/topics HTTP/1.1\r\n{Host}\r\n",
                400,
                414,
                405
            ),
            ["a bomb in gzip"] = Bomb(),
            ["JSON thirty thousand deep"] = Once(Post($"Content-Length: 30000") + new string('[', 30_000), 400),
            ["thirty thousand topics"] = Body(
                $$"""{"place":"municipality:3301","consent":"2026-11","topics":[{{Many(12_000, _ => "\"a\",")}}"a"]}"""
            ),
            ["a number of sixty thousand digits"] = Body(
                $$"""{"place":"municipality:3301","consent":"2026-11","travelKm":{{new string('9', 60_000)}}}"""
            ),
            ["a text of sixty thousand letters"] = Body(
                $$"""{"place":"municipality:3301","consent":"2026-11","message":"{{Of(60_000)}}"}"""
            ),
            ["ten thousand members of one name"] = Body($$"""{{{Many(4_000, _ => "\"place\":\"a\",")}}"place":"a"}"""),
            // Two ways to read it.
            ["a length and chunks"] = Once(
                Post("Content-Length: 4\r\nTransfer-Encoding: chunked")
                    + $"0\r\n\r\nGET /v1/topics HTTP/1.1\r\n{Host}\r\n",
                400
            ),
            ["two lengths"] = Once(Post("Content-Length: 49\r\nContent-Length: 5") + Form, 400),
            ["two lengths in one line"] = Once(Post("Content-Length: 49, 5") + Form, 400),
            ["chunks that are none"] = Once(Post("Transfer-Encoding: xchunked") + Form, 400),
            ["chunks that are not the last"] = Once(Post("Transfer-Encoding: chunked, identity") + Form, 400),
            ["chunks of bare line feeds"] = Once(Post("Transfer-Encoding: chunked") + "1\n{\n0\n\n", 400),
            ["a chunk with a line feed in what it explains"] = Once(
                Post("Transfer-Encoding: chunked") + "1;\n{\r\n0\r\n\r\n",
                400
            ),
            ["a folded header"] = Once($"GET /v1/topics HTTP/1.1\r\n{Host}X-A: a\r\n b\r\n\r\n", 400),
            ["a blank before the colon"] = Once($"GET /v1/topics HTTP/1.1\r\n{Host}X-A : a\r\n\r\n", 400),
            ["a header that begins with a blank"] = Once("GET /v1/topics HTTP/1.1\r\n Host: a\r\n\r\n", 400),
            ["a bare carriage return in a header"] = Once(
                $"GET /v1/topics HTTP/1.1\r\n{Host}X-A: a\rX-B: b\r\n\r\n",
                400
            ),
            ["NUL in a header"] = Once($"GET /v1/topics HTTP/1.1\r\n{Host}X-A: a\0b\r\n\r\n", 400),
            ["no host"] = Once("GET /v1/topics HTTP/1.1\r\n\r\n", 400),
            ["two hosts"] = Once($"GET /v1/topics HTTP/1.1\r\n{Host}{Host}\r\n", 400),
            ["an origin with a line break"] = Once(
                $"POST /v1/topics/search HTTP/1.1\r\n{Json}Origin: https://a.example\r\n\thttps://b.example\r\n\r\n",
                400
            ),
            ["NUL in the address"] = Once($"GET /v1/topics/%00 HTTP/1.1\r\n{Host}\r\n", 400),
            ["the beginning of TLS"] = new(
                [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03, 0x0D, 0x0A, 0x0D, 0x0A],
                null,
                TimeSpan.Zero,
                [400]
            ),
            ["the beginning of HTTP/2"] = Once("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
            ["half a body and the end"] = new(Text(Post("Content-Length: 500") + "{"), null, TimeSpan.Zero, [400, 408]),
        };

    private static Sent Drips(string first, string then, params int[] statuses) =>
        new(Text(first), then.Length == 0 ? null : Text(then), TimeSpan.FromMilliseconds(500), statuses);

    private static Sent Once(string text, params int[] statuses) => new(Text(text), null, TimeSpan.Zero, statuses);

    private static Sent Body(string json) => Once(Post($"Content-Length: {json.Length}") + json, 400);

    private static Sent Bomb()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(new byte[50_000_000]);
        }

        return new(
            [.. Text(Post($"Content-Encoding: gzip\r\nContent-Length: {packed.Length}")), .. packed.ToArray()],
            null,
            TimeSpan.Zero,
            [415]
        );
    }

    private static string Post(string headers) => $"POST /v1/interests HTTP/1.1\r\n{Json}{headers}\r\n\r\n";

    private static string Of(int letters) => new('a', letters);

    private static string Many(int times, Func<int, string> each) =>
        string.Concat(Enumerable.Range(0, times).Select(each));

    private static byte[] Text(string text) => Encoding.Latin1.GetBytes(text);
}
