using System.Text.Json.Nodes;

namespace Loyalty.Console.Tests;

/// <summary>What somebody sees who looks after tills.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class TillTests(ConsoleFixture fixture)
{
    [RequiresBrowserFact]
    public async Task The_page_of_a_client_with_tills_counts_its_days_and_shows_no_code()
    {
        var member = Names.Next("shopper");
        await fixture.Owner.RegisterAsync(member, new JsonObject { ["mobile"] = "+4915155500011" });
        await fixture.Owner.AdjustAsync(member, 5000);
        var tills = await Tills.OpenAsync(fixture.Host, fixture.Owner, Names.Next("Shop"));
        await using var console = await fixture.SignInAsync();
        await console.GoAsync($"#/clients/{tills.ClientId}");
        await console.ReadsAsync("Its tills have done nothing yet.");

        var redeemed = await tills.RedeemAsync(member, 1200);
        await tills.RedeemAsync(member, 34);
        await tills.ReverseAsync(redeemed);
        await tills.IssueAsync(member);
        await console.GoAsync($"#/clients/{tills.ClientId}");

        var row = console
            .Page.GetByRole(AriaRole.Table, new PageGetByRoleOptions { Name = "At the tills" })
            .Locator("tbody tr");
        Assert.Equal(["2", "1,234", "1", "1", "0"], (await row.Locator("td").AllInnerTextsAsync()).Skip(1));
        var text = (string)(await fixture.Owner.ReadAsync($"/manage/outbox?userId={member}"))["items"]![0]!["text"]!;
        Assert.DoesNotContain(text.Split(' ')[0], await console.Page.ContentAsync());
        await console.Link("Its requests").ClickAsync();
        await console.IsAtAsync("Requests");
    }

    [RequiresBrowserFact]
    public async Task What_is_held_and_what_a_till_said_is_shown()
    {
        var (host, member) = (fixture.Host, Names.Next("shopper"));
        await fixture.Owner.RegisterAsync(member, []);
        await fixture.Owner.AdjustAsync(member, 5000);
        var held = await host.Partner.PostAsync(
            "/points/holds",
            $$"""{"userId":"{{member}}","ruleId":"{{host.Demo.RedeemRuleId}}","amount":41,"requestId":"{{member}}","expiresInSeconds":600}"""
        );
        Assert.Equal(201, held.Status);
        var tills = await Tills.OpenAsync(host, fixture.Owner, Names.Next("Shop"));
        await tills.RedeemAsync(member, 1200);
        await using var console = await fixture.SignInAsync();

        await console.GoAsync($"#/members/{member}");
        var holds = console.Page.GetByRole(AriaRole.Table, new PageGetByRoleOptions { Name = "Held points" });
        Assert.Equal("41", await holds.Locator("tbody td.number").InnerTextAsync());
        await holds.Locator("a").ClickAsync();
        await console.ReadsAsync("Held until");

        var sale = (await fixture.Owner.ReadAsync($"/manage/transactions?userId={member}&kind=redeem"))["items"]![0]!;
        await console.GoAsync($"#/transactions/{sale["transactionId"]}");
        await console.ReadsAsync("Worth");
        Assert.Equal("12", (string?)sale["till"]!["worth"]);
    }

    [RequiresBrowserFact]
    public async Task A_client_without_tills_has_no_days_of_tills()
    {
        var client = await fixture.Owner.ClientAsync(Names.Next("Web shop"));
        await using var console = await fixture.SignInAsync();
        await console.GoAsync($"#/clients/{client["clientId"]}");

        Assert.Equal(0, await console.Page.GetByText("At the tills").CountAsync());
    }

    [RequiresBrowserTheory]
    [InlineData(1440, "JSON")]
    [InlineData(768, "XML")]
    [InlineData(360, "XML")]
    public async Task A_program_is_tried_as_a_till_would(int width, string format)
    {
        var member = Names.Next("shopper");
        await fixture.Owner.RegisterAsync(member, new JsonObject { ["mobile"] = $"+49151555{20000 + width}" });
        await fixture.Owner.AdjustAsync(member, 500);
        await using var console = await fixture.SignInAsync(width);
        await console.GoAsync("#/programs/points");
        await console.FillAsync("Points to redeem", "120");
        await console.FillAsync("Customer", member);
        await console.Field("Answer in").SelectOptionAsync(format);

        await console.PressAsync("Ask");

        await console.ReadsAsync(
            $"GET /v1.1/points/isredeemable?points=120&program_id=points&user_id={member}&format={format.ToLowerInvariant()}"
        );
        await console.ReadsAsync(format == "XML" ? "<balance>380</balance>" : "\"balance\": \"380\"");
        var faults = new List<string>();
        await PageTests.DrawAsync(console, "program-tried", width, ColorScheme.Light);
        await PageTests.CheckAsync(console, "program-tried", isChecked: true, faults);
        Assert.Empty(faults);
        await console.FillAsync("Customer", "");
        await console.PressAsync("Ask");
        await console.ReadsAsync("Mobile number/email id/external id you have entered is invalid");
    }
}
