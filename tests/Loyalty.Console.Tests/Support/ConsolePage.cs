namespace Loyalty.Console.Tests.Support;

/// <summary>The console as a person has it before them.</summary>
internal sealed class ConsolePage : IAsyncDisposable
{
    private readonly List<string> faults = [];

    public ConsolePage(IPage page)
    {
        Page = page;
        page.PageError += (_, fault) => faults.Add(fault);
        page.Console += (_, message) =>
        {
            // The browser says so too when an answer is a 4xx, which many tests ask for.
            if (
                message.Type == "error"
                && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)
            )
                faults.Add(message.Text);
        };
        page.Dialog += async (_, dialog) =>
        {
            faults.Add($"A script has opened: {dialog.Message}");
            await dialog.DismissAsync();
        };
    }

    public IPage Page { get; }

    /// <summary>The heading of the page that is open.</summary>
    public ILocator Heading => Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Level = 1 });

    /// <summary>The dialog that is open.</summary>
    public ILocator Dialog => Page.Locator("dialog[open]");

    public async Task SignInAsync(string clientId, string secret)
    {
        await FillAsync("Client id", clientId);
        await FillAsync("Client secret", secret);
        await PressAsync("Sign in");
        await Page.Locator(".frame").WaitForAsync();
    }

    /// <summary>Opens a page of the console by its address and waits until it is there.</summary>
    public async Task GoAsync(string address)
    {
        // The old heading stays until the new page is ready; marking it tells the two apart.
        await Page.EvaluateAsync(
            """
            (address) => {
              document.querySelector('h1')?.setAttribute('data-old', '');
              if (location.hash === address) dispatchEvent(new HashChangeEvent('hashchange'));
              else location.hash = address;
            }
            """,
            address
        );
        await Page.Locator("h1:not([data-old])").First.WaitForAsync();
        await SettledAsync();
    }

    /// <summary>Waits until nothing on the page is on its way any more.</summary>
    public Task SettledAsync() =>
        Page.WaitForFunctionAsync("() => !document.querySelector('.loading') && document.querySelector('h1')");

    public Task FillAsync(string label, string value) => Field(label).FillAsync(value);

    public Task ChooseAsync(string label, string option) => Field(label).SelectOptionAsync(option);

    public ILocator Field(string label) => Top.GetByLabel(label, new LocatorGetByLabelOptions { Exact = false }).First;

    public Task PressAsync(string button) => Button(button).ClickAsync();

    public ILocator Button(string name) =>
        Top.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = name, Exact = true });

    public ILocator Link(string name) =>
        Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = name, Exact = true });

    /// <summary>Opens a menu and chooses from it.</summary>
    public async Task ChooseFromMenuAsync(string menu, string item)
    {
        await PressAsync(menu);
        await Page.GetByRole(AriaRole.Menuitem, new PageGetByRoleOptions { Name = item }).ClickAsync();
    }

    /// <summary>Waits until a text is to be read.</summary>
    public Task ReadsAsync(string text) => Top.GetByText(text).First.WaitForAsync();

    /// <summary>Waits until a field holds a value.</summary>
    public Task HoldsAsync(string field, string value) => Assertions.Expect(Field(field)).ToHaveValueAsync(value);

    /// <summary>Waits until the page has this heading.</summary>
    public async Task IsAtAsync(string heading)
    {
        await Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = heading, Level = 1 }).WaitForAsync();
        await SettledAsync();
    }

    /// <summary>Closes it; no script has failed meanwhile, and none was kept from running by the policy.</summary>
    public async ValueTask DisposeAsync()
    {
        await Page.Context.DisposeAsync();
        Assert.Empty(faults);
    }

    // What is under a dialog cannot be reached by a person, so it is not looked at either.
    private ILocator Top => Page.Locator("dialog[open], body:not(:has(dialog[open]))").Last;
}
