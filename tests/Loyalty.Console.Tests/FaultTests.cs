using System.Text.Json.Nodes;

namespace Loyalty.Console.Tests;

/// <summary>A service that fails, answers late or not at all: it is said, nothing is lost, and to try again is safe.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class FaultTests(ConsoleFixture fixture)
{
    [RequiresBrowserFact]
    public async Task A_list_that_does_not_come_says_why_and_is_read_again()
    {
        await using var console = await fixture.SignInAsync();
        var answers = new Queue<Func<IRoute, Task>>([
            route => FailAsync(route, 500),
            route => FailAsync(route, 503),
            route => route.AbortAsync(),
        ]);
        await console.Page.RouteAsync(
            "**/manage/members?**",
            route => answers.TryDequeue(out var answer) ? answer(route) : route.ContinueAsync()
        );

        await console.GoAsync("#/members");
        await console.ReadsAsync("The service had a fault of its own.");
        await console.PressAsync("Try again");
        await console.ReadsAsync("The service is busy.");
        await console.PressAsync("Try again");
        await console.ReadsAsync("The service cannot be reached.");
        await console.PressAsync("Try again");

        await console.Link(fixture.Host.Demo.UserId.Value).WaitForAsync();
        Assert.Empty(answers);
    }

    [RequiresBrowserFact]
    public async Task A_page_or_a_file_that_does_not_come_says_so_too()
    {
        await using var console = await fixture.SignInAsync();
        var member = fixture.Host.Demo.UserId.Value;
        await console.Page.RouteAsync(
            $"**/manage/members/{member}",
            route => FailAsync(route, 500),
            new PageRouteOptions { Times = 1 }
        );
        await console.GoAsync($"#/members/{member}");
        await console.IsAtAsync("This could not be shown");
        await console.PressAsync("Try again");
        await console.IsAtAsync(member);

        await console.GoAsync("#/transactions");
        await console.Page.RouteAsync("**/manage/transactions", route => FailAsync(route, 503));
        await console.PressAsync("Download CSV");
        await console.ReadsAsync("The service is busy.");
    }

    [RequiresBrowserFact]
    public async Task A_save_whose_answer_is_lost_keeps_the_input_and_happens_once()
    {
        await using var console = await fixture.SignInAsync();
        var name = Names.Next("Lost");
        await DraftAsync(console, name);
        await LoseFirstAnswerAsync(console, "**/manage/rules");

        await console.PressAsync("Save as draft");
        await console.ReadsAsync("The service cannot be reached.");
        await console.HoldsAsync("Name", name);
        await console.PressAsync("Save as draft");
        await console.IsAtAsync(name);
        Assert.Equal(1, await CountAsync(name));

        // The same again, from a form of its own, is another rule.
        await DraftAsync(console, name);
        await console.PressAsync("Save as draft");
        await console.IsAtAsync(name);
        Assert.Equal(2, await CountAsync(name));
    }

    [RequiresBrowserFact]
    public async Task A_reversal_whose_answer_is_lost_takes_back_once()
    {
        var member = Names.Next("member");
        await fixture.Owner.RegisterAsync(member, new JsonObject { ["status"] = "active" });
        var grant = await fixture.Owner.AdjustAsync(member, 100);
        await using var console = await fixture.SignInAsync();
        await console.GoAsync($"#/transactions/{grant["transactionId"]}");
        await LoseFirstAnswerAsync(console, "**/reverse");

        await console.PressAsync("Reverse…");
        await console.FillAsync("Points", "30");
        await console.FillAsync("Reason", "Too much");
        await console.PressAsync("Reverse");
        await console.ReadsAsync("The service cannot be reached.");
        await console.PressAsync("Reverse");

        await console.IsAtAsync("Reverse, −30 points");
        Assert.Equal("70", (await fixture.Host.BalanceAsync(member)).Field("balance"));
    }

    [RequiresBrowserFact]
    public async Task A_slow_answer_is_waited_for_and_a_second_press_sends_nothing()
    {
        await using var console = await fixture.SignInAsync();
        var name = Names.Next("Slow");
        await DraftAsync(console, name);
        var (release, sent) = (new TaskCompletionSource(), 0);
        await console.Page.RouteAsync(
            "**/manage/rules",
            async route =>
            {
                sent++;
                await release.Task;
                await route.ContinueAsync();
            }
        );

        var save = console.Button("Save as draft");
        await save.DblClickAsync();
        await console.Field("Name").PressAsync("Enter");
        Assert.True(await save.IsDisabledAsync());
        Assert.Equal("true", await save.GetAttributeAsync("aria-busy"));
        release.SetResult();

        await console.IsAtAsync(name);
        Assert.Equal(1, sent);
    }

    [RequiresBrowserFact]
    public async Task Who_has_left_while_a_save_was_on_its_way_is_not_called_back()
    {
        await using var console = await fixture.SignInAsync();
        var name = Names.Next("Left");
        await DraftAsync(console, name);
        var release = new TaskCompletionSource();
        await console.Page.RouteAsync(
            "**/manage/rules",
            async route =>
            {
                await release.Task;
                await route.ContinueAsync();
            }
        );
        await console.PressAsync("Save as draft");
        await console.Link("Members").ClickAsync();
        await console.PressAsync("Leave");
        await console.IsAtAsync("Members");

        release.SetResult();
        await console.ReadsAsync($"“{name}” is saved as a draft");

        Assert.EndsWith("#/members", console.Page.Url);
    }

    [RequiresBrowserFact]
    public async Task A_list_shows_that_it_loads_and_is_given_up_when_no_answer_comes()
    {
        await using var console = await fixture.SignInAsync();
        await console.Page.Clock.InstallAsync();
        var asked = new TaskCompletionSource();
        await console.Page.RouteAsync(
            "**/manage/groups?**",
            route =>
            {
                asked.TrySetResult();
                return Task.CompletedTask;
            },
            new PageRouteOptions { Times = 1 }
        );

        await console.Link("Groups").ClickAsync();
        await asked.Task;
        await console.Page.GetByRole(AriaRole.Status).GetByText("Groups…").WaitForAsync();
        await console.Page.Clock.FastForwardAsync(31_000);

        await console.ReadsAsync("The service does not answer.");
        await console.PressAsync("Try again");
        await console.SettledAsync();
        Assert.Equal(0, await console.Page.Locator(".state-error").CountAsync());
    }

    private static async Task DraftAsync(ConsolePage console, string name)
    {
        await console.GoAsync("#/rules/new");
        await console.FillAsync("Name", name);
        await console.Page.GetByLabel("Demo partner").First.CheckAsync();
    }

    private static Task FailAsync(IRoute route, int status) =>
        route.FulfillAsync(
            new RouteFulfillOptions
            {
                Status = status,
                ContentType = "application/problem+json",
                Body = $$"""{"status":{{status}},"title":"For machines alone"}""",
            }
        );

    /// <summary>The first change that is sent is done, and nobody hears of it.</summary>
    private static async Task LoseFirstAnswerAsync(ConsolePage console, string address)
    {
        var isLost = false;
        await console.Page.RouteAsync(
            address,
            async route =>
            {
                if (isLost || route.Request.Method != "POST")
                {
                    await route.ContinueAsync();
                    return;
                }

                isLost = true;
                await route.FetchAsync();
                await route.AbortAsync();
            }
        );
    }

    private async Task<int> CountAsync(string name) =>
        (await fixture.Owner.ReadAsync("/manage/rules?limit=200"))["items"]!
            .AsArray()
            .Count(rule => (string?)rule!["name"] == name);
}
