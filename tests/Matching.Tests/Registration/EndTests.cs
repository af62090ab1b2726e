using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Registration;

/// <summary>Asked to end, the program breaks nothing off.</summary>
[Trait("Category", "Long")]
public sealed class EndTests : IAsyncLifetime
{
    private string _connection = "";
    private readonly MailServer _smtp = new();
    private ServiceProcess _service = null!;

    public async ValueTask InitializeAsync()
    {
        _connection = await TestDatabase.CreateAsync();
        _service = new(_connection, _smtp);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _smtp.DisposeAsync();
        await TestDatabase.DropAsync(_connection);
    }

    [Fact]
    public async Task Asked_to_end_it_finishes_what_runs_and_ends_with_0()
    {
        await _service.StartAsync();
        var receipts = new List<string>();
        var load = Enumerable.Range(0, 4).Select(_ => RegisterUntilItEndsAsync(receipts)).ToArray();
        while (receipts.Count < 8 && !load.All(writer => writer.IsCompleted))
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        var (code, took) = await _service.StopAsync();
        await Task.WhenAll(load);

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"exit code {code} after {took.TotalSeconds:F1} s, {receipts.Count} registrations before it"
        );
        Assert.Equal(0, code);
        Assert.True(took < TimeSpan.FromSeconds(15), $"it took {took}");
        Assert.NotEmpty(receipts);
        await _service.StartAsync();
        foreach (var receipt in receipts)
        {
            using var person = _service.Person(receipt);
            await person.GetJsonAsync("/v1/interest");
        }
    }

    private async Task RegisterUntilItEndsAsync(List<string> receipts)
    {
        while (true)
        {
            try
            {
                using var answer = await _service.Anyone.SendTextAsync(
                    HttpMethod.Post,
                    "/v1/interests",
                    """{"place":"municipality:3301","consent":"2026-11"}"""
                );
                var registered = await Json.ReadAsync(answer, HttpStatusCode.Created);
                lock (receipts)
                {
                    receipts.Add(registered.Text("receipt"));
                }
            }
            catch (HttpRequestException)
            {
                // It listens no more, or closed the idle connection as the next call was sent on it. Nothing was
                // promised.
                return;
            }
        }
    }
}
