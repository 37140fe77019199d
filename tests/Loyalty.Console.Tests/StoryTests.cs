namespace Loyalty.Console.Tests;

/// <summary>What seed 001 tells: from a rule that nobody has thought of yet to points that a partner's request moved.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class StoryTests(ConsoleFixture fixture)
{
    [RequiresBrowserFact]
    public async Task A_rule_is_drafted_tried_activated_shared_and_triggered_by_a_partner()
    {
        var host = fixture.Host;
        await using var console = await fixture.SignInAsync();
        var name = Names.Next("Autumn bonus");

        // :: Draft
        await console.Link("Rules").ClickAsync();
        await console.Link("New rule").ClickAsync();
        await console.IsAtAsync("New rule");
        await console.PressAsync("Save as draft");
        await console.ReadsAsync("Please fill out this field.");
        await console.FillAsync("Name", name);
        await console.Page.GetByLabel("Demo partner").CheckAsync();
        await console.Page.GetByLabel("Limit what a member can get").CheckAsync();
        await console.FillAsync("At most, points", "50");
        await console.FillAsync("Budget, points", "1000");
        await console.PressAsync("Save as draft");
        await console.IsAtAsync(name);

        // :: Try
        await console.FillAsync("Member", host.Demo.UserId.Value);
        await console.FillAsync("Points", "80");
        await console.PressAsync("Simulate");
        await console.ReadsAsync("It would succeed: 50 points.");

        // :: Activate, having seen what goes live
        await console.PressAsync("Activate…");
        await console.ReadsAsync("50 points a day per member");
        await console.ReadsAsync("It has no end date");
        await console.PressAsync("Activate now");
        await console.ReadsAsync($"“{name}” is active");

        // :: Share
        await console.ChooseFromMenuAsync($"Actions for {name}", "Share Rule ID");
        var ruleId = await console.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()");
        Assert.EndsWith(ruleId, console.Page.Url);
        var mailto = await MailOfAsync(console, name);
        Assert.StartsWith("mailto:?subject=", mailto);
        foreach (
            var line in (string[])
                [
                    $"Rule Name: {name}",
                    $"Rule ID: {ruleId}",
                    "Rule Type: Earn Points",
                    "Environment: Staging",
                    $"URL Endpoint: {host.Host.BaseUrl}points",
                    $"API Integration Guide: {host.Host.BaseUrl}docs",
                ]
        )
            Assert.Contains(line, mailto);
        Assert.DoesNotContain(host.Demo.Partner.ClientId.Value, mailto);
        Assert.DoesNotContain(host.Demo.Partner.ClientSecret, mailto);

        // :: A partner's request
        var request = Names.Next("order");
        var body = new PointsBody(host.Demo.UserId.Value, ruleId, 20, request);
        Assert.Equal(202, (await host.Partner.SendAsync(body, SignatureForm.Header)).Status);
        Assert.Equal("success", (await host.Partner.OutcomeAsync(request)).Field("status"));

        // :: What became of it
        await console.Link("Transactions").ClickAsync();
        await console.IsAtAsync("Transactions");
        await console
            .Page.Locator("tr", new PageLocatorOptions { HasText = name })
            .GetByRole(AriaRole.Link)
            .First.ClickAsync();
        await console.IsAtAsync("Earn, 20 points");
        await console.ReadsAsync("is unbroken");
        await console.ReadsAsync(request);
    }

    /// <summary>The address that the person's mail program is opened with.</summary>
    private static async Task<string> MailOfAsync(ConsolePage console, string name)
    {
        await console.Page.EvaluateAsync(
            """
            () => {
              HTMLAnchorElement.prototype.click = function () { window.opened = this.href; };
            }
            """
        );
        await console.ChooseFromMenuAsync($"Actions for {name}", "Send Email");
        var opened = await console.Page.WaitForFunctionAsync("() => window.opened");
        return Uri.UnescapeDataString(await opened.JsonValueAsync<string>());
    }
}
