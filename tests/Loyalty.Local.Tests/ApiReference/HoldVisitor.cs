using System.Text;
using Loyalty.Catalog;

namespace Loyalty.Local.Tests.ApiReference;

/// <summary>Shows what partners that hold points are answered, and every refusal of it.</summary>
internal sealed class HoldVisitor(HttpClient http, HostFixture fixture)
{
    private const string Holds = "/points/holds";
    private readonly Partner partner = Partner.Of(fixture.Demo, http, fixture.Time);

    public async Task VisitAsync()
    {
        var member = (await fixture.Setup.MemberAsync(points: 100)).MemberId;
        var id = (await partner.PostAsync(Holds, Body(member, 10))).Field("holdId");
        await partner.PostAsync(Holds, Body(member, 1_000));
        await partner.PostAsync(Holds, Body(member, 10, rule: await ForeignRuleAsync()));
        for (var placed = 0; placed < 20; placed++)
            await partner.PostAsync(Holds, Body(member, 1));
        await partner.GetAsync($"{Holds}/{id}");
        await partner.GetAsync($"{Holds}/nobody");
        await partner.PostAsync($"{Holds}/{id}/capture", """{"amount":11}""");
        await partner.PostAsync($"{Holds}/{id}/capture", """{"amount":9}""");
        await partner.PostAsync($"{Holds}/{id}/release", "{}");
        await partner.PostAsync($"{Holds}/{id}/capture", "{}");
        var other = (await partner.PostAsync(Holds, Body(member, 1))).Field("holdId");
        await partner.PostAsync($"{Holds}/{other}/release", "{}");
        await partner.PostAsync($"{Holds}/nobody/release", "[]");
        await partner.PostAsync($"{Holds}/nobody/release", "{}");
        await partner.PostAsync($"{Holds}/nobody/capture", "{}");
        foreach (var path in new[] { Holds, $"{Holds}/nobody/capture", $"{Holds}/nobody/release" })
        {
            await partner.PostAsync(path, new string('x', 70_000));
            await partner.SendAsync(partner.Request("{}", token: null, path: path));
            var text = partner.Request("{}", await partner.TokenAsync(), path: path);
            text.Content = new StringContent("text", Encoding.UTF8, "text/plain");
            await partner.SendAsync(text);
            await partner.SendAsync(partner.Request("{}", await partner.TokenAsync("points.earn"), path: path));
        }

        await http.GetAsync($"{Holds}/nobody");
        var earner = await fixture.Setup.ClientAsync(client => client with { Scopes = ["points.earn"] });
        var reader = new Partner(http, fixture.Time, earner.ClientId.Value, Setup.Secret, partner.Key);
        await reader.GetAsync($"{Holds}/nobody");
    }

    private async Task<string> ForeignRuleAsync() =>
        (await fixture.Setup.RuleAsync(RuleType.Redeem, await fixture.Setup.ClientAsync())).RuleId.Value;

    private string Body(MemberId member, int amount, string? rule = null) =>
        $$"""{"userId":"{{member}}","ruleId":"{{rule ?? fixture.Demo.RedeemRuleId.Value}}","amount":{{amount}},"requestId":"{{Names.Next(
            "hold"
        )}}","expiresInSeconds":600}""";
}
