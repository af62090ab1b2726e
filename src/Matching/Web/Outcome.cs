using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matching.Web;

/// <summary>What was asked for, or the problem to answer with.</summary>
public readonly struct Outcome<T>
    where T : notnull
{
    private readonly T? _value;
    private readonly ProblemHttpResult? _problem;

    private Outcome(T? value, ProblemHttpResult? problem) => (_value, _problem) = (value, problem);

    /// <summary>Whether it is there; if not, why.</summary>
    public bool Is([MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out ProblemHttpResult? problem)
    {
        (value, problem) = (_value, _problem);
        return problem is null;
    }

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(ProblemHttpResult problem) => new(default, problem);
}
