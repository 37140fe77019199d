namespace Loyalty.Console.Tests;

/// <summary>
/// Every page, on a narrow screen and a wide one, light and dark: nothing that axe-core calls serious, nothing wider than
/// the screen, no error. Pictures of all of them are left where CONSOLE_SCREENSHOTS says.
/// </summary>
[Collection(ConsoleCollection.Name)]
public sealed class PageTests(ConsoleFixture fixture)
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("CONSOLE_SCREENSHOTS");

    // The layout changes between them; 320 and 720 are also what a zoom of 400 % and of 200 % leave of a usual screen.
    private static readonly int[] Widths = [320, 720, 840, 1000, 1200, 1280];

    [RequiresBrowserTheory]
    [InlineData(1440, ColorScheme.Light, true)]
    [InlineData(1440, ColorScheme.Dark, false)]
    [InlineData(360, ColorScheme.Light, false)]
    [InlineData(360, ColorScheme.Dark, true)]
    public async Task Every_page_is_accessible_and_fits(int width, ColorScheme scheme, bool isChecked)
    {
        // Each width and each scheme is checked by axe-core once, which takes longest.
        var pages = await Pages.AllAsync(fixture);
        var faults = new List<string>();
        await using var console = await fixture.OpenAsync(width, scheme);
        await DrawAsync(console, "sign-in", width, scheme);
        await CheckAsync(console, "sign-in", isChecked, faults);
        await console.SignInAsync(fixture.Host.Demo.Owner.ClientId.Value, fixture.Host.Demo.Owner.ClientSecret);
        foreach (var (name, address) in pages)
        {
            await console.GoAsync(address);
            await DrawAsync(console, name, width, scheme);
            await CheckAsync(console, name, isChecked, faults);
        }

        Assert.Empty(faults);
    }

    [RequiresBrowserFact]
    public async Task Every_page_fits_where_the_layout_changes()
    {
        var pages = await Pages.AllAsync(fixture);
        var faults = new List<string>();
        await using var console = await fixture.SignInAsync();
        foreach (var (name, address) in pages)
        {
            await console.GoAsync(address);
            foreach (var width in Widths)
            {
                await console.Page.SetViewportSizeAsync(width, 900);
                await FitsAsync(console.Page, name, faults);
            }
        }

        Assert.Empty(faults);
    }

    [RequiresBrowserFact]
    public async Task Dialogs_and_menus_are_accessible_and_give_the_focus_back()
    {
        await using var console = await fixture.SignInAsync();
        var pages = await Pages.AllAsync(fixture);
        await console.GoAsync(pages["rule"]);
        var menu = console.Button("Actions for Winter promotion");

        await menu.FocusAsync();
        await console.Page.Keyboard.PressAsync("Enter");
        await FocusIsOnAsync(console, "Share Rule ID");
        Assert.Empty(await AxeCore.SeriousFindingsAsync(console.Page));
        await console.Page.Keyboard.PressAsync("ArrowDown");
        await FocusIsOnAsync(console, "Send Email");
        await console.Page.Keyboard.PressAsync("End");
        await FocusIsOnAsync(console, "Archive…");
        await console.Page.Keyboard.PressAsync("Enter");
        await console.ReadsAsync("can never be activated again");
        await FocusIsOnAsync(console, "Cancel");
        Assert.Empty(await AxeCore.SeriousFindingsAsync(console.Page));
        await console.Page.Keyboard.PressAsync("Escape");
        Assert.True(await menu.EvaluateAsync<bool>("(one) => one === document.activeElement"));
    }

    [RequiresBrowserFact]
    public async Task A_new_page_begins_at_its_heading_and_the_menu_of_narrow_screens_opens()
    {
        await using var console = await fixture.SignInAsync(width: 360);
        await console.PressAsync("Menu");
        await console.Link("Members").ClickAsync();
        await console.IsAtAsync("Members");

        await FocusIsOnAsync(console, "Members");
        Assert.StartsWith("Members · ", await console.Page.TitleAsync());
        Assert.False(await console.Link("Rules").IsVisibleAsync());
    }

    private static Task FocusIsOnAsync(ConsolePage console, string text) =>
        console.Page.WaitForFunctionAsync("(text) => document.activeElement.textContent.trim() === text", text);

    internal static async Task DrawAsync(ConsolePage console, string name, int width, ColorScheme scheme)
    {
        if (Folder is null)
            return;
        var path = Path.Combine(Folder, $"{name}-{width}-{scheme}.png".ToLowerInvariant());
        await console.Page.ScreenshotAsync(new PageScreenshotOptions { Path = path, FullPage = true });
    }

    private static async Task FitsAsync(IPage page, string name, List<string> faults)
    {
        if (await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > innerWidth"))
            faults.Add($"{name} is wider than a screen of {page.ViewportSize!.Width}.");
    }

    internal static async Task CheckAsync(ConsolePage console, string name, bool isChecked, List<string> faults)
    {
        var page = console.Page;
        if (isChecked)
            faults.AddRange((await AxeCore.SeriousFindingsAsync(page)).Select(finding => $"{name}: {finding}"));
        await FitsAsync(page, name, faults);
        if (name != "missing" && await page.Locator(".state-error").CountAsync() > 0)
            faults.Add($"{name}: {await page.Locator(".state-error").First.TextContentAsync()}");
    }
}
