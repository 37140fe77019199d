using System.Text.Json.Nodes;

namespace Loyalty.Console.Tests;

/// <summary>Whatever a person typed is shown as text, on every page, whoever looks at it.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class EscapingTests(ConsoleFixture fixture)
{
    private const string Attack = "<img src=x onerror=\"window.attacked=1\"><script>window.attacked=1</script>";

    [RequiresBrowserFact]
    public async Task Markup_in_every_field_stays_text()
    {
        var userId = Names.Next("member");
        var addresses = await FillAsync(userId);
        await using var console = await fixture.SignInAsync();

        // Typed by hand too: what a form says about a value comes from another place than what a list shows.
        await console.GoAsync("#/rules/new");
        await console.FillAsync("Name", Attack);
        await console.PressAsync("Save as draft");
        await console.Page.GetByLabel("Demo partner").First.CheckAsync();
        await console.PressAsync("Save as draft");
        await console.IsAtAsync(Attack);

        foreach (var address in addresses)
        {
            await console.GoAsync(address);
            await console.Page.EvaluateAsync(
                "() => document.querySelectorAll('details').forEach((one) => (one.open = true))"
            );
            Assert.Contains(
                "onerror=",
                await console.Page.Locator("main").InnerTextAsync() + await InputsAsync(console)
            );
            Assert.Equal(0, await console.Page.Locator("main img, main script, main [onerror]").CountAsync());
            Assert.False(await console.Page.EvaluateAsync<bool>("() => 'attacked' in window"), address);
        }
    }

    /// <summary>Puts the attack wherever the API takes a text; the addresses of the pages that show it.</summary>
    private async Task<List<string>> FillAsync(string userId)
    {
        var owner = fixture.Owner;
        var client = await owner.ClientAsync(Attack, partner: Attack);
        var program = await owner.CreateAsync(
            "/manage/programs",
            ProgramOf(await owner.ReadAsync("/manage/programs/points"))
        );
        var rule = await owner.DraftAsync(Attack);
        rule["clientIds"] = new JsonArray((string)client["clientId"]!);
        await owner.ChangeAsync($"/manage/rules/{rule["ruleId"]}", rule);
        await owner.RegisterAsync(
            userId,
            new JsonObject
            {
                ["name"] = Attack,
                ["externalId"] = Attack,
                ["cardNumber"] = "<b onerror=1>",
                ["status"] = "active",
            }
        );
        var group = await owner.CreateAsync(
            "/manage/groups",
            new JsonObject
            {
                ["externalId"] = Attack,
                ["primaryUserId"] = userId,
                ["members"] = new JsonArray(userId),
            }
        );
        var adjusted = await owner.AdjustAsync(userId, 5, Attack);
        return
        [
            "#/rules",
            $"#/rules/{rule["ruleId"]}",
            $"#/rules/{rule["ruleId"]}/edit",
            "#/rules/new",
            "#/clients",
            $"#/clients/{client["clientId"]}",
            $"#/clients/{client["clientId"]}/edit",
            "#/programs",
            $"#/programs/{program["programId"]}",
            "#/members",
            $"#/members/{userId}",
            $"#/members/{userId}/edit",
            "#/groups",
            $"#/groups/{group["groupId"]}",
            $"#/transactions/{adjusted["transactionId"]}",
            $"#/transactions?userId={Uri.EscapeDataString(Attack)}",
            "#/audit",
        ];
    }

    private static JsonObject ProgramOf(JsonObject sample)
    {
        var program = sample.DeepClone().AsObject();
        program.Remove("programId");
        program["name"] = Attack;
        return program;
    }

    private static Task<string> InputsAsync(ConsolePage console) =>
        console.Page.EvaluateAsync<string>(
            "() => [...document.querySelectorAll('main input, main textarea')].map((one) => one.value).join(' ')"
        );
}
