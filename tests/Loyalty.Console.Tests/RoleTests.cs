using Loyalty.Identity;

namespace Loyalty.Console.Tests;

/// <summary>What one may not do is not offered.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class RoleTests(ConsoleFixture fixture)
{
    private const string Changing =
        "New|Register|Edit|Save|Activate|Deactivate|Archive|Duplicate|Disable|Enable|Adjust|Reverse|Remove|Retry|Drop|Send again|Make";

    [RequiresBrowserFact]
    public async Task A_reader_sees_every_place_and_is_offered_no_change()
    {
        await using var console = await SignInAsync(Scopes.ManageRead);

        foreach (var address in await Pages.AllAsync(fixture))
        {
            if (
                address.Value.EndsWith("/new", StringComparison.Ordinal)
                || address.Value.EndsWith("/edit", StringComparison.Ordinal)
            )
                continue;
            await console.GoAsync(address.Value);
            var offered = await console.Page.EvaluateAsync<string[]>(
                """
                (words) => [...document.querySelectorAll('main button, main a.button, [role=menuitem]')]
                  .map((one) => one.textContent.trim())
                  .filter((text) => new RegExp(`^(${words})`).test(text))
                """,
                Changing
            );
            Assert.True(offered.Length == 0, $"{address.Key}: {string.Join(", ", offered)}");
        }
    }

    [RequiresBrowserFact]
    public async Task Who_drafts_rules_creates_them_and_activates_none()
    {
        await using var console = await SignInAsync(Scopes.RulesDraft);
        var name = Names.Next("Draft");
        Assert.Equal(
            ["Rules", "Programs", "Clients"],
            await console.Page.Locator("nav[aria-label=Console] a").AllTextContentsAsync()
        );

        await console.Link("New rule").ClickAsync();
        await console.FillAsync("Name", name);
        await console.Page.GetByLabel("Demo partner").CheckAsync();
        await console.PressAsync("Save as draft");
        await console.IsAtAsync(name);

        Assert.Equal(0, await console.Button("Activate…").CountAsync());
        await console.FillAsync("Member", fixture.Host.Demo.UserId.Value);
        await console.PressAsync("Simulate");
        await console.ReadsAsync("It would succeed");
        await console.GoAsync("#/rules/demo-earn");
        Assert.Equal(0, await console.Link("Edit").CountAsync());
    }

    private async Task<ConsolePage> SignInAsync(string scope)
    {
        var client = await fixture.Host.Setup.ClientAsync(one => one with { Scopes = [scope] });
        var console = await fixture.OpenAsync();
        await console.SignInAsync(client.ClientId.Value, Setup.Secret);
        await console.SettledAsync();
        return console;
    }
}
