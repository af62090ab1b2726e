using System.Collections.Generic;
using System.Diagnostics;

namespace Matching.Telemetry;

/// <summary>
/// Who calls has no say in how her call is told of: what she sends as context, baggage or state of a trace is not read,
/// and nothing of ours is passed on.
/// </summary>
internal sealed class OwnContext : DistributedContextPropagator
{
    public override IReadOnlyCollection<string> Fields => [];

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) { }

    public override void ExtractTraceIdAndState(
        object? carrier,
        PropagatorGetterCallback? getter,
        out string? traceId,
        out string? traceState
    ) => (traceId, traceState) = (null, null);

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(
        object? carrier,
        PropagatorGetterCallback? getter
    ) => null;
}
