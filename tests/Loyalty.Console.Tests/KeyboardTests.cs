namespace Loyalty.Console.Tests;

/// <summary>What seed 001 tells, without a mouse: every step can be reached, and one always knows where one is.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class KeyboardTests(ConsoleFixture fixture)
{
    // So many stops no page has before its content is reached.
    private const int Patience = 60;

    private const string Focused = """
        () => {
          const one = document.activeElement;
          const label = one.labels?.[0]?.textContent ?? one.getAttribute('aria-label') ?? one.textContent;
          return label.replace('optional', '').trim();
        }
        """;

    private const string IsMarked = "() => getComputedStyle(document.activeElement).outlineStyle !== 'none'";

    [RequiresBrowserFact]
    public async Task A_rule_is_drafted_tried_activated_and_shared()
    {
        await using var console = await fixture.OpenAsync();
        var name = Names.Next("Keyboard");
        await console.Button("Sign in").WaitForAsync();
        await TypeAsync(console, fixture.Host.Demo.Owner.ClientId.Value);
        await ReachAsync(console, "Client secret");
        await TypeAsync(console, fixture.Host.Demo.Owner.ClientSecret);
        await PressAsync(console, "Enter");
        await console.IsAtAsync("Overview");

        await FollowAsync(console, "Rules");
        await console.IsAtAsync("Rules");
        await FollowAsync(console, "New rule");
        await console.IsAtAsync("New rule");
        await ReachAsync(console, "Name");
        await TypeAsync(console, name);
        await ReachAsync(console, "Demo partner");
        await PressAsync(console, "Space");
        await ReachAsync(console, "Limit what a member can get");
        await PressAsync(console, "Space");
        await ReachAsync(console, "At most, points");
        await TypeAsync(console, "50");
        await FollowAsync(console, "Save as draft");
        await console.IsAtAsync(name);

        await ReachAsync(console, "Member");
        await TypeAsync(console, fixture.Host.Demo.UserId.Value);
        await PressAsync(console, "Enter");
        await console.ReadsAsync("It would succeed: 10 points.");

        await ReachAsync(console, "Activate…", "Shift+Tab");
        await PressAsync(console, "Enter");
        await console.ReadsAsync($"Activate “{name}”?");
        await FollowAsync(console, "Activate now");
        await console.ReadsAsync($"“{name}” is active");
        await console.Page.Locator(".page-head").GetByText("Active", new() { Exact = true }).WaitForAsync();

        await ReachAsync(console, $"Actions for {name}");
        await PressAsync(console, "Enter");
        await console.Page.WaitForFunctionAsync("() => document.activeElement.textContent === 'Share Rule ID'");
        await PressAsync(console, "Enter");
        await console.ReadsAsync("Rule ID copied");
        Assert.EndsWith(
            await console.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()"),
            console.Page.Url
        );
    }

    private static Task TypeAsync(ConsolePage console, string text) => console.Page.Keyboard.InsertTextAsync(text);

    private static Task PressAsync(ConsolePage console, string key) => console.Page.Keyboard.PressAsync(key);

    private static async Task FollowAsync(ConsolePage console, string name)
    {
        await ReachAsync(console, name);
        await PressAsync(console, "Enter");
    }

    /// <summary>Goes on until something of that name has the focus, and can be seen to have it.</summary>
    private static async Task ReachAsync(ConsolePage console, string name, string key = "Tab")
    {
        for (var i = 0; i < Patience; i++)
        {
            if (Starts(await console.Page.EvaluateAsync<string>(Focused), name))
            {
                Assert.True(
                    await console.Page.EvaluateAsync<bool>(IsMarked),
                    $"The focus on {name} is not to be seen."
                );
                return;
            }

            await PressAsync(console, key);
        }

        Assert.Fail($"{name} cannot be reached with the keyboard.");
    }

    // What helps to choose, such as a client's id, stands after the name.
    private static bool Starts(string found, string name) =>
        found == name || found.StartsWith(name, StringComparison.Ordinal) && !char.IsWhiteSpace(found[name.Length]);
}
