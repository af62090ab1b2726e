using System.Collections.Generic;
using System.Diagnostics.Metrics;

namespace Matching.Telemetry;

/// <summary>
/// What the modules count, on the meter <c>Matching</c>. A figure carries the kind of what happened and nothing else:
/// no body, no place, no topic. What is counted is what was about to be written: a transaction that fails afterwards is
/// counted all the same.
/// </summary>
public static class Figures
{
    /// <summary>The name of the meter.</summary>
    public const string Meter = "Matching";

    private static readonly Meter Own = new(Meter);

    private static readonly Counter<long> CaseActs = Own.CreateCounter<long>(
        "matching.case.acts",
        "{act}",
        "What happened to cases: opened, acknowledged, reminded, passed on and so on"
    );

    private static readonly Histogram<int> FirstAnswers = Own.CreateHistogram(
        "matching.case.first_answer",
        "d",
        "Days from the day a case began to the day its body first took care of it",
        advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [0, 1, 2, 3, 4, 5, 7, 10, 14, 21, 30] }
    );

    private static readonly Counter<long> Matches = Own.CreateCounter<long>(
        "matching.matches",
        "{match}",
        "Groups that were found to fit an interest"
    );

    /// <summary>Something happened to a case.</summary>
    /// <param name="act">A code of its history.</param>
    public static void CaseAct(string act) => CaseActs.Add(1, new KeyValuePair<string, object?>("act", act));

    /// <summary>A body took care of a case for the first time.</summary>
    /// <param name="days">Days since it began: the anonymous side knows no times.</param>
    public static void FirstAnswer(int days) => FirstAnswers.Record(days);

    /// <summary>So many groups were found to fit an interest.</summary>
    public static void Matched(int groups) => Matches.Add(groups);
}
