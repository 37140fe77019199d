using System.Text;
using System.Text.Json.Nodes;
using Loyalty.Identity;
using Loyalty.Local.Tests.PointOfSale;

namespace Loyalty.Local.Tests.ApiReference;

/// <summary>Shows what tills are answered, and every refusal that is no answer to a till.</summary>
internal sealed class TillVisitor(HttpClient http, HostFixture fixture)
{
    private static readonly string[] Gets = [Till.CheckPath, Till.IssuePath];
    private static readonly string[] Posts = [Till.RedeemPath, Till.ReversePath];

    public async Task VisitAsync()
    {
        var client = await fixture.Setup.ClientAsync(client => client with { Scopes = [Scopes.PointOfSale] });
        var system = new Partner(http, fixture.Time, client.ClientId.Value, Setup.Secret, fixture.Partner.Key);
        var member = await fixture.Setup.MemberAsync(100);
        foreach (var till in (Till[])[new(system, isXml: false), new(system, isXml: true)])
        {
            await till.CheckAsync(member, 10);
            await till.CheckAsync(member, 1000);
            await till.IssueAsync(member);
            var redeemed = await till.RedeemAsync(member, 10);
            await till.RedeemAsync(member, 1000);
            await till.RedeemAsync([Item(member.MemberId.Value), Item("nobody")]);
            await till.ReverseAsync(redeemed.RedemptionId, 5);
            await till.ReverseAsync("nobody");
        }

        await RefuseAsync(system);
    }

    private async Task RefuseAsync(Partner system)
    {
        var other = await fixture.Setup.ClientAsync(client => client with { Scopes = [Scopes.PointsEarn] });
        var stranger = new Partner(http, fixture.Time, other.ClientId.Value, Setup.Secret, fixture.Partner.Key);
        foreach (var path in Gets)
        {
            await system.GetAsync($"{path}?format=html");
            await stranger.GetAsync(path);
            await system.SendAsync(new HttpRequestMessage(HttpMethod.Get, path));
        }

        foreach (var path in Posts)
        {
            await system.PostAsync(path, "[]");
            await stranger.PostAsync(path, "{}");
            await system.SendAsync(new HttpRequestMessage(HttpMethod.Post, path));
            await system.PostAsync(path, new string('x', 70_000));
            var text = system.Request("{}", await system.TokenAsync(), path: path);
            text.Content = new StringContent("text", Encoding.UTF8, "text/plain");
            await system.SendAsync(text);
        }
    }

    private static JsonObject Item(string userId) =>
        new()
        {
            ["points_redeemed"] = 1,
            ["customer"] = new JsonObject { ["user_id"] = userId },
        };
}
