using System;
using System.Diagnostics;
using System.Linq;
using OpenTelemetry;

namespace Matching.Telemetry;

/// <summary>
/// Takes from figures and spans what is not on the list, before anything leaves: no path with ids, no query, no
/// statement, no address, no user agent, no message of an exception.
/// </summary>
internal sealed class CleanSpans : BaseProcessor<Activity>
{
    /// <summary>All that a figure or a span may carry.</summary>
    public static readonly string[] Allowed =
    [
        "act",
        "cpu.mode",
        "db.client.connection.state",
        "db.system.name",
        "error.type",
        "gc.heap.generation",
        "http.request.method",
        "http.response.status_code",
        "http.route",
        "kind",
        "url.scheme",
    ];

    public override void OnEnd(Activity data)
    {
        // Events cannot be taken out again, and one of an exception says its message, which may quote what was sent.
        if (data.Events.Any(happened => happened.Name == "exception" || happened.Tags.Any()))
        {
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            return;
        }

        foreach (var (key, _) in data.TagObjects.ToList())
        {
            if (!Allowed.Contains(key, StringComparer.Ordinal))
            {
                data.SetTag(key, null);
            }
        }

        data.DisplayName =
            data.Kind == ActivityKind.Server
                ? $"{data.GetTagItem("http.request.method")} {data.GetTagItem("http.route")}".Trim()
                : data.Source.Name;
        data.TraceStateString = null;
        data.SetStatus(data.Status);
    }
}
