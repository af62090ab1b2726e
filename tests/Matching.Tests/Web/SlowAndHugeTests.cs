using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Web;

/// <summary>
/// Whatever is sent over a bare connection ends in bounded time with a refusal or the end of the connection, nothing
/// comes of it, and everybody else is answered as quickly as ever.
/// </summary>
[Trait("Category", "Long")]
public sealed class SlowAndHugeTests(TestHost host) : IClassFixture<TestHost>
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Each_is_refused_or_cut_off_in_time_and_beside_them_all_a_normal_call_stays_quick()
    {
        var before = await host.WithDbAsync(db => db.Interests.CountAsync());
        using var done = new CancellationTokenSource();
        await host.Anyone.PostJsonAsync("/v1/topics/search", new { q = "sorg" }, HttpStatusCode.OK);
        var beside = CallAsync(done.Token);
        // Each of the slow ones twenty times: they wait, and nobody waits for them.
        var all = SlowAndHuge.All.SelectMany(one => Enumerable.Repeat(one, one.Value.Then is null ? 1 : 20));
        var ends = await Task.WhenAll(all.Select(one => Task.Run(() => SendAsync(one.Key, one.Value))));
        await done.CancelAsync();
        var calls = (await beside).Order().ToList();
        var usual = calls[calls.Count * 19 / 20];

        var output = TestContext.Current.TestOutputHelper!;
        foreach (var end in ends.GroupBy(end => end.Name).OrderBy(end => end.Key, StringComparer.Ordinal))
        {
            output.WriteLine(
                $"{end.Key}: {string.Join('/', end.Select(one => one.Status).Distinct())} after {end.Max(one => one.Took.TotalSeconds):F1} s"
            );
        }

        output.WriteLine(
            $"{ends.Length} connections of {SlowAndHuge.All.Count} kinds; {calls.Count} normal calls beside them, half of them within {calls[calls.Count / 2].TotalMilliseconds:F0} ms, 95 of a hundred within {usual.TotalMilliseconds:F0} ms"
        );
        Assert.InRange(SlowAndHuge.All.Count, 20, 1000);
        Assert.Empty(ends.Where(end => end.Status >= 500).Select(end => $"{end.Name}: {end.Status}"));
        Assert.Empty(
            ends.Where(end => end.Status != 0 && !SlowAndHuge.All[end.Name].Statuses.Contains(end.Status))
                .Select(end => $"{end.Name}: {end.Status}")
                .Distinct()
        );
        Assert.Empty(ends.Where(end => end.Took > Longest).Select(end => end.Name));
        Assert.Empty(ends.Where(end => end.Second).Select(end => $"{end.Name}: a second answer"));
        Assert.True(usual < Quick, $"normal calls took {usual}");
        Assert.Equal(before, await host.WithDbAsync(db => db.Interests.CountAsync()));
    }

    private async Task<List<TimeSpan>> CallAsync(CancellationToken ct)
    {
        var took = new List<TimeSpan>();
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = host.Address };
        while (!ct.IsCancellationRequested)
        {
            var watch = Stopwatch.StartNew();
            await client.PostJsonAsync("/v1/topics/search", new { q = "sorg" }, HttpStatusCode.OK);
            took.Add(watch.Elapsed);
            await Task.Delay(100, CancellationToken.None);
        }

        return took;
    }

    // Sends until there is an answer, and reads until the other side ends the connection.
    private async Task<(string Name, int Status, TimeSpan Took, bool Second)> SendAsync(string name, Sent what)
    {
        var watch = Stopwatch.StartNew();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(host.Address.Host, host.Address.Port, TestContext.Current.CancellationToken);
        using var answered = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        answered.CancelAfter(Longest * 2);
        var answer = ReadAsync(socket, answered);
        try
        {
            await socket.SendAsync(what.First, answered.Token);
            if (name == "half a body and the end")
            {
                socket.Shutdown(SocketShutdown.Send);
            }

            while (what.Then is { } then)
            {
                await Task.Delay(what.Every, answered.Token);
                await socket.SendAsync(then, answered.Token);
            }
        }
        catch (Exception end) when (end is SocketException or OperationCanceledException)
        {
            // It was answered, or cut off.
        }

        var text = await answer;
        var answers = text.Split("HTTP/1.1 ")
            .Skip(1)
            .Where(one => !one.StartsWith("100", StringComparison.Ordinal))
            .ToList();
        var status = answers.Count == 0 ? 0 : int.Parse(answers[0][..3], CultureInfo.InvariantCulture);
        return (name, status, watch.Elapsed, answers.Count > 1);
    }

    private static async Task<string> ReadAsync(Socket socket, CancellationTokenSource answered)
    {
        using var read = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            while (await socket.ReceiveAsync(buffer, answered.Token) is > 0 and var count)
            {
                read.Write(buffer, 0, count);
                if (
                    Encoding
                        .Latin1.GetString(read.ToArray())
                        .Replace("HTTP/1.1 100", "", StringComparison.Ordinal)
                        .Contains("HTTP/1.1 ", StringComparison.Ordinal)
                )
                {
                    // Enough was said; what else comes is looked at for a moment.
                    answered.CancelAfter(TimeSpan.FromSeconds(2));
                }
            }

            await answered.CancelAsync();
        }
        catch (Exception end) when (end is SocketException or OperationCanceledException)
        {
            // Reset, or long enough.
        }

        return Encoding.Latin1.GetString(read.ToArray());
    }
}
