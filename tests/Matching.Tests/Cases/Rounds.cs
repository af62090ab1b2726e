using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Interests;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Matching.Tests.Cases;

/// <summary>People who wait, groups for them, and the round that brings them together, when a test says so.</summary>
public static class Rounds
{
    /// <summary>Somebody who waits, with the way back and her case.</summary>
    public sealed record One(HttpClient Person, Guid Case, Guid Interest);

    public static async Task<One> WaitsAsync(
        this TestHost host,
        string topic,
        string place = "municipality:3301",
        int travelKm = 30,
        object? audience = null,
        string[]? times = null
    )
    {
        var receipt = (
            await host.Anyone.PostJsonAsync(
                "/v1/interests",
                new
                {
                    topics = new[] { topic },
                    place,
                    travelKm,
                    audience,
                    times = times ?? [],
                    contact = new { email = "somebody@example.org" },
                    consent = "2026-11",
                }
            )
        ).Text("receipt");
        var @case = await host.CaseOfAsync(receipt);
        var interest = await host.WithDbAsync(db =>
            db.Cases.Where(row => row.Id == @case).Select(row => row.Interest).SingleAsync()
        );
        return new(host.Person(receipt), @case, interest);
    }

    public static async Task<Guid> OpensAsync(
        this HttpClient staff,
        string topic,
        int capacity = 8,
        int members = 7,
        string municipality = "3301",
        string? contact = null
    ) => await TestHost.OpenGroupAsync(staff, Form(topic, capacity, members, municipality, contact));

    public static object Form(
        string topic,
        int capacity,
        int members,
        string municipality,
        string? contact = null,
        string[]? languages = null,
        string form = "in-person",
        object? audience = null
    ) =>
        new
        {
            name = "Tirsdagsgruppa",
            topics = new[] { topic },
            capacity,
            members,
            meeting = new { form, municipality },
            languages = languages ?? ["nb"],
            audience = audience ?? new { gender = "any", ageBands = Array.Empty<string>() },
            contact,
        };

    public static Task<Interest> InterestAsync(this TestHost host, One one) =>
        host.WithDbAsync(db => db.Interests.AsNoTracking().SingleAsync(row => row.Id == one.Interest));

    public static Task<List<Guid>> MatchedWithAsync(this TestHost host, Guid group) =>
        host.WithDbAsync(db => db.Matches.Where(row => row.GroupId == group).Select(row => row.Interest).ToListAsync());

    public static Task<bool> IsToMatchAsync(this TestHost host, Guid group) =>
        host.WithDbAsync(db => db.Groups.Where(row => row.Id == group).Select(row => row.ToMatch).SingleAsync());

    public static IEnumerable<string> Codes(this JsonElement said) => said.EnumerateArray().Select(one => one.Code());
}
