namespace Loyalty.Console.Tests;

/// <summary>Signing in, and a token that runs out while somebody is at work.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class SessionTests(ConsoleFixture fixture)
{
    private static readonly TimeSpan PastTheToken = TimeSpan.FromMinutes(11);

    [RequiresBrowserFact]
    public async Task A_wrong_secret_is_said_and_the_input_stays()
    {
        await using var console = await fixture.OpenAsync();
        await console.FillAsync("Client id", "demo-owner");
        await console.FillAsync("Client secret", "wrong");
        await console.PressAsync("Sign in");

        await console.ReadsAsync("do not belong together");
        await console.HoldsAsync("Client id", "demo-owner");
    }

    [RequiresBrowserFact]
    public async Task A_client_without_a_scope_of_the_console_is_told_so()
    {
        await using var console = await fixture.OpenAsync();
        var partner = fixture.Host.Demo.Partner;
        await console.FillAsync("Client id", partner.ClientId.Value);
        await console.FillAsync("Client secret", partner.ClientSecret);
        await console.PressAsync("Sign in");

        await console.ReadsAsync("none of the scopes");
    }

    [RequiresBrowserFact]
    public async Task A_reload_and_a_new_tab_are_signed_in()
    {
        await using var console = await fixture.SignInAsync();
        await console.GoAsync("#/members");

        await console.Page.ReloadAsync();
        await console.IsAtAsync("Members");

        var tab = await console.Page.Context.NewPageAsync();
        await tab.GotoAsync("/console/#/rules");
        await tab.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Rules", Level = 1 }).WaitForAsync();
    }

    [RequiresBrowserFact]
    public async Task An_expired_token_is_renewed_without_a_word()
    {
        await using var console = await fixture.SignInAsync();

        fixture.Host.Clock.Advance(PastTheToken);

        await console.GoAsync("#/members");
        await console.IsAtAsync("Members");
        Assert.Equal(0, await console.Dialog.CountAsync());
    }

    [RequiresBrowserFact]
    public async Task A_session_that_ends_loses_no_input_and_the_save_goes_on()
    {
        await using var console = await fixture.SignInAsync();
        var userId = Names.Next("late");
        await console.GoAsync("#/members/new");
        await console.FillAsync("User ID", userId);
        await console.FillAsync("Card number", "6001 77");

        fixture.Host.Clock.Advance(PastTheToken);
        await console.Page.Context.ClearCookiesAsync();
        await console.PressAsync("Register");
        await console.ReadsAsync("Your session has ended");
        await console.FillAsync("Client secret", fixture.Host.Demo.Owner.ClientSecret);
        await console.PressAsync("Sign in and go on");

        // Nobody presses anything again: what was asked for goes on by itself.
        await console.IsAtAsync(userId);
        await console.ReadsAsync("6001 77");
    }

    [RequiresBrowserFact]
    public async Task Signing_out_ends_the_session_in_every_tab()
    {
        await using var console = await fixture.SignInAsync();
        var tab = await console.Page.Context.NewPageAsync();
        await tab.GotoAsync("/console/#/rules");
        await tab.Locator(".frame").WaitForAsync();

        await console.PressAsync("Sign out");
        await console.ReadsAsync("You are signed out.");

        await tab.GetByText("You are signed out.").WaitForAsync();
        await console.Page.ReloadAsync();
        await console.IsAtAsync("Business console");
        Assert.Empty(await console.Page.Context.CookiesAsync());
    }

    [RequiresBrowserFact]
    public async Task No_script_finds_the_token_or_the_secret_where_a_page_can_keep_things()
    {
        await using var console = await fixture.SignInAsync();

        Assert.Equal(0, await console.Page.EvaluateAsync<int>("() => localStorage.length + sessionStorage.length"));
        Assert.Equal("", await console.Page.EvaluateAsync<string>("() => document.cookie"));
        var cookie = Assert.Single(await console.Page.Context.CookiesAsync());
        Assert.True(cookie is { HttpOnly: true, SameSite: SameSiteAttribute.Strict });
    }

    [RequiresBrowserFact]
    public async Task Input_that_is_not_saved_is_not_left_silently()
    {
        await using var console = await fixture.SignInAsync();
        await console.GoAsync("#/rules/new");
        await console.FillAsync("Name", "Half a thought");
        await console.Link("Members").ClickAsync();
        await console.ReadsAsync("Leave without saving?");
        await console.PressAsync("Stay");
        await console.HoldsAsync("Name", "Half a thought");

        await console.Link("Members").ClickAsync();
        await console.PressAsync("Leave");
        await console.IsAtAsync("Members");
    }
}
