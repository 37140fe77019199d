using System.Text;

namespace Loyalty.Local.Tests.ApiReference;

/// <summary>Shows what the API for partners answers, and every refusal of it.</summary>
internal sealed class PointsVisitor(HttpClient http, HostFixture fixture)
{
    private readonly Partner partner = Partner.Of(fixture.Demo, http, fixture.Time);

    public async Task VisitAsync()
    {
        await partner.AskTokenAsync(("grant_type", "password"));
        await partner.AskTokenAsync(
            ("grant_type", "client_credentials"),
            ("client_id", partner.ClientId),
            ("client_secret", "wrong")
        );

        var token = await partner.TokenAsync();
        await partner.SendAsync(partner.Request("{}", token));
        await partner.SendAsync(partner.Request("{}", null));
        await partner.SendAsync(partner.Request(new string('x', 70_000), token));
        var text = partner.Request("{}", token);
        text.Content = new StringContent("text", Encoding.UTF8, "text/plain");
        await partner.SendAsync(text);
        var other = await fixture.Setup.ClientAsync();
        var rule = await fixture.Setup.RuleAsync(Catalog.RuleType.Earn, other);
        var body = fixture.Earn(1) with { RuleId = rule.RuleId.Value };
        await partner.SendAsync(partner.Request(body.ToJson(), token));

        await partner.GetAsync("/points/requests/nobody");
        await http.GetAsync("/points/requests/nobody");
        await partner.GetAsync("/points/requests?code=nobody");
        await http.GetAsync("/points/requests");
        await partner.GetAsync($"/latitude-points/orgs/{fixture.Demo.OrgId}/point-programs/default/balances/nobody");
        await partner.GetAsync("/latitude-points/orgs/another/point-programs/default/balances/nobody");
        await http.GetAsync($"/latitude-points/orgs/{fixture.Demo.OrgId}/point-programs/default/balances/nobody");
        await DisabledAsync();
    }

    /// <summary>A client that is switched off while its token is good.</summary>
    private async Task DisabledAsync()
    {
        var client = await fixture.Setup.ClientAsync();
        var off = new Partner(http, fixture.Time, client.ClientId.Value, Setup.Secret, partner.Key);
        await off.TokenAsync();
        await fixture.Setup.PutAsync(client with { Disabled = true });
        await off.PollAsync("nobody");
        await off.GetAsync("/points/requests");
    }
}
