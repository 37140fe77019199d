using System.Text.Json.Nodes;

namespace Loyalty.Console.Tests;

/// <summary>What a group's page tells of its points.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class GroupTests(ConsoleFixture fixture)
{
    [RequiresBrowserTheory]
    [InlineData(1440)]
    [InlineData(768)]
    [InlineData(360)]
    public async Task The_page_of_a_group_shows_what_it_has_and_what_a_redemption_would_take(int width)
    {
        var (ann, bob, cid) = (
            await MemberAsync("ann", 1000),
            await MemberAsync("bob", 200),
            await MemberAsync("cid", 70)
        );
        await fixture.Owner.ChangeAsync($"/manage/members/{cid}", new JsonObject { ["status"] = "blocked" });
        await HoldAsync(ann, 300);
        var group = await GroupAsync(ann, bob, cid);
        await using var console = await fixture.SignInAsync(width);

        await console.GoAsync($"#/groups/{group}");

        Assert.Equal(["1,200", "900", "300"], await console.Page.Locator(".figure").AllInnerTextsAsync());
        Assert.Equal(
            [(ann, "Active", "700", "300"), (bob, "Active", "200", "0"), (cid, "Blocked", "70", "0")],
            (await RowsAsync(console, "Points of the members")).Select(row => (row[0], row[1], row[2], row[3]))
        );
        await console.ReadsAsync("Does not count");
        await AskAsync(console, 901);
        await console.ReadsAsync("Nothing would be redeemed: the group has 900 points, 1 too few.");
        await CheckAsync(console, "group-lacking", width);

        await AskAsync(console, 750);
        await console.ReadsAsync("Would give");
        Assert.Equal(
            [(ann, "700", "0"), (bob, "50", "150")],
            (await RowsAsync(console, "What would be taken")).Select(row => (row[0], row[1], row[2]))
        );
        await CheckAsync(console, "group-taken", width);
        await AskAsync(console, 0);
        await console.ReadsAsync("Value must be greater than or equal to 1.");
        Assert.Equal("1000", (string?)(await AccountAsync(ann))["balance"]!.ToString());
    }

    [RequiresBrowserTheory]
    [InlineData(1440)]
    [InlineData(360)]
    public async Task Another_program_has_other_points_and_rules(int width)
    {
        var ann = await MemberAsync("ann", 25);
        var program = await fixture.Owner.CreateAsync(
            "/manage/programs",
            new JsonObject
            {
                ["name"] = Names.Next("Miles"),
                ["redemption"] = new JsonObject { ["multipleOf"] = 10 },
            }
        );
        var group = await GroupAsync(ann);
        await using var console = await fixture.SignInAsync(width);
        await console.GoAsync($"#/groups/{group}");
        Assert.Equal(["25"], await console.Page.Locator(".figure").AllInnerTextsAsync());

        await console.ChooseAsync("Program", (string)program["programId"]!);
        await console.SettledAsync();

        Assert.Equal(["0"], await console.Page.Locator(".figure").AllInnerTextsAsync());
        await CheckAsync(console, "group-program", width);
        await AskAsync(console, 25);
        await console.ReadsAsync("Must be a multiple of 10 points.");
    }

    private static async Task AskAsync(ConsolePage console, int points)
    {
        await console.FillAsync("Points to redeem", $"{points}");
        await console.PressAsync("Show");
    }

    private static async Task<List<IReadOnlyList<string>>> RowsAsync(ConsolePage console, string table)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (
            var row in await console
                .Page.GetByRole(AriaRole.Table, new PageGetByRoleOptions { Name = table })
                .Locator("tbody tr")
                .AllAsync()
        )
            rows.Add(await row.Locator(".cell").AllInnerTextsAsync());
        return rows;
    }

    private static async Task CheckAsync(ConsolePage console, string name, int width)
    {
        var faults = new List<string>();
        await PageTests.DrawAsync(console, name, width, ColorScheme.Light);
        await PageTests.CheckAsync(console, name, isChecked: true, faults);
        Assert.Empty(faults);
    }

    private async Task<string> MemberAsync(string name, int points)
    {
        var member = Names.Next(name);
        await fixture.Owner.RegisterAsync(member, []);
        await fixture.Owner.AdjustAsync(member, points);
        return member;
    }

    private async Task<JsonObject> AccountAsync(string member) =>
        (await fixture.Owner.ReadAsync($"/manage/members/{member}"))["accounts"]![0]!.AsObject();

    private async Task HoldAsync(string member, int points)
    {
        var host = fixture.Host;
        var held = await host.Partner.PostAsync(
            "/points/holds",
            $$"""{"userId":"{{member}}","ruleId":"{{host.Demo.RedeemRuleId}}","amount":{{points}},"requestId":"{{member}}","expiresInSeconds":600}"""
        );
        Assert.Equal(201, held.Status);
    }

    private async Task<string> GroupAsync(params string[] members)
    {
        var group = await fixture.Owner.CreateAsync(
            "/manage/groups",
            new JsonObject
            {
                ["primaryUserId"] = members[0],
                ["members"] = new JsonArray([.. members.Select(member => JsonValue.Create(member))]),
            }
        );
        return (string)group["groupId"]!;
    }
}
