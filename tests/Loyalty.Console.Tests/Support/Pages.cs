using System.Text.Json.Nodes;
using Loyalty.Notifications;

namespace Loyalty.Console.Tests.Support;

/// <summary>The addresses of all pages of the console, with something to show on each.</summary>
internal static class Pages
{
    // Nowhere to break it, and wider than any column.
    private const string LongName = "Donaudampfschifffahrtsgesellschaftskapitaensmuetzenverkaufsstellenleiterin";

    private static Dictionary<string, string>? all;

    /// <summary>Name → address. What they show is made once for all tests.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> AllAsync(ConsoleFixture fixture) =>
        all ??= await MakeAsync(fixture);

    private static async Task<Dictionary<string, string>> MakeAsync(ConsoleFixture fixture)
    {
        var (host, owner) = (fixture.Host, fixture.Owner);
        var member = host.Demo.UserId.Value;
        var rule = await owner.DraftAsync("Winter promotion");
        var path = $"/manage/rules/{rule["ruleId"]}";
        await owner.StepAsync(path, "activate");
        foreach (var amount in (int[])[120, 75, 40])
            await EarnAsync(host, (string)rule["ruleId"]!, amount);
        await host.Partner.SendAsync(host.Redeem(30));
        await host.QuietAsync();
        await owner.RegisterAsync(LongName, new JsonObject { ["externalId"] = "عميل", ["status"] = "blocked" });
        await owner.AdjustAsync(LongName, 999_999_999);
        var group = await owner.CreateAsync(
            "/manage/groups",
            new JsonObject
            {
                ["externalId"] = "family-7",
                ["primaryUserId"] = member,
                ["members"] = new JsonArray(member, LongName),
            }
        );
        await owner.ClientAsync($"{LongName} {LongName}", partner: LongName);
        await owner.DraftAsync(LongName);
        await owner.DraftAsync("مكافأة الخريف");
        await fixture.ParkAsync(LongName);
        await host.Service<IOutbox>().KeepAsync(fixture.CodeFor(LongName), default);
        var tills = await Tills.OpenAsync(host, owner, "Shop at the corner");
        await tills.ReverseAsync(await tills.RedeemAsync(member, 10));
        var transactions = await owner.ReadAsync("/manage/transactions?kind=earn");
        var deliveries = await owner.ReadAsync("/manage/deliveries");
        return new Dictionary<string, string>
        {
            ["overview"] = "#/",
            ["rules"] = "#/rules",
            ["rule"] = $"#/rules/{rule["ruleId"]}",
            ["rule-new"] = "#/rules/new",
            ["rule-edit"] = $"#/rules/{rule["ruleId"]}/edit",
            ["organisation"] = "#/organisation",
            ["programs"] = "#/programs",
            ["program"] = "#/programs/points",
            ["program-new"] = "#/programs/new",
            ["clients"] = "#/clients",
            ["client"] = "#/clients/demo-partner",
            ["client-tills"] = $"#/clients/{tills.ClientId}",
            ["client-new"] = "#/clients/new",
            ["client-edit"] = "#/clients/demo-partner/edit",
            ["members"] = "#/members",
            ["member"] = $"#/members/{member}",
            ["member-long"] = $"#/members/{LongName}",
            ["member-new"] = "#/members/new",
            ["member-edit"] = $"#/members/{member}/edit",
            ["groups"] = "#/groups",
            ["group"] = $"#/groups/{group["groupId"]}",
            ["group-new"] = "#/groups/new",
            ["transactions"] = "#/transactions",
            ["transaction"] = $"#/transactions/{IdOf(transactions, "transactionId")}",
            ["requests"] = "#/requests",
            ["deliveries"] = "#/deliveries",
            ["delivery"] = $"#/deliveries/{IdOf(deliveries, "deliveryId")}",
            ["parked"] = "#/parked",
            ["outbox"] = "#/outbox",
            ["audit"] = "#/audit",
            ["missing"] = "#/nowhere",
        };
    }

    private static Task EarnAsync(HostFixture host, string ruleId, int amount) =>
        host.Partner.SendAsync(
            new PointsBody(host.Demo.UserId.Value, ruleId, amount, Names.Next("order"))
            {
                CallbackUrl = host.Receiver.Open().Url,
            }
        );

    private static string? IdOf(JsonObject list, string name) => (string?)list["items"]?[0]?[name];
}
