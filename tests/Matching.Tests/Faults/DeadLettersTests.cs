using System;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Tests.Support;
using Npgsql;
using Xunit;

namespace Matching.Tests.Faults;

/// <summary>
/// What can never be done is seen at the desk within a minute, keeps nothing else waiting, and can be tried again.
/// </summary>
[Trait("Category", "Faults"), Trait("Category", "Long")]
public sealed class DeadLettersTests : IAsyncLifetime
{
    private string _connection = "";
    private NpgsqlDataSource _database = null!;
    private readonly MailServer _smtp = new();
    private ServiceProcess _service = null!;

    public async ValueTask InitializeAsync()
    {
        _connection = await TestDatabase.CreateAsync();
        _database = NpgsqlDataSource.Create(_connection);
        _service = new(_connection, _smtp);
        await _service.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _smtp.DisposeAsync();
        await _database.DisposeAsync();
        await TestDatabase.DropAsync(_connection);
    }

    [Fact]
    public async Task A_poison_message_is_at_the_desk_within_a_minute_and_can_be_tried_again()
    {
        using var office = await _service.StaffAsync("national-office", Role.NationalAdmin);
        var longest = TimeSpan.Zero;
        var trials = FaultTable.Trials(full: 20);
        for (var trial = 0; trial < trials; trial++)
        {
            // Nothing does this one, now or ever.
            var poison = RandomId.New();
            var watch = Stopwatch.StartNew();
            await _database.RunAsync("insert into jobs (id, kind, run_at) values ($1, 'poison', now())", poison);
            var letter = await SeenAsync(office, item => item.Id() == poison);
            longest = watch.Elapsed > longest ? watch.Elapsed : longest;
            Assert.Equal(("poison", "no-handler"), (letter.Text("kind"), letter.Text("error")));
            await office.PostJsonAsync($"/v1/desk/dead-letters/{poison}/replay", null, HttpStatusCode.NoContent);
            await SeenAsync(office, item => item.Id() == poison && item.Text("at") != letter.Text("at"));
            await _database.RunAsync("delete from jobs where kind = 'poison'");
        }

        var (refusedIn, sentIn) = await RefusedAsync(office);
        FaultTable.Add(
            "dead letters are seen",
            trials + 1,
            lost: null,
            repeated: null,
            orphans: null,
            longest > refusedIn ? longest : refusedIn,
            $"at the desk; tried again, a mail that was refused came after {sentIn.TotalSeconds:F1} s"
        );
        Assert.InRange(longest, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.InRange(refusedIn, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    // An address that refuses for good, until it does not.
    private async Task<(TimeSpan Seen, TimeSpan Sent)> RefusedAsync(HttpClient office)
    {
        var (id, email) = (
            await _database.ScalarAsync<Guid>("select id from bodies where external_id = 'contact-point-drammen'"),
            await _database.ScalarAsync<string>("select email from bodies where external_id = 'contact-point-drammen'")
        );
        _smtp.Answer("RCPT", email, "550 no such mailbox");
        var watch = Stopwatch.StartNew();
        await Json.ReadAsync(
            await _service.Anyone.SendTextAsync(HttpMethod.Post, "/v1/interests", Writers.Form("3301")),
            HttpStatusCode.Created
        );
        var letter = await SeenAsync(office, item => item.Text("kind") == "tell-body" && item.Id("subject") == id);
        var seen = watch.Elapsed;
        _smtp.Answer("RCPT", email, null);
        await office.PostJsonAsync($"/v1/desk/dead-letters/{letter.Id()}/replay", null, HttpStatusCode.NoContent);
        var sent = await Eventually.IsSoAsync(
            () => _smtp.To(email).Count > 0,
            "a dead letter that was tried again did not arrive"
        );
        return (seen, sent);
    }

    private static async Task<JsonElement> SeenAsync(HttpClient office, Func<JsonElement, bool> isIt)
    {
        JsonElement? letter = null;
        await Eventually.IsSoAsync(
            async () =>
            {
                var letters = (await office.GetJsonAsync("/v1/desk/dead-letters")).GetProperty("items");
                letter = letters.EnumerateArray().Where(isIt).Select(found => (JsonElement?)found).FirstOrDefault();
                return letter is not null;
            },
            "a dead letter is not at the desk",
            TimeSpan.FromMinutes(1)
        );
        return letter!.Value;
    }
}
