using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Matching.Tests.Support;

namespace Matching.Tests.Faults;

/// <summary>One call of somebody without a key, and what came of it.</summary>
/// <param name="Status">Null where the connection broke.</param>
/// <param name="Said">The answer's body; of a broken connection, why.</param>
/// <param name="SaysWhen">Whether it says when to come again.</param>
internal sealed record Visit(HttpStatusCode? Status, string Said, bool SaysWhen, TimeSpan Took)
{
    public bool IsGood => Status is HttpStatusCode.OK or HttpStatusCode.Created;

    /// <summary>Refused as one may be: for now, and told when to come again.</summary>
    public bool IsPutOff => Status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable && SaysWhen;

    /// <summary>Of a good registration.</summary>
    public string Receipt => Member("receipt");

    /// <summary>Why it was refused.</summary>
    public string Code => Member("code");

    public static async Task<Visit> RegisterAsync(ServiceProcess service)
    {
        using var body = new StringContent(
            """{"place":"municipality:3301","consent":"2026-11","meeting":["digital"]}""",
            Encoding.UTF8,
            "application/json"
        );
        return await OfAsync(() => service.Anyone.PostAsync("/v1/interests", body, CancellationToken.None));
    }

    public static Task<Visit> SearchAsync(ServiceProcess service) =>
        OfAsync(() => service.Anyone.GetAsync("/v1/groups?near=10.20,59.74", CancellationToken.None));

    private static async Task<Visit> OfAsync(Func<Task<HttpResponseMessage>> callAsync)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            using var answer = await callAsync();
            var said = await answer.Content.ReadAsStringAsync(CancellationToken.None);
            return new(answer.StatusCode, said, answer.Headers.RetryAfter is not null, watch.Elapsed);
        }
        catch (Exception broken) when (broken is HttpRequestException or OperationCanceledException)
        {
            return new(null, broken.ToString(), SaysWhen: false, watch.Elapsed);
        }
    }

    /// <summary>How many of these receipts, which were all acknowledged, open nothing.</summary>
    public static async Task<int> UnreadableAsync(ServiceProcess service, IEnumerable<string> receipts)
    {
        var unreadable = 0;
        await Parallel.ForEachAsync(
            receipts,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (receipt, ct) =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/interest")
                {
                    Headers = { Authorization = new AuthenticationHeaderValue("Receipt", receipt) },
                };
                using var answer = await service.Anyone.SendAsync(request, ct);
                if (answer.StatusCode != HttpStatusCode.OK)
                {
                    Interlocked.Increment(ref unreadable);
                }
            }
        );
        return unreadable;
    }

    /// <inheritdoc cref="UnreadableAsync(ServiceProcess, IEnumerable{string})"/>
    public static Task<int> UnreadableAsync(ServiceProcess service, IEnumerable<Visit> visits) =>
        UnreadableAsync(
            service,
            visits.Where(visit => visit.Status == HttpStatusCode.Created).Select(visit => visit.Receipt)
        );

    public override string ToString() => $"{(int?)Status} {Said}";

    private string Member(string name)
    {
        using var said = JsonDocument.Parse(Said);
        return said.RootElement.GetProperty(name).GetString()!;
    }
}
