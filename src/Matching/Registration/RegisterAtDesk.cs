using Matching.Access;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Matching.Registration;

/// <summary>
/// Registers somebody who calls or walks in: the very work of <see cref="RegisterInterest"/>, which is not told who
/// calls. So nothing is kept that ties the person to the staff member or the body that helped, and the case goes to
/// whoever answers for the place. Staff read the receipt out or print it; it is not shown again, and the person alone
/// keeps it.
/// </summary>
public static class RegisterAtDesk
{
    /// <summary>
    /// The key of a repeat must be a UUID here too: the answer that it opens again holds the receipt.
    /// </summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/desk/interests", RegisterInterest.ExecuteAsync)
            .WithName("RegisterAtDesk")
            .WithSummary("Register somebody who calls or walks in; the receipt is shown once")
            .Idempotent<InterestForm>(onlyUuid: true)
            .Validates<InterestForm, InterestForm.Validator>()
            .Refuses([Problems.CohortCodeUnknown, .. UnderstoodForm.Refusals])
            .Example(InterestForm.Example)
            .Requires(Role.Coordinator)
            .WithMetadata(new ForAnybody());
}
