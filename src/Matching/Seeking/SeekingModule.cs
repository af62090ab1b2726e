using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Matching.Seeking;

/// <summary>
/// The pages for somebody who seeks: search, form, receipt, and what they lead to. Promises that everything works
/// without scripts, that nothing found is never an empty page, that no page writes a topic, a place or a code into an
/// address, a cookie or the browser's storage, and that each asks the use case of the API. It refuses to know anybody:
/// what a page must remember until the next one stands in its own form.
/// </summary>
public static class SeekingModule
{
    /// <summary>At the root, since people read these addresses, and in no document of the API.</summary>
    public static void MapSeeking(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/").InOneTransaction().ExcludeFromDescription().AllowAnonymous();
        SeekGroups.Map(pages);
        ShowGroupPage.Map(pages);
        ShowBodyPage.Map(pages);
        FillInForm.Map(pages);
        SendForm.Map(pages);
        ShowAbout.Map(pages);
        LeavePage.Map(pages);

        OpenReceipt.MapEmpty(pages);
        var receipt = pages.MapGroup("/receipt").WithCodeOfForm();
        OpenReceipt.Map(receipt);
        AnswerHere.Map(receipt);
        LeaveGroupHere.Map(receipt);
        WriteHere.Map(receipt);
        ExtendHere.Map(receipt);
        ChangeCodeHere.Map(receipt);
        WithdrawHere.Map(receipt);
    }
}
