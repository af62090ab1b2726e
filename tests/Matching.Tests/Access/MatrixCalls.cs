using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Sealing;
using Matching.Tests.Support;
using Matching.Web;

namespace Matching.Tests.Access;

/// <summary>
/// Makes the requests of the matrix: right in everything, with what exists, so that nothing but who calls can be a
/// reason to refuse them.
/// </summary>
internal sealed class MatrixCalls(TestHost host, TwoBodies bodies, MatrixCallers callers)
{
    // What they end must have begun.
    private static readonly string[] TakeBack =
    [
        "CloseGroup",
        "ResumeGroup",
        "ResumeBody",
        "ResumeStarter",
        "LeaveGroup",
        "LeaveGroupHere",
    ];

    private static readonly Dictionary<string, string> Questions = new(StringComparer.Ordinal)
    {
        ["FindPlaces"] = "?q=drammen",
        ["FindResponsible"] = "?place=municipality:3301",
        ["FindStartersNearby"] = "?place=municipality:3301",
    };

    /// <param name="whose">Whose it is that is asked for.</param>
    /// <param name="cursor">Where a list goes on.</param>
    public async Task<HttpRequestMessage> ToAsync(
        MatrixEndpoint call,
        string way,
        string caller,
        Whose whose,
        string? cursor = null
    )
    {
        if (TakeBack.Contains(call.Name, StringComparer.Ordinal) && whose != Whose.Nobodys)
        {
            await bodies.OnceAsync("begun", whose, () => BeginAsync(call, whose));
        }

        var path = await PathAsync(call, way, whose);
        var question =
            call.Lists is not null && !call.IsPage
                ? $"?limit=100{(cursor is null ? "" : "&cursor=" + cursor)}"
                : Questions.GetValueOrDefault(call.Name);
        var request = new HttpRequestMessage(new(call.Method), path + question)
        {
            Content = call.IsPage ? await FilledInAsync(call, caller) : await FormAsync(call, way, whose),
        };
        if (call.Method == "PUT")
        {
            request.Headers.TryAddWithoutValidation("If-Match", "*");
        }

        if (call.Path.StartsWith("/v1/desk/cases/", StringComparison.Ordinal) && way != "no-reason")
        {
            request.Headers.Add("Opening-Reason", "matrix");
        }

        await callers.SignAsync(request, caller);
        return request;
    }

    // What a DELETE takes back is what a PUT to the same address did.
    private async Task<string> BeginAsync(MatrixEndpoint call, Whose whose)
    {
        JsonNode? form = call.Name switch
        {
            "LeaveGroup" or "LeaveGroupHere" => new JsonObject { ["answer"] = "yes" },
            "ResumeStarter" => new JsonObject { ["until"] = "2027-01-31" },
            _ => null,
        };
        var receipt = call.Name is "LeaveGroup" or "LeaveGroupHere" ? await bodies.ReceiptAsync(whose) : null;
        var path =
            call.Name == "LeaveGroupHere"
                ? $"/v1/interest/answers/{await bodies.IdAsync("offers", whose)}"
                : await PathAsync(call, "", whose);
        await bodies.SendAsync(whose, HttpMethod.Put, path, form, receipt);
        return "";
    }

    private async Task<string> PathAsync(MatrixEndpoint call, string way, Whose whose)
    {
        var parts = (string[])call.Parts.Clone();
        var isFirst = true;
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i][0] == '{')
            {
                var of = way is "body" or "starter" || (way == "inner" && isFirst) ? Whose.Own : whose;
                parts[i] = parts[i] switch
                {
                    "{id}" => await bodies.IdAsync(parts[i - 1], of),
                    "{groupId}" => await bodies.IdAsync(call.Parts[1] == "starters" ? "taken" : "groups", of),
                    "{offerId}" => await bodies.IdAsync("offers", of),
                    "{deliveryId}" => await bodies.IdAsync("deliveries", of),
                    "{token}" => await bodies.IdAsync("links", of),
                    "{file}" => BrowserFiles.Address("pages.css")["/assets/".Length..],
                    "{quarter}" => "2025-3",
                    "{year}" => "2025",
                    _ => "made-up",
                };
                isFirst = false;
            }
        }

        return "/" + string.Join('/', parts);
    }

    private async Task<HttpContent?> FormAsync(MatrixEndpoint call, string way, Whose whose)
    {
        JsonNode? form = call.Name switch
        {
            "OfferPlace" => new JsonObject { ["groupId"] = await bodies.IdAsync("groups", whose) },
            "HandOverCase" => new JsonObject { ["to"] = await NextAsync(), ["reason"] = "not-our-topic" },
            "CloseCase" => new JsonObject { ["reason"] = "by-agreement" },
            "DecideProposal" => new JsonObject { ["decision"] = "wait", ["until"] = "2026-12-20" },
            "AskStarter" when way == "starter" => new JsonObject
            {
                ["starterId"] = await bodies.IdAsync("starters", whose),
            },
            "AskStarter" => new JsonObject { ["number"] = await bodies.NumberAsync(Whose.Own) },
            "AddNetwork" or "ChangeNetwork" => await bodies.NetworkAsync(whose),
            _ => call.Example?.DeepClone(),
        };
        if (form is JsonObject members && call.NamesBody)
        {
            members.Remove("body");
            if (call.Method == "POST" || way == "body")
            {
                members["body"] = await bodies.IdAsync("bodies", whose);
            }
        }

        return form is null ? null : JsonContent.Create(form);
    }

    // The forms of a page, with the mark of the session.
    private async Task<HttpContent?> FilledInAsync(MatrixEndpoint call, string caller)
    {
        if (call.Method != "POST" || call.Parts.FirstOrDefault() == "links")
        {
            return null;
        }

        if (call.Parts.FirstOrDefault() is not ("waiting" or "status"))
        {
            return await WrittenAsync(caller);
        }

        var secret = await callers.SessionAsync(caller) ?? "";
        var mark = host.Get<Secrets>().Fingerprint("link-session-form", Encoding.UTF8.GetBytes(secret));
        return new FormUrlEncodedContent([
            new("mark", Convert.ToHexStringLower(mark)),
            new("once", RandomId.New().ToString()),
            new("text", "Velkommen"),
            new("to", await NextAsync()),
            new("reason", "not-our-topic"),
        ]);
    }

    // The forms of the pages for somebody who seeks: the code stands in them, and nowhere else.
    private async Task<HttpContent> WrittenAsync(string caller) =>
        new FormUrlEncodedContent([
            new(
                "code",
                caller switch
                {
                    "her" => await bodies.ReceiptAsync(Whose.Own),
                    "none" => MatrixCallers.NeverIssued,
                    _ => "",
                }
            ),
            new("place", "municipality:3301"),
            new("agreed", "yes"),
            new("once", RandomId.New().ToString()),
            new("offer", caller == "her" ? await bodies.IdAsync("offers", Whose.Own) : ""),
            new("answer", "yes"),
            new("text", "Hei"),
            new("sure", "yes"),
        ]);

    // Behind every body of a chain.
    private async Task<string> NextAsync() => (await host.BodyAsync("national-office")).ToString();
}
