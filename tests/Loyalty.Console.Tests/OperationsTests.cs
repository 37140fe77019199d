using System.Text.Json.Nodes;

namespace Loyalty.Console.Tests;

/// <summary>What operators do every day, each from the first press to what the API says afterwards.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class OperationsTests(ConsoleFixture fixture)
{
    [RequiresBrowserFact]
    public async Task A_client_is_created_its_secret_shown_once_and_it_is_disabled()
    {
        await using var console = await fixture.SignInAsync();
        var name = Names.Next("Partner");
        await console.GoAsync("#/clients/new");
        await console.FillAsync("Name", name);
        await console.FillAsync("Key: id", "half-a-key");
        await console.PressAsync("Create client");
        // The service's own complaint stands at the field that it names.
        await console.Page.Locator(".fault:not([hidden])").First.WaitForAsync();
        await console.FillAsync("Key: id", "");
        await console.Page.GetByRole(AriaRole.Radio, new PageGetByRoleOptions { Name = "Optional" }).CheckAsync();
        await console.PressAsync("Create client");
        await console.PressAsync("Copy Client secret");
        var secret = await console.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()");
        await console.PressAsync("I have stored them");
        await console.IsAtAsync(name);
        var clientId = console.Page.Url.Split('/')[^1];
        Assert.DoesNotContain(secret, await console.Page.ContentAsync());
        Assert.Equal(200, (await TokenAsync(clientId, secret)).Status);

        await console.PressAsync("New secret…");
        await console.PressAsync("Make it");
        await console.PressAsync("I have stored it");
        await console.Button("Remove secret no. 1").WaitForAsync();
        await console.PressAsync("Disable…");
        await console.PressAsync("Disable");
        await console.ReadsAsync("is disabled");

        Assert.True((bool)(await fixture.Owner.ReadAsync($"/manage/clients/{clientId}"))["disabled"]!);
    }

    [RequiresBrowserFact]
    public async Task A_members_points_are_adjusted_and_reversed_and_the_member_blocked_and_erased()
    {
        await using var console = await fixture.SignInAsync();
        var userId = Names.Next("person");
        await console.GoAsync("#/members/new");
        await console.FillAsync("User ID", userId);
        await console.FillAsync("Name", $"Martha {userId}");
        await console.FillAsync("External ID", $"crm-{userId}");
        await console.PressAsync("Register");
        await console.IsAtAsync(userId);
        await console.ReadsAsync($"Martha {userId}");

        await console.PressAsync("Adjust points…");
        await console.FillAsync("Points", "120");
        await console.FillAsync("Reason", "Goodwill");
        await console.PressAsync("Adjust");
        await console.ReadsAsync("the balance is 120 points");

        await console.Link("Adjust").ClickAsync();
        await console.IsAtAsync("Adjust, 120 points");
        await console.PressAsync("Reverse…");
        await console.FillAsync("Points", "20");
        await console.FillAsync("Reason", "Too much");
        await console.PressAsync("Reverse");
        await console.IsAtAsync("Reverse, −20 points");

        await console.GoAsync($"#/members/{userId}");
        await console.ReadsAsync("Balance");
        Assert.Equal("100", await console.Page.Locator(".figure").First.InnerTextAsync());
        await console.ChooseFromMenuAsync($"Actions for {userId}", "Block…");
        await console.PressAsync("Block");
        await console.ReadsAsync($"{userId} is blocked");
        await console.ChooseFromMenuAsync($"Actions for {userId}", "Erase personal data…");
        await console.FillAsync("Type the user ID", userId);
        await console.PressAsync("Erase for good");
        await console.ReadsAsync("The transactions are kept.");

        var erased = await fixture.Owner.ReadAsync($"/manage/members/{userId}");
        Assert.Null((string?)erased["externalId"]);
        Assert.Null((string?)erased["name"]);
    }

    [RequiresBrowserFact]
    public async Task Members_are_found_by_a_part_of_their_name_and_shown_with_their_balance()
    {
        var (userId, family) = (Names.Next("found"), Names.Next("Oberhuber"));
        await fixture.Owner.RegisterAsync(userId, new JsonObject { ["name"] = $"Zoë {family}" });
        await fixture.Owner.AdjustAsync(userId, 12345);
        var blocked = new JsonObject { ["name"] = $"Max {family}", ["status"] = "blocked" };
        await fixture.Owner.RegisterAsync($"{userId}-blocked", blocked);
        await using var console = await fixture.SignInAsync();
        await console.GoAsync("#/members");

        await console.FillAsync("Name, user ID", $"zoe {family[3..]}");
        await console.PressAsync("Search");
        await console.ReadsAsync("1 member");
        Assert.Contains("12,345", await console.Page.Locator("tbody tr").InnerTextAsync());
        Assert.Contains($"Zoë {family}", await console.Page.Locator("tbody tr").InnerTextAsync());

        await console.FillAsync("Name, user ID", family.ToUpperInvariant());
        await console.Field("Status").SelectOptionAsync("blocked");
        await console.PressAsync("Search");
        await console.ReadsAsync($"Max {family}");
        Assert.Equal(1, await console.Page.Locator("tbody tr").CountAsync());
        Assert.Contains("status=blocked", console.Page.Url);
    }

    [RequiresBrowserFact]
    public async Task A_program_and_a_group_are_set_up_and_changed()
    {
        await using var console = await fixture.SignInAsync();
        var name = Names.Next("Miles");
        await console.GoAsync("#/programs/new");
        await console.FillAsync("Name", name);
        await console.FillAsync("Time zone", "Nowhere/City");
        await console.PressAsync("Create program");
        await console.Page.Locator(".fault:not([hidden])").First.WaitForAsync();
        await console.FillAsync("Time zone", "Europe/Berlin");
        await console.PressAsync("Create program");
        await console.IsAtAsync(name);
        await console.FillAsync("In steps of", "10");
        await console.FillAsync("At least", "10");
        await console.ChooseAsync("One-time code at the till", "otp");
        await console.ChooseAsync("A code is sent to", "email");
        await console.FillAsync("Characters of a code", "5");
        await console.PressAsync("Save");
        await console.Page.Locator(".fault:not([hidden])").First.WaitForAsync();
        await console.FillAsync("Characters of a code", "8");
        await console.FillAsync("A code is good for, minutes", "3");
        await console.FillAsync("Members must have earned", "100");
        await console.FillAsync("Currency of the tills", "usd");
        await console.FillAsync("Exchange rate", "1.25");
        await console.PressAsync("Save");
        await console.ReadsAsync($"“{name}” is saved");
        var path = $"/manage/programs/{console.Page.Url.Split('/')[^1]}";
        var saved = (await fixture.Owner.ReadAsync(path))["redemption"]!;
        Assert.Equal((10, "otp"), ((int)saved["multipleOf"]!, (string?)saved["validation"]));
        Assert.Equal(
            (8, 3, "email"),
            ((int)saved["codeLength"]!, (int)saved["codeMinutes"]!, (string?)saved["codeChannel"])
        );
        Assert.Equal(
            (100, "USD", 1.25m),
            ((int)saved["minimumLifetimePoints"]!, (string?)saved["localCurrency"], (decimal)saved["localRate"]!)
        );

        var member = Names.Next("sister");
        await fixture.Owner.RegisterAsync(member, new JsonObject { ["status"] = "active" });
        await console.GoAsync("#/groups/new");
        await console.FillAsync("Primary member", member);
        await console.Page.Locator("textarea").FillAsync(member);
        await console.PressAsync("Create group");
        await console.Button("Remove…").WaitForAsync();
        await console.PressAsync("Remove…");
        await console.PressAsync("Remove");
        await console.IsAtAsync("Groups");
    }

    [RequiresBrowserFact]
    public async Task A_rule_is_duplicated_deactivated_and_archived_from_its_menu()
    {
        var name = Names.Next("Pilot");
        var rule = await fixture.Owner.DraftAsync(name);
        await fixture.Owner.StepAsync($"/manage/rules/{rule["ruleId"]}", "activate");
        await using var console = await fixture.SignInAsync();
        await console.GoAsync("#/rules");

        // From the list: each row carries its own version.
        await console.ChooseFromMenuAsync($"Actions for {name}", "Deactivate…");
        await console.PressAsync("Deactivate");
        await console.ReadsAsync($"“{name}” is inactive");
        await console.ChooseFromMenuAsync($"Actions for {name}", "Archive…");
        await console.PressAsync("Archive for good");
        await console.ReadsAsync($"“{name}” is archived");
        await console.ChooseFromMenuAsync($"Actions for {name}", "Duplicate");
        await console.IsAtAsync($"Copy of {name}");

        Assert.Equal("archived", (string?)(await fixture.Owner.ReadAsync($"/manage/rules/{rule["ruleId"]}"))["status"]);
    }

    [RequiresBrowserFact]
    public async Task What_was_done_is_told_once_the_page_shows_it()
    {
        var name = Names.Next("Shown");
        var rule = await fixture.Owner.DraftAsync(name);
        var item = $"/manage/rules/{rule["ruleId"]}";
        await fixture.Owner.StepAsync(item, "activate");
        await using var console = await fixture.SignInAsync();
        await console.GoAsync($"#/rules/{rule["ruleId"]}");
        var told = console.Page.Locator(".toast");
        var toldBefore = new List<int>();
        await console.Page.RouteAsync(
            $"**{item}",
            async route =>
            {
                toldBefore.Add(await told.CountAsync());
                await route.ContinueAsync();
            }
        );

        await console.ChooseFromMenuAsync($"Actions for {name}", "Deactivate…");
        await console.PressAsync("Deactivate");
        await told.WaitForAsync();

        Assert.Equal("Inactive", await console.Page.Locator(".title-line .badge").TextContentAsync());
        Assert.Equal([0], toldBefore);
    }

    [RequiresBrowserFact]
    public async Task Transactions_are_downloaded_as_they_are_filtered()
    {
        await Pages.AllAsync(fixture);
        await using var console = await fixture.SignInAsync();
        await console.GoAsync("#/transactions");
        await console.ChooseAsync("Kind", "redeem");
        await console.PressAsync("Search");
        await console.SettledAsync();

        var file = await console.Page.RunAndWaitForDownloadAsync(() => console.PressAsync("Download CSV"));

        var lines = await File.ReadAllLinesAsync(await file.PathAsync());
        Assert.True(lines.Length > 1);
        Assert.All(lines[1..], line => Assert.Contains("redeem", line));
    }

    private Task<Answer> TokenAsync(string clientId, string secret) =>
        fixture.Host.Partner.AskTokenAsync(
            ("grant_type", "client_credentials"),
            ("client_id", clientId),
            ("client_secret", secret)
        );
}
