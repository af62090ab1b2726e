using System;
using System.Collections.Generic;
using System.Linq;
using FluentValidation;
using Matching.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matching.Sites;

/// <summary>A site as staff write it.</summary>
/// <param name="Name">What the site is called, for the staff.</param>
/// <param name="Origins">Where its pages are, as browsers send it: <c>https://host</c> or
/// <c>https://host:port</c>.</param>
/// <param name="Body">Whose it is; where it is left out, the caller's, or whose it was.</param>
/// <param name="Test">Whether it is only tried out: then its origins may also be on this machine itself
/// (<c>http://localhost:5173</c>), its budget is small, nothing that it does is counted, and every answer to it says
/// <c>Site-Mode: test</c>.</param>
public sealed record SiteForm(string Name, IReadOnlyList<string> Origins, Guid? Body = null, bool Test = false)
{
    public sealed class Validator : AbstractValidator<SiteForm>
    {
        public Validator()
        {
            RuleFor(form => form.Name).OneLine(Site.LongestName);
            RuleFor(form => form.Origins)
                .Must(origins => origins.Count is > 0 and <= Site.MostOrigins)
                .WithMessage($"1 to {Site.MostOrigins} origins")
                .Must(origins => origins.All(origin => origin is not null))
                .WithMessage("none of them may be null")
                .Must(origins => origins.Distinct(StringComparer.Ordinal).Count() == origins.Count)
                .WithMessage("one of them stands twice");
        }
    }

    /// <summary>Why pages cannot be there; null where they can.</summary>
    public ProblemHttpResult? Refusal(SiteOptions options) =>
        Origins
            .Select(
                (origin, index) =>
                    SiteOrigin.ReasonAgainst(origin, Test || options.AllowLoopback) is { } reason
                        ? Problems.OriginRefused.At($"origins[{index}]", reason)
                        : null
            )
            .FirstOrDefault(problem => problem is not null);
}
