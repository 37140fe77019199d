using System.Text.Json.Nodes;
using Loyalty.Notifications;

namespace Loyalty.Console.Tests;

/// <summary>Getting about: addresses, the browser's own buttons, and lists that are longer than a page.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class NavigationTests(ConsoleFixture fixture)
{
    private const int PageSize = 2;
    private const string Rows = """
        () => [...document.querySelectorAll('tbody tr')].map((row) =>
          row.textContent + [...row.querySelectorAll('a')].map((link) => link.href))
        """;

    [RequiresBrowserFact]
    public async Task An_address_opens_its_page_and_back_and_forward_lead_where_one_was()
    {
        await Pages.AllAsync(fixture);
        await using var console = await fixture.OpenAsync();
        await console.Page.GotoAsync("/console/#/transactions?kind=redeem");
        await SignInAsync(console);
        await console.IsAtAsync("Transactions");
        await console.HoldsAsync("Kind", "redeem");
        await console.Link("Redeem").First.ClickAsync();
        await console.IsAtAsync("Redeem, −");

        await console.Page.GoBackAsync();
        await console.IsAtAsync("Transactions");
        await console.HoldsAsync("Kind", "redeem");
        Assert.Equal(0, await console.Link("Earn").CountAsync());
        await console.Page.GoForwardAsync();
        await console.IsAtAsync("Redeem, −");

        await console.Page.ReloadAsync();
        await console.Page.Locator(".frame").WaitForAsync();
        await console.IsAtAsync("Redeem, −");
    }

    [RequiresBrowserFact]
    public async Task The_back_button_asks_before_input_is_lost_and_keeps_the_way()
    {
        await using var console = await fixture.SignInAsync();
        await console.GoAsync("#/members");
        await console.GoAsync("#/groups");
        await console.GoAsync("#/groups/new");
        await console.FillAsync("External ID", "family");

        await console.Page.GoBackAsync();
        await console.PressAsync("Stay");
        await console.HoldsAsync("External ID", "family");
        Assert.EndsWith("#/groups/new", console.Page.Url);
        await console.Page.GoBackAsync();
        await console.PressAsync("Leave");
        await console.IsAtAsync("Groups");

        // The question has left no trace on the way back.
        await console.Page.GoBackAsync();
        await console.IsAtAsync("Members");
    }

    [RequiresBrowserFact]
    public async Task A_question_about_a_page_goes_with_the_page()
    {
        var rule = await fixture.Owner.DraftAsync(Names.Next("Rule"));
        await using var console = await fixture.SignInAsync();
        await console.GoAsync("#/rules");
        await console.GoAsync($"#/rules/{rule["ruleId"]}");
        await console.PressAsync("Activate…");
        await console.Dialog.WaitForAsync();

        await console.Page.GoBackAsync();

        await console.IsAtAsync("Rules");
        Assert.Equal(0, await console.Dialog.CountAsync());
    }

    [RequiresBrowserFact]
    public async Task Every_list_goes_on_where_its_page_ends()
    {
        await Pages.AllAsync(fixture);
        await FillAsync();
        await using var console = await fixture.SignInAsync();
        // The service's own pages, only shorter ones: what goes on is what is tried, not how long fifty are.
        await console.Page.RouteAsync(
            "**/manage/*?**limit=50**",
            route =>
                route.ContinueAsync(
                    new RouteContinueOptions { Url = route.Request.Url.Replace("limit=50", $"limit={PageSize}") }
                )
        );
        foreach (
            var list in (string[])
                [
                    "rules",
                    "programs",
                    "clients",
                    "members",
                    "groups",
                    "transactions",
                    "deliveries",
                    "parked",
                    "outbox",
                    "audit",
                ]
        )
        {
            await console.GoAsync($"#/{list}");
            var rows = console.Page.Locator("tbody tr");
            Assert.True(await rows.CountAsync() == PageSize, list);
            Assert.True(await console.Button("Load more").IsVisibleAsync(), $"{list} ends here.");
            await console.ReadsAsync("so far");
            await console.PressAsync("Load more");
            await rows.Nth(PageSize).WaitForAsync();

            Assert.True(await rows.CountAsync() > PageSize, list);
            var shown = await console.Page.EvaluateAsync<string[]>(Rows);
            Assert.True(shown.Distinct().Count() == shown.Length, list);
            Assert.True(
                await rows.Nth(PageSize)
                    .EvaluateAsync<bool>(
                        "(row) => row.contains(document.activeElement) || !row.querySelector('a, button')"
                    ),
                $"{list}: who reads on begins at the first new row."
            );
        }
    }

    [RequiresBrowserFact]
    public async Task A_phone_shows_the_first_filters_and_opens_the_others_on_demand_or_where_one_is_set()
    {
        await using var console = await fixture.SignInAsync(width: 360);
        await console.GoAsync("#/transactions");
        Assert.True(await console.Field("Outcome").IsVisibleAsync());
        Assert.False(await console.Field("Program").IsVisibleAsync());

        await console.PressAsync("More filters");
        Assert.True(await console.Field("Program").IsVisibleAsync());

        await console.GoAsync("#/transactions?from=2026-11-21");
        Assert.True(await console.Field("From").IsVisibleAsync());
    }

    [RequiresBrowserFact]
    public async Task A_day_that_is_searched_for_is_a_whole_day_where_the_person_is()
    {
        await using var console = await fixture.SignInAsync();
        await console.GoAsync("#/transactions");
        await console.Page.GetByLabel("From", new PageGetByLabelOptions { Exact = true }).FillAsync("2026-03-29");
        await console.Page.GetByLabel("To", new PageGetByLabelOptions { Exact = true }).FillAsync("2026-03-29");

        var request = await console.Page.RunAndWaitForRequestAsync(
            () => console.PressAsync("Search"),
            sent => sent.Url.Contains("/manage/transactions?", StringComparison.Ordinal)
        );

        // On that day the clocks of Berlin go forward: it has 23 hours.
        Assert.Contains("from=2026-03-28T23%3A00%3A00.000Z", request.Url);
        Assert.Contains("to=2026-03-29T22%3A00%3A00.000Z", request.Url);
        await console.ReadsAsync("Nothing matches");
    }

    /// <summary>More than a page of what the demo organisation and the pages' own samples have too little of.</summary>
    private async Task FillAsync()
    {
        var (host, owner) = (fixture.Host, fixture.Owner);
        for (var i = 0; i <= PageSize; i++)
        {
            var member = Names.Next("member");
            await owner.RegisterAsync(member, new JsonObject { ["status"] = "active" });
            await owner.CreateAsync(
                "/manage/groups",
                new JsonObject
                {
                    ["externalId"] = Names.Next("family"),
                    ["primaryUserId"] = member,
                    ["members"] = new JsonArray(member),
                }
            );
            await owner.DraftAsync(Names.Next("Rule"));
            await host.Setup.ProgramAsync();
            await owner.ClientAsync(Names.Next("Client"));
            await fixture.ParkAsync(member);
            await host.Service<IOutbox>().KeepAsync(fixture.CodeFor(member), default);
            await host.Partner.SendAsync(host.Earn(1) with { CallbackUrl = host.Receiver.Open().Url });
        }

        await host.QuietAsync();
    }

    private async Task SignInAsync(ConsolePage console)
    {
        var owner = fixture.Host.Demo.Owner;
        await console.SignInAsync(owner.ClientId.Value, owner.ClientSecret);
    }
}
