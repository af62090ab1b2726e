using System.Threading.Tasks;
using Microsoft.Playwright;
using Xunit;

namespace Matching.BrowserTests.Seeking;

/// <summary>How somebody works a page: with a pointer, or with the keyboard alone.</summary>
public abstract class Hand(IPage page)
{
    // More stops than any page has.
    private const int MostStops = 300;

    /// <summary>With a mouse.</summary>
    public static Hand Mouse(IPage page) => new Pointer(page);

    /// <summary>With keys alone: from where it stands, as far as Tab leads.</summary>
    public static Hand Keyboard(IPage page) => new Keys(page);

    protected IPage Page => page;

    /// <summary>Presses a button, follows a link.</summary>
    public abstract Task PressAsync(ILocator target);

    /// <summary>Ticks a box.</summary>
    public abstract Task TickAsync(ILocator box);

    /// <summary>Writes into a field.</summary>
    public abstract Task WriteAsync(ILocator field, string text);

    /// <summary>Writes into a field that suggests, and takes the first suggestion.</summary>
    public async Task ChooseAsync(ILocator field, string text)
    {
        await WriteAsync(field, text);
        var list = Page.Locator($"#{await field.GetAttributeAsync("id")}-list u-option").First;
        await Assertions.Expect(list).ToBeVisibleAsync();
        await TakeAsync(list);
    }

    protected abstract Task TakeAsync(ILocator suggestion);

    private sealed class Pointer(IPage page) : Hand(page)
    {
        public override Task PressAsync(ILocator target) => target.ClickAsync();

        public override Task TickAsync(ILocator box) => box.CheckAsync();

        public override async Task WriteAsync(ILocator field, string text)
        {
            await field.ClickAsync();
            await field.FillAsync("");
            await field.PressSequentiallyAsync(text);
        }

        protected override Task TakeAsync(ILocator suggestion) => suggestion.ClickAsync();
    }

    private sealed class Keys(IPage page) : Hand(page)
    {
        public override async Task PressAsync(ILocator target)
        {
            await ReachAsync(target);
            await Page.Keyboard.PressAsync("Enter");
        }

        public override async Task TickAsync(ILocator box)
        {
            await ReachAsync(box);
            await Page.Keyboard.PressAsync("Space");
            await Assertions.Expect(box).ToBeCheckedAsync();
        }

        public override async Task WriteAsync(ILocator field, string text)
        {
            await ReachAsync(field);
            await Page.Keyboard.PressAsync("Control+a");
            await Page.Keyboard.TypeAsync(text);
        }

        protected override async Task TakeAsync(ILocator suggestion)
        {
            await Page.Keyboard.PressAsync("ArrowDown");
            await Page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(suggestion).ToBeHiddenAsync();
        }

        private async Task ReachAsync(ILocator target)
        {
            await Assertions.Expect(target).ToBeVisibleAsync();
            for (var stop = 0; stop < MostStops; stop++)
            {
                if (await target.EvaluateAsync<bool>("it => it === document.activeElement"))
                {
                    return;
                }

                await Page.Keyboard.PressAsync("Tab");
            }

            Assert.Fail($"no key leads to {target}");
        }
    }
}
