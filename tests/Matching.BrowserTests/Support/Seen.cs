using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Matching.Tests.Fences;
using Microsoft.Playwright;
using Xunit;

namespace Matching.BrowserTests.Support;

/// <summary>How a page looks, to people and to axe.</summary>
public static class Seen
{
    private static readonly string[] Rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

    /// <summary>Keeps a picture of the whole page as <c>artifacts/browser/NAME.png</c>.</summary>
    public static Task PictureAsync(this IPage page, string name) =>
        page.ScreenshotAsync(
            new()
            {
                Path = Path.Combine(Committed.Root(), "artifacts", "browser", name + ".png"),
                FullPage = true,
                Animations = ScreenshotAnimations.Disabled,
            }
        );

    /// <summary>axe finds nothing against WCAG 2.2 A and AA, also in shadow roots.</summary>
    /// <param name="state">What is looked at, for the message.</param>
    public static async Task AxeFindsNothingAsync(this IPage page, string state)
    {
        var result = await page.RunAxe(
            new AxeRunOptions
            {
                RunOnly = new RunOnlyOptions { Type = "tag", Values = [.. Rules] },
            }
        );
        var told = result.Violations.SelectMany(violation =>
            violation.Nodes.Select(node => $"{violation.Id}: {violation.Help}\n    {node.Target}\n    {node.Html}")
        );
        Assert.True(result.Violations.Length == 0, $"{state}:\n  {string.Join("\n  ", told)}");
        Assert.NotEmpty(result.Passes);
    }

    /// <summary>Nothing must be scrolled to the side.</summary>
    public static async Task NeedsNoScrollingAsideAsync(this IPage page)
    {
        var wide = await page.EvaluateAsync<string[]>(
            """
            () => {
                const { scrollWidth, clientWidth } = document.scrollingElement;
                return scrollWidth <= clientWidth ? [] : [...document.querySelectorAll('body *')]
                    .filter(it => !it.firstElementChild && it.getBoundingClientRect().right > clientWidth)
                    .slice(0, 20)
                    .map(it => `${Math.ceil(it.getBoundingClientRect().right)} ${it.outerHTML.slice(0, 120)}`)
                    .concat(`${scrollWidth} is wider than the window`);
            }
            """
        );
        Assert.True(wide.Length == 0, string.Join("\n  ", wide));
    }
}
