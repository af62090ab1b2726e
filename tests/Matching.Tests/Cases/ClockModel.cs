using System;
using System.Collections.Generic;
using System.Linq;
using Matching.Calendar;

namespace Matching.Tests.Cases;

/// <summary>
/// The clock of cases as 4-matching says it, in plain C#: bodies by their place in the chain, the last one being the
/// national office; everybody asks for an answer on the third working day.
/// </summary>
internal sealed class ClockModel(int bodies, Func<int, Guid> id)
{
    public sealed class Body
    {
        public string State { get; set; } = "active";

        public bool Unreachable { get; set; }

        public bool Silent { get; set; }
    }

    public sealed class Case
    {
        public required Guid Id { get; init; }

        public int Body { get; set; }

        public string State { get; set; } = "told";

        public DateOnly Deadline { get; set; }

        public DateOnly? Reminded { get; set; }

        public string? Why { get; set; }

        // Those that handed it on or were silent.
        public HashSet<int> Had { get; } = [];
    }

    private readonly HashSet<(string Kind, int Body)> _errands = [];

    public IReadOnlyList<Body> Bodies { get; } = [.. Enumerable.Range(0, bodies).Select(_ => new Body())];

    public List<Case> Cases { get; } = [];

    /// <summary>The bodies that are told of something by what happened last.</summary>
    public HashSet<int> Told { get; } = [];

    public int Last => Bodies.Count - 1;

    public bool CanAnswer(int body) =>
        body == Last || Bodies[body] is { State: "active", Unreachable: false, Silent: false };

    public void Register(Guid @case, DateOnly today)
    {
        var body = Enumerable.Range(0, bodies).First(CanAnswer);
        Cases.Add(
            new Case
            {
                Id = @case,
                Body = body,
                Deadline = WorkingDays.After(today, 3),
            }
        );
        Told.Add(body);
    }

    public void Morning(DateOnly today)
    {
        if (!WorkingDays.IsWorkingDay(today))
        {
            return;
        }

        foreach (var @case in Cases.Where(one => one.State == "told"))
        {
            if (@case.Reminded is null ? today > @case.Deadline : @case.Body == Last && IsSilent(@case, today))
            {
                @case.Reminded = today;
                Told.Add(@case.Body);
            }
        }

        PassOn(Cases.Where(@case => WhyNot(@case, today) is not null), today);
    }

    public bool Acknowledge(Case @case)
    {
        if (@case.State == "closed")
        {
            return false;
        }

        Speaks(@case.Body);
        @case.State = "acknowledged";
        return true;
    }

    public bool Close(Case @case)
    {
        if (@case.State == "closed")
        {
            return false;
        }

        Speaks(@case.Body);
        @case.State = "closed";
        return true;
    }

    public bool HandOver(Case @case, int to, DateOnly today)
    {
        if (@case.State == "closed" || to == @case.Body || !CanAnswer(to))
        {
            return false;
        }

        Speaks(@case.Body);
        @case.Had.Add(@case.Body);
        Give(@case, to, "no-capacity", today);
        Told.Add(to);
        return true;
    }

    public void Write(Case @case, DateOnly today)
    {
        if (@case.State != "told")
        {
            (@case.State, @case.Reminded, @case.Deadline) = ("told", null, WorkingDays.After(today, 3));
            PassOn([@case], today);
        }

        Told.Add(@case.Body);
    }

    public bool Pause(int body, DateOnly today)
    {
        if (Bodies[body].State != "active")
        {
            return false;
        }

        Bodies[body].State = "paused";
        PassOnFrom(body, today);
        return true;
    }

    public bool Resume(int body)
    {
        var (was, silent) = (Bodies[body].State, Bodies[body].Silent);
        if (was != "paused" && !silent)
        {
            return false;
        }

        (Bodies[body].State, Bodies[body].Silent) = (was == "paused" ? "active" : was, false);
        Mended(body);
        return true;
    }

    public bool End(int body, DateOnly today)
    {
        if (Bodies[body].State == "ended")
        {
            return false;
        }

        Bodies[body].State = "ended";
        if (Cases.Any(@case => @case.Body == body && @case.State != "closed"))
        {
            Tell("ended", body);
        }

        PassOnFrom(body, today);
        return true;
    }

    public void Bounce(int body, DateOnly today)
    {
        Bodies[body].Unreachable = true;
        if (Bodies[body].State != "ended")
        {
            Tell("unreachable", body);
        }

        PassOnFrom(body, today);
    }

    public void Mend(int body)
    {
        (Bodies[body].Unreachable, Bodies[body].Silent) = (false, false);
        Mended(body);
    }

    private static bool IsSilent(Case @case, DateOnly today) =>
        @case.State == "told" && @case.Reminded is { } reminded && today >= WorkingDays.After(reminded, 2);

    private string? WhyNot(Case @case, DateOnly today) =>
        @case.State == "closed" || @case.Body == Last ? null
        : Bodies[@case.Body].State == "ended" ? "ended"
        : Bodies[@case.Body].Unreachable ? "unreachable"
        : Bodies[@case.Body].State == "paused" && @case.State == "told" ? "paused"
        : IsSilent(@case, today) ? "silent"
        : null;

    private void PassOnFrom(int body, DateOnly today) => PassOn(Cases.Where(@case => @case.Body == body), today);

    // The earliest deadline first: whoever falls silent by one case does not get the next.
    private void PassOn(IEnumerable<Case> cases, DateOnly today)
    {
        foreach (
            var @case in cases
                .OrderBy(one => one.Deadline)
                .ThenBy(one => one.Id.ToString(), StringComparer.Ordinal)
                .ToList()
        )
        {
            if (WhyNot(@case, today) is not { } why)
            {
                continue;
            }

            var before = @case.Body;
            var next = Enumerable
                .Range(0, bodies)
                .FirstOrDefault(body => CanAnswer(body) && body != before && !@case.Had.Contains(body), Last);
            if (why == "silent")
            {
                @case.Had.Add(before);
                Bodies[before].Silent = true;
                Tell("silent", before);
            }

            if (why is "silent" or "paused")
            {
                Told.Add(before);
            }

            Give(@case, next, why, today);
            Told.Add(next);
        }
    }

    private static void Give(Case @case, int body, string why, DateOnly today)
    {
        (@case.Body, @case.State, @case.Reminded, @case.Why) = (body, "told", null, why);
        @case.Deadline = WorkingDays.After(today, 3);
    }

    // The national office has something to do about a body, and hears of it where that is new.
    private void Tell(string kind, int body)
    {
        if (_errands.Add((kind, body)))
        {
            Told.Add(Last);
        }
    }

    private void Speaks(int body)
    {
        if (Bodies[body].Silent)
        {
            Bodies[body].Silent = false;
            Mended(body);
        }
    }

    private void Mended(int body)
    {
        if (!Bodies[body].Silent)
        {
            _errands.Remove(("silent", body));
        }

        if (!Bodies[body].Unreachable)
        {
            _errands.Remove(("unreachable", body));
        }
    }

    /// <summary>The id in the database of a body of the chain.</summary>
    public Guid IdOf(int body) => id(body);
}
