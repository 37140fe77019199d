using System.Text.Json.Nodes;
using Loyalty.Catalog;
using Loyalty.Notifications;

namespace Loyalty.Console.Tests;

/// <summary>What operators look into, and put right.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class OperatorTests(ConsoleFixture fixture)
{
    // What is written at the same instant has no order; nobody is as quick as a clock that stands still.
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(1);

    [RequiresBrowserFact]
    public async Task A_parked_message_is_tried_again_once_its_cause_is_gone_and_another_dropped()
    {
        var host = fixture.Host;
        var (late, lost) = (await MemberAsync(), await MemberAsync());
        var ruleId = await fixture.ParkAsync(late);
        await fixture.ParkAsync(lost);
        await using var console = await fixture.SignInAsync();
        await console.GoAsync("#/parked");
        await console.Page.Locator("tr", Has(late)).GetByText("Its rule does not exist.").ClickAsync();
        await console.ReadsAsync($"\"ruleId\": \"{ruleId}\"");
        await console.PressAsync("Close");

        await host.Setup.RuleAsync(
            RuleType.Earn,
            await host.Setup.ClientAsync(),
            rule => rule with { RuleId = TextId.From<RuleId>(ruleId) }
        );
        await console.Page.Locator("tr", Has(late)).GetByText("Retry…").ClickAsync();
        await console.PressAsync("Try again");
        await console.ReadsAsync("The message is back in its queue");
        await Eventually.TrueAsync(
            "it is applied",
            async () => (await host.BalanceAsync(late)).Field("balance") == "25"
        );

        host.Clock.Advance(Later);
        await console.Page.Locator("tr", Has(lost)).GetByText("Drop…").ClickAsync();
        await console.PressAsync("Drop");
        await console.ReadsAsync("The message is dropped");
        await console.SettledAsync();
        Assert.Equal(0, await console.Page.Locator("tr", Has(late)).CountAsync());
        Assert.Equal(0, await console.Page.Locator("tr", Has(lost)).CountAsync());
        Assert.Equal("0", (await host.BalanceAsync(lost)).Field("balance"));

        await console.GoAsync("#/audit?kind=parked");
        Assert.Equal(["Drop", "Retry"], (await console.Page.Locator("tbody strong").AllInnerTextsAsync()).Take(2));
    }

    [RequiresBrowserFact]
    public async Task A_rule_shows_what_each_of_its_versions_changed()
    {
        var owner = new Owner(fixture.Host);
        var rule = await owner.DraftAsync(Names.Next("Versioned"));
        var path = $"/manage/rules/{rule["ruleId"]}";
        await owner.StepAsync(path, "activate");
        rule["budget"] = 7000;
        await owner.ChangeAsync(path, rule);
        await using var console = await fixture.SignInAsync();
        await console.GoAsync($"#/rules/{rule["ruleId"]}");

        var versions = console.Page.Locator("ol.versions > li");
        Assert.Equal(2, await versions.CountAsync());
        var latest = await versions.First.InnerTextAsync();
        Assert.Contains("Budget", latest, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("5,000", latest, StringComparison.Ordinal);
        Assert.Contains("7,000", latest, StringComparison.Ordinal);
        Assert.DoesNotContain("Cap", latest, StringComparison.Ordinal);
    }

    [RequiresBrowserFact]
    public async Task A_delivery_shows_each_attempt_and_is_sent_again()
    {
        var host = fixture.Host;
        var inbox = host.Receiver.Open().Answering(new ScriptedReply(500), new ScriptedReply(503));
        var request = Names.Next("order");
        var body = new PointsBody(host.Demo.UserId.Value, host.Demo.EarnRuleId.Value, 5, request);
        Assert.Equal(202, (await host.Partner.SendAsync(body with { CallbackUrl = inbox.Url })).Status);
        await inbox.NextAsync();
        await host.MoveToAsync(
            host.Clock.GetUtcNow().AddSeconds(10),
            "it is tried again",
            () => Task.FromResult(inbox.Arrived.Count > 1)
        );
        await using var console = await fixture.SignInAsync();
        await console.GoAsync("#/deliveries?status=pending");
        await console.Page.Locator("tr", Has(request)).GetByRole(AriaRole.Link).First.ClickAsync();
        await console.IsAtAsync("Delivery to 127.0.0.1");
        await AnswersAreAsync(console, "HTTP 500", "HTTP 503");

        await console.PressAsync("Send again…");
        await console.PressAsync("Send again");
        await console.ReadsAsync("It is being sent again");
        await Eventually.TrueAsync("it has arrived", () => inbox.Arrived.Count > 2);
        await host.QuietAsync();

        await console.GoAsync(new Uri(console.Page.Url).Fragment);
        await console.Page.Locator(".page-head").GetByText("Delivered").WaitForAsync();
        await AnswersAreAsync(console, "HTTP 500", "HTTP 503", "HTTP 204");
        Assert.Single(inbox.Arrived.Select(arrived => arrived.Text).Distinct());
    }

    [RequiresBrowserFact]
    public async Task The_outbox_shows_what_was_sent_to_whom()
    {
        var (one, other) = (await MemberAsync(), await MemberAsync());
        var outbox = fixture.Host.Service<IOutbox>();
        await outbox.KeepAsync(fixture.CodeFor(one, "Your code is 111111."), default);
        await outbox.KeepAsync(fixture.CodeFor(other, "رمزك هو 222222"), default);
        await using var console = await fixture.SignInAsync();

        await console.GoAsync("#/outbox");
        await console.ReadsAsync("Your code is 111111.");
        await console.FillAsync("Member", other);
        await console.PressAsync("Search");
        await console.Page.WaitForURLAsync("**userId=**");
        await console.SettledAsync();

        var row = console.Page.Locator("tbody tr");
        Assert.Equal(1, await row.CountAsync());
        Assert.Equal(
            ["رمزك هو 222222", other, "SMS", "+4915112345678"],
            (await row.Locator(".cell").AllInnerTextsAsync()).Take(4)
        );
        await console.Link(other).ClickAsync();
        await console.IsAtAsync(other);
    }

    [RequiresBrowserFact]
    public async Task A_blocked_member_moves_no_points_until_made_active_again()
    {
        var member = await MemberAsync();
        await using var console = await fixture.SignInAsync();
        await console.GoAsync($"#/members/{member}");
        await console.PressAsync("Adjust points…");
        await console.FillAsync("Points", "-1");
        await console.FillAsync("Reason", "More than there is");
        await console.PressAsync("Adjust");
        // Refused where it was asked, and what was entered is still there.
        await console.Dialog.Locator("[role=alert]:not([hidden])").WaitForAsync();
        await console.HoldsAsync("Points", "-1");
        await console.PressAsync("Cancel");

        await console.ChooseFromMenuAsync($"Actions for {member}", "Block…");
        await console.PressAsync("Block");
        await console.ReadsAsync($"{member} is blocked");
        Assert.Equal(400, (await EarnAsync(member)).Status);
        await console.ChooseFromMenuAsync($"Actions for {member}", "Make active…");
        await console.PressAsync("Make active");
        await console.ReadsAsync($"{member} is active");
        Assert.Equal(202, (await EarnAsync(member)).Status);
    }

    [RequiresBrowserFact]
    public async Task A_new_secret_is_shown_once_and_the_old_one_lives_until_it_is_removed()
    {
        var client = await fixture.Host.Setup.ClientAsync();
        var clientId = client.ClientId.Value;
        await using var console = await fixture.SignInAsync();
        await console.GoAsync($"#/clients/{clientId}");
        await console.PressAsync("New secret…");
        await console.PressAsync("Make it");
        // Neither Escape nor a look elsewhere takes it away before it is stored.
        await console.Button("I have stored it").WaitForAsync();
        await console.Page.Keyboard.PressAsync("Escape");
        await console.PressAsync("Copy Client secret no. 2");
        var secret = await console.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()");
        await console.ReadsAsync(secret);
        await console.PressAsync("I have stored it");
        Assert.Equal((200, 200), (await TokenAsync(clientId, Setup.Secret), await TokenAsync(clientId, secret)));

        await console.PressAsync("Sign out");
        var owner = fixture.Host.Demo.Owner;
        await console.SignInAsync(owner.ClientId.Value, owner.ClientSecret);
        await console.IsAtAsync(client.Name);
        Assert.DoesNotContain(secret, await console.Page.ContentAsync());
        await console.PressAsync("Remove secret no. 1");
        await console.PressAsync("Remove");
        await console.ReadsAsync("Secret no. 1 is removed");
        Assert.Equal((401, 200), (await TokenAsync(clientId, Setup.Secret), await TokenAsync(clientId, secret)));
    }

    [RequiresBrowserFact]
    public async Task The_audit_says_who_changed_what_from_what_to_what()
    {
        var name = Names.Next("Audited");
        var rule = await fixture.Owner.DraftAsync(name);
        fixture.Host.Clock.Advance(Later);
        await using var console = await fixture.SignInAsync();
        await console.GoAsync($"#/rules/{rule["ruleId"]}/edit");
        await console.FillAsync("Budget, points", "7000");
        await console.FillAsync("At most, points", "250");
        await console.PressAsync("Save");
        await console.ReadsAsync($"“{name}” is saved");

        await console.GoAsync($"#/audit?kind=rule&id={rule["ruleId"]}");
        var change = console.Page.Locator("tbody tr").First;
        Assert.Equal("Update", await change.Locator("strong").InnerTextAsync());
        await change.GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "Demo owner" }).WaitForAsync();
        await change.GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = name }).WaitForAsync();
        // To be read without a press.
        var was = await change.Locator("del:visible").AllTextContentsAsync();
        var now = await change.Locator("ins:visible").AllTextContentsAsync();
        Assert.Equal(["was 500", "was 5,000"], was.Take(2));
        Assert.Equal(["is 250", "is 7,000"], now.Take(2));
    }

    [RequiresBrowserFact]
    public async Task Use_of_budgets_and_caps_is_shown_as_bars()
    {
        var name = Names.Next("Capped");
        var rule = await fixture.Owner.DraftAsync(name);
        await fixture.Owner.StepAsync($"/manage/rules/{rule["ruleId"]}", "activate");
        var member = await MemberAsync();
        await fixture.Host.Partner.SendAsync(new PointsBody(member, (string)rule["ruleId"]!, 400, Names.Next("order")));
        await fixture.Host.QuietAsync();
        await using var console = await fixture.SignInAsync();

        await console.GoAsync($"#/rules/{rule["ruleId"]}");
        Assert.Equal(("400", "5000"), await BarAsync(console, "Budget used"));
        await console.GoAsync($"#/members/{member}");
        Assert.Equal(("400", "500"), await BarAsync(console, $"Cap of {name} used"));
    }

    private async Task<string> MemberAsync()
    {
        var member = Names.Next("member");
        await fixture.Owner.RegisterAsync(member, new JsonObject { ["status"] = "active" });
        return member;
    }

    private Task<Answer> EarnAsync(string member) =>
        fixture.Host.Partner.SendAsync(fixture.Host.Earn(5) with { UserId = member });

    private async Task<int> TokenAsync(string clientId, string secret) =>
        (
            await fixture.Host.Partner.AskTokenAsync(
                ("grant_type", "client_credentials"),
                ("client_id", clientId),
                ("client_secret", secret)
            )
        ).Status;

    private static PageLocatorOptions Has(string text) => new() { HasText = text };

    private static async Task AnswersAreAsync(ConsolePage console, params string[] answers)
    {
        var cells = console.Page.GetByRole(AriaRole.Table, new PageGetByRoleOptions { Name = "Attempts" });
        Assert.Equal(answers, await cells.Locator("td:nth-child(2)").AllInnerTextsAsync());
    }

    private static async Task<(string? Value, string? Most)> BarAsync(ConsolePage console, string name)
    {
        var bar = console.Page.GetByRole(AriaRole.Progressbar, new PageGetByRoleOptions { Name = name });
        return (await bar.GetAttributeAsync("value"), await bar.GetAttributeAsync("max"));
    }
}
