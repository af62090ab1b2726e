using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Npgsql;

namespace Matching.Tests.Sweep;

/// <summary>What breaks around the service, and the service itself, while people write to it.</summary>
internal sealed class Harm(SweepWorld world)
{
    private readonly HttpClient _anyone = world.Visitor.Come();

    /// <summary>Every harm by its name, in an order in which it can be done.</summary>
    public IReadOnlyList<(string Name, Func<Task> DoAsync)> All =>
        [
            ("a repeat with another body", RepeatAsync),
            ("a mail server that refuses and quotes", RefuseAsync),
            ("a mail server that breaks off", BreakOffAsync),
            ("a lock that is not given back", LockAsync),
            ("the key store away", KeysAwayAsync),
            ("kill -9 of PostgreSQL", () => AmidAsync(KillDatabaseAsync)),
            ("kill -9 of the key store", () => AmidAsync(KillKeysAsync)),
            ("kill -9 of the program", () => AmidAsync(KillProgramAsync)),
            ("SIGTERM under load", () => AmidAsync(StopProgramAsync)),
        ];

    /// <summary>Makes a call that must fail.</summary>
    public async Task<int> ProvokeAsync(Provocation provocation)
    {
        using var request = new HttpRequestMessage(new HttpMethod(provocation.Method), provocation.Path);
        if (provocation.Body is { } body)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", provocation.ContentType);
        }

        foreach (var (name, value) in provocation.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await _anyone.SendAsync(request);
        return (int)answer.StatusCode;
    }

    private async Task RepeatAsync()
    {
        var key = world.Markers.NewId("idempotency key");
        foreach (var _ in new[] { 1, 2 })
        {
            var text =
                $$"""{"place":"municipality:4601","consent":"2026-11","message":"{{world.Markers.New("message")}}"}""";
            using var answer = await _anyone.SendTextAsync(
                HttpMethod.Post,
                "/v1/interests",
                text,
                ("Idempotency-Key", key)
            );
        }
    }

    private async Task LockAsync()
    {
        await using var connection = await world.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("lock table interests in access exclusive mode", connection);
        await command.ExecuteNonQueryAsync();
        await RegisterAsync();
    }

    private async Task KeysAwayAsync()
    {
        await world.Keys.StopAsync();
        await RegisterAsync();
        await world.Keys.StartAsync();
        await ReadyAsync();
    }

    private async Task RefuseAsync()
    {
        foreach (
            var (address, place, code) in new[]
            {
                ("body-10@example.org", "municipality:5001", "451 4.2.0"),
                ("body-05@example.org", "municipality:1103", "554 5.7.1"),
            }
        )
        {
            var words = $"{world.Markers.New("words of a mail server")} of <{address}>";
            world.Smtp.Answer("DATA", address, $"{code} {words}");
            await RegisterAsync(place);
            await Eventually.IsSoAsync(
                () => world.Smtp.Seen.Any(mail => mail.To.Contains(address)),
                "the mail was not tried"
            );
        }
    }

    private async Task BreakOffAsync()
    {
        await world.Smtp.GoAwayAsync();
        await RegisterAsync();
        await Task.Delay(500);
        world.Smtp.ComeBack();
    }

    private async Task KillDatabaseAsync()
    {
        await world.Main.KillAsync();
        await world.Main.StartAsync();
    }

    private async Task KillKeysAsync()
    {
        await world.Keys.KillAsync();
        await world.Keys.StartAsync();
    }

    private async Task KillProgramAsync()
    {
        await world.Service.KillAsync();
        await world.Service.StartAsync();
    }

    private async Task StopProgramAsync()
    {
        await world.Service.StopAsync();
        await world.Service.StartAsync();
    }

    // While four write as fast as they are answered.
    private async Task AmidAsync(Func<Task> harmAsync)
    {
        using var end = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 4).Select(_ => WriteAsync(end.Token)).ToList();
        await Task.Delay(300);
        await harmAsync();
        await ReadyAsync();
        await end.CancelAsync();
        await Task.WhenAll(writers);
    }

    private async Task WriteAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            await RegisterAsync();
        }
    }

    private async Task RegisterAsync(string place = "municipality:4601")
    {
        var text = $$"""
            {
              "place": "{{place}}", "consent": "2026-11", "message": "{{world.Markers.New("message amid harm")}}",
              "contact": { "email": "{{world.Markers.New("address amid harm")}}@example.org" }
            }
            """;
        try
        {
            using var body = new StringContent(text, Encoding.UTF8, "application/json");
            using var answer = await _anyone.PostAsync("/v1/interests", body, CancellationToken.None);
        }
        catch (HttpRequestException)
        {
            // It was killed.
            await Task.Delay(50);
        }
    }

    private async Task ReadyAsync() =>
        await Eventually.IsSoAsync(
            async () =>
            {
                try
                {
                    using var answer = await _anyone.GetAsync("/health/ready");
                    return answer.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            "the service is not ready"
        );
}
