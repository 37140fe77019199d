using System.Text.Json.Nodes;

namespace Loyalty.Console.Tests;

/// <summary>What pages say, and what they do not let happen by accident.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class DetailTests(ConsoleFixture fixture)
{
    [RequiresBrowserFact]
    public async Task Enter_in_a_field_creates_no_client()
    {
        await using var console = await fixture.SignInAsync();
        await console.GoAsync("#/clients/new");
        var name = Names.Next("Hasty shop");
        await console.FillAsync("Name", name);
        await console.Page.GetByRole(AriaRole.Radio, new PageGetByRoleOptions { Name = "Optional" }).CheckAsync();
        await console.Field("Name").PressAsync("Enter");
        await console.Field("Partner name").PressAsync("Enter");
        Assert.DoesNotContain(name, await ClientNamesAsync());

        await console.PressAsync("Create client");
        await console.ReadsAsync($"“{name}” is created");
    }

    [RequiresBrowserFact]
    public async Task A_client_that_must_sign_and_has_no_key_is_refused_at_the_field()
    {
        await using var console = await fixture.SignInAsync();
        await console.GoAsync("#/clients/new");
        await console.FillAsync("Name", Names.Next("Silent shop"));
        await console.PressAsync("Create client");

        await console.ReadsAsync("Must have a key, because signatures are required.");
    }

    [RequiresBrowserFact]
    public async Task A_rule_whose_budget_is_spent_is_used_up()
    {
        var host = fixture.Host;
        var name = Names.Next("Spent");
        var rule = await fixture.Owner.DraftAsync(name);
        var item = $"/manage/rules/{rule["ruleId"]}";
        rule["budget"] = 10;
        await fixture.Owner.ChangeAsync(item, rule);
        await fixture.Owner.StepAsync(item, "activate");
        await using var console = await fixture.SignInAsync();
        await console.GoAsync($"#/rules/{rule["ruleId"]}");
        Assert.Equal("Active", await console.Page.Locator(".title-line .badge").TextContentAsync());

        var request = Names.Next("order");
        await host.Partner.SendAsync(new PointsBody(host.Demo.UserId.Value, (string)rule["ruleId"]!, 10, request));
        await host.Partner.OutcomeAsync(request);
        await host.QuietAsync();

        await console.GoAsync($"#/rules/{rule["ruleId"]}");
        Assert.Equal("Used up", await console.Page.Locator(".title-line .badge").TextContentAsync());
    }

    [RequiresBrowserFact]
    public async Task A_rule_is_not_activated_for_a_client_without_its_scope_and_says_which()
    {
        var client = await fixture.Host.Setup.ClientAsync(client =>
            client with
            {
                Name = "Back office",
                Scopes = ["programs"],
            }
        );
        var rule = await fixture.Owner.DraftAsync(Names.Next("Unheard"));
        rule["clientIds"] = new JsonArray(client.ClientId.Value);
        await fixture.Owner.ChangeAsync($"/manage/rules/{rule["ruleId"]}", rule);
        await using var console = await fixture.SignInAsync();
        await console.GoAsync($"#/rules/{rule["ruleId"]}");
        await console.PressAsync("Activate…");
        await console.PressAsync("Activate now");

        await console.ReadsAsync($"Back office ({client.ClientId}) lacks the scope points.earn.");
    }

    [RequiresBrowserFact]
    public async Task Reversals_say_what_becomes_of_the_points()
    {
        var member = Names.Next("reversed");
        await fixture.Owner.RegisterAsync(member, new JsonObject { ["status"] = "active" });
        var given = await fixture.Owner.AdjustAsync(member, 10);
        var taken = await fixture.Owner.AdjustAsync(member, -4);
        await using var console = await fixture.SignInAsync();
        foreach (
            var (entry, text) in new[]
            {
                (given, "Up to 10 points can be taken back from the member."),
                (taken, "Up to 4 points can be given back to the member. They keep the expiration dates"),
            }
        )
        {
            await console.GoAsync($"#/transactions/{entry["transactionId"]}");
            await console.PressAsync("Reverse…");
            await console.ReadsAsync(text);
            await console.PressAsync("Cancel");
        }
    }

    [RequiresBrowserFact]
    public async Task Balances_of_several_programs_are_told_apart()
    {
        await fixture.Host.Setup.ProgramAsync(program => program with { Name = "Air miles" });
        var member = Names.Next("several");
        await fixture.Owner.RegisterAsync(member, new JsonObject { ["status"] = "active" });
        await fixture.Owner.AdjustAsync(member, 10);
        await using var console = await fixture.SignInAsync();

        foreach (var page in (string[])[$"#/members/{member}", "#/transactions"])
        {
            await console.GoAsync(page);
            Assert.Contains("Program", await console.Page.Locator("th").AllTextContentsAsync());
        }
    }

    [RequiresBrowserFact]
    public async Task What_waits_is_not_among_the_figures_of_a_program()
    {
        await using var console = await fixture.SignInAsync();
        await console.GoAsync("#/?programId=points");

        var figures = console.Page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Figures" });
        Assert.DoesNotContain("parked", await figures.TextContentAsync(), StringComparison.OrdinalIgnoreCase);
        await console.ReadsAsync("Of the whole organisation, all programs together.");
    }

    private async Task<IEnumerable<string>> ClientNamesAsync() =>
        (await fixture.Owner.ReadAsync("/manage/clients?limit=200"))["items"]!
            .AsArray()
            .Select(client => (string)client!["name"]!);
}
