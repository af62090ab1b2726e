using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Matching.Tests.Cases;

/// <summary>Lets days pass and the clock of a service strike, as a test says.</summary>
internal static class Clockwork
{
    /// <summary>It is eight o'clock of a day in winter: reminders, passing on, then all that follows.</summary>
    public static async Task<(int Reminded, int PassedOn)> MorningAsync(this TestHost host, string day)
    {
        host.Clock.Set($"{day}T07:00:00Z");
        var done = (await host.RunAloneAsync("remind-cases"), await host.RunAloneAsync("pass-on-silent-cases"));
        await host.RunJobsAsync();
        return done;
    }

    /// <summary>Somebody registers: with her receipt, and the case for the staff.</summary>
    public static async Task<(HttpClient Person, string Case)> RegisterAsync(
        this TestHost host,
        string place,
        string? email = null
    )
    {
        var form = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["place"] = place,
            ["consent"] = "2026-11",
            ["tellLocal"] = true,
        };
        if (email is not null)
        {
            form["contact"] = new { email };
        }

        var receipt = (await host.Anyone.PostJsonAsync("/v1/interests", form)).Text("receipt");
        await host.RunJobsAsync();
        return (host.Person(receipt), $"/v1/desk/cases/{await host.CaseOfAsync(receipt)}");
    }

    /// <summary>The id at the end of a case's path.</summary>
    public static Guid CaseId(this string @case) => Guid.ParseExact(@case[(@case.LastIndexOf('/') + 1)..], "D");

    /// <summary>Who answers a person: the key of a seeded body.</summary>
    public static async Task<string> AnswersAsync(this TestHost host, HttpClient person)
    {
        var id = (await person.GetJsonAsync("/v1/interest")).GetProperty("responsible").Id();
        return await host.WithDbAsync(db =>
            db.Bodies.Where(body => body.Id == id).Select(body => body.ExternalId!).SingleAsync()
        );
    }

    /// <summary>Kinds of what a body has to do.</summary>
    public static async Task<string[]> ErrandsAsync(this HttpClient staff, bool done = false) =>
        [
            .. (await staff.GetJsonAsync($"/v1/desk/tasks?done={(done ? "true" : "false")}&limit=100"))
                .GetProperty("items")
                .EnumerateArray()
                .Select(item => item.Text("kind")),
        ];

    /// <summary>What happened to a case.</summary>
    public static async Task<string[]> HistoryAsync(this HttpClient staff, string @case) =>
        [
            .. (await staff.GetJsonAsync(@case))
                .GetProperty("history")
                .EnumerateArray()
                .Select(line =>
                    line.GetProperty("reason") is { ValueKind: JsonValueKind.String } reason
                        ? $"{line.Text("act")} {reason.GetString()}"
                        : line.Text("act")
                ),
        ];
}
