using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Matching.Web;
using Npgsql;
using Xunit;

namespace Matching.Tests.Registration;

/// <summary>A flood turns nobody away; who brings no proof of work in it is held back.</summary>
public sealed class FloodsTests(FloodsTests.Host host) : IClassFixture<FloodsTests.Host>
{
    private const int Calm = 5;
    private const int PerBody = 40;

    /// <summary>A service to which little is much.</summary>
    public sealed class Host : TestHost
    {
        protected override IReadOnlyDictionary<string, string?> Settings { get; } =
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Floods:CalmPerMinute"] = $"{Calm}",
                ["Floods:PerBodyPerDay"] = $"{PerBody}",
                ["Notifications:AtOnce"] = "false",
            };
    }

    [Fact]
    public async Task In_the_calm_nothing_is_asked_for_and_nobody_held_back()
    {
        NextDay();
        Assert.Null(await ChallengeAsync());
        Assert.False((await RegisterAsync()).GetProperty("heldBack").GetBoolean());
    }

    [Fact]
    public async Task In_a_flood_a_proof_lets_in_once_and_without_one_she_is_held_back_until_her_body_works_on_it()
    {
        NextDay();
        var challenge = await FloodAsync();
        var proof = ProofOfWork.Solve(challenge);
        Assert.False((await RegisterAsync(proof)).GetProperty("heldBack").GetBoolean());
        Assert.True((await RegisterAsync(proof)).GetProperty("heldBack").GetBoolean());

        var held = await RegisterAsync();
        Assert.True(held.GetProperty("heldBack").GetBoolean());
        Assert.Equal("waiting", held.Text("status"));
        using var person = host.Person(held.Text("receipt"));
        Assert.Equal("waiting", (await person.GetJsonAsync("/v1/interest")).Text("state"));
        Assert.Equal("parked", await StateAsync(held));

        using var staff = await host.StaffAsync("contact-point-drammen");
        var id = await host.CaseOfAsync(held.Text("receipt"));
        Assert.Contains(id, await CasesAsync(staff, heldBack: true));
        await staff.PutJsonAsync($"/v1/desk/cases/{id}/acknowledgement", null, HttpStatusCode.NoContent);
        Assert.DoesNotContain(id, await CasesAsync(staff, heldBack: true));
        Assert.Contains(id, await CasesAsync(staff, heldBack: false));
        Assert.Equal("waiting", await StateAsync(held));
    }

    [Fact]
    public async Task Those_held_back_are_told_of_by_one_mail_on_the_next_working_day()
    {
        // A Tuesday, 12:00 in Oslo: the next mail would leave at 13.
        host.Clock.Set("2027-03-02T11:00:00Z");
        await host.RunJobsAsync();
        await FloodAsync("municipality:4601");
        await host.SqlAsync($"delete from jobs where kind = 'tell-body'");
        for (var i = 0; i < 5; i++)
        {
            Assert.True((await RegisterAsync(place: "municipality:4601")).GetProperty("heldBack").GetBoolean());
        }

        Assert.Equal(
            [new DateTime(2027, 3, 3, 7, 0, 0, DateTimeKind.Utc)],
            await host.Get<NpgsqlDataSource>()
                .ColumnAsync<DateTime>("select run_at from jobs where kind = 'tell-body' and state = 'waiting'")
        );
    }

    [Fact]
    public async Task A_proof_that_was_forged_changed_or_too_late_lets_nobody_in()
    {
        NextDay();
        var challenge = await FloodAsync();
        var solved = JsonNode.Parse(Convert.FromBase64String(ProofOfWork.Solve(challenge)))!.AsObject();
        var other = Convert.ToHexStringLower(SHA256.HashData("other1"u8));
        var late = solved["salt"]!.GetValue<string>().Replace("expires=1", "expires=2", StringComparison.Ordinal);
        string[] bad =
        [
            "",
            "x",
            new('A', 5000),
            Payload(("number", -1)),
            Payload(("number", 1_000_000_000)),
            Payload(("algorithm", "SHA-512")),
            Payload(("salt", late)),
            Payload(("challenge", other), ("salt", "other"), ("number", 1)),
            Payload(("signature", "")),
            Payload(("signature", new string('0', 64))),
            Payload(("signature", null)),
            Payload(("challenge", null)),
            "bnVsbA==",
            "e30=",
        ];
        foreach (var proof in bad)
        {
            Assert.True((await RegisterAsync(proof)).GetProperty("heldBack").GetBoolean(), proof);
        }

        host.Clock.Advance(TimeSpan.FromMinutes(21));
        await FloodAsync();
        Assert.True((await RegisterAsync(Payload())).GetProperty("heldBack").GetBoolean());

        string Payload(params (string Name, JsonNode? Value)[] changes)
        {
            var changed = solved.DeepClone().AsObject();
            foreach (var (name, value) in changes)
            {
                changed[name] = value;
            }

            return Convert.ToBase64String(Encoding.UTF8.GetBytes(changed.ToJsonString()));
        }
    }

    [Fact]
    public async Task Beyond_the_budget_of_a_body_a_proof_does_not_help_and_other_bodies_notice_nothing()
    {
        NextDay();
        for (var i = 0; i < PerBody; i++)
        {
            host.Clock.Advance(TimeSpan.FromMinutes(3));
            Assert.False((await RegisterAsync(place: "municipality:1103")).GetProperty("heldBack").GetBoolean());
        }

        host.Clock.Advance(TimeSpan.FromMinutes(3));
        Assert.True((await RegisterAsync(place: "municipality:1103")).GetProperty("heldBack").GetBoolean());
        Assert.False((await RegisterAsync(place: "municipality:5001")).GetProperty("heldBack").GetBoolean());
    }

    [Fact]
    public async Task The_harder_it_rains_the_more_is_to_be_solved_and_after_it_nothing()
    {
        NextDay();
        var first = (await FloodAsync()).GetProperty("maxnumber").GetInt32();
        for (var i = 0; i < 20; i++)
        {
            await RegisterAsync();
        }

        Assert.InRange((await ChallengeAsync())!.Value.GetProperty("maxnumber").GetInt32(), first + 1, 500_000);
        host.Clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Null(await ChallengeAsync());
    }

    [Fact]
    public async Task The_worker_of_our_own_pages_solves_it()
    {
        NextDay();
        var challenge = await FloodAsync();
        using var folder = new TemporaryFolder();
        var script = Path.Combine(folder.Path, "proof.mjs");
        await File.WriteAllTextAsync(
            script,
            await host.Anyone.GetStringAsync(BrowserFiles.Address("proof.js"), TestContext.Current.CancellationToken),
            TestContext.Current.CancellationToken
        );
        using var node = Process.Start(
            new ProcessStartInfo(
                "node",
                [
                    "--input-type=module",
                    "-e",
                    $"import {{ solve }} from '{script}'; console.log(await solve({challenge.GetRawText()}));",
                ]
            )
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        var proof = (await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim();

        Assert.False((await RegisterAsync(proof)).GetProperty("heldBack").GetBoolean());
    }

    [Fact]
    public async Task Staff_who_register_somebody_in_a_flood_prove_nothing()
    {
        NextDay();
        await FloodAsync();
        using var staff = await host.StaffAsync("contact-point-drammen");
        var answer = await staff.PostJsonAsync(
            "/v1/desk/interests",
            new { place = "municipality:3301", consent = "2026-11" }
        );
        Assert.False(answer.GetProperty("heldBack").GetBoolean());
    }

    private void NextDay() => host.Clock.Advance(TimeSpan.FromDays(1));

    /// <summary>Registers until it is a flood; the challenge then.</summary>
    private async Task<JsonElement> FloodAsync(string place = "municipality:3301")
    {
        for (var i = 0; i <= 2 * Calm; i++)
        {
            await RegisterAsync(place: place);
        }

        return (await ChallengeAsync())!.Value;
    }

    private async Task<JsonElement?> ChallengeAsync()
    {
        using var answer = await host.Anyone.GetAsync("/v1/challenge", TestContext.Current.CancellationToken);
        return answer.StatusCode == HttpStatusCode.NoContent ? null : await Json.ReadAsync(answer, HttpStatusCode.OK);
    }

    private async Task<JsonElement> RegisterAsync(string? proof = null, string place = "municipality:3301") =>
        await Json.ReadAsync(
            await host.Anyone.SendTextAsync(
                HttpMethod.Post,
                "/v1/interests",
                $$"""{"place":"{{place}}","consent":"2026-11"}""",
                proof is null ? [] : [("Proof", proof)]
            ),
            HttpStatusCode.Created
        );

    private async Task<string> StateAsync(JsonElement answer)
    {
        var id = await host.CaseOfAsync(answer.Text("receipt"));
        return await host.Get<NpgsqlDataSource>()
            .ScalarAsync<string>(
                "select i.state from interests i join cases c on c.interest = i.id where c.id = $1",
                id
            );
    }

    private static async Task<List<Guid>> CasesAsync(HttpClient staff, bool heldBack)
    {
        var listed = await staff.GetJsonAsync($"/v1/desk/cases?limit=100&heldBack={(heldBack ? "true" : "false")}");
        return [.. listed.GetProperty("items").EnumerateArray().Select(item => item.Id())];
    }
}
