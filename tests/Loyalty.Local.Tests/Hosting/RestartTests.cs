using System.Net.Http.Headers;

namespace Loyalty.Local.Tests.Hosting;

/// <summary>A host that is stopped and started again on its folder.</summary>
public abstract class RestartTests(HostFixture fixture)
{
    public sealed class OnSqlite(HostFixture fixture) : RestartTests(fixture), IClassFixture<HostFixture>;

    public sealed class OnCosmos(CosmosHostFixture fixture) : RestartTests(fixture), IClassFixture<CosmosHostFixture>;

    public sealed class OnCosmosAndServiceBus(ServiceBusHostFixture fixture)
        : RestartTests(fixture),
            IClassFixture<ServiceBusHostFixture>;

    [Fact]
    public async Task State_queued_work_and_keys_survive()
    {
        var member = await fixture.Setup.MemberAsync(points: 70);
        var inbox = fixture.Receiver.Open();
        var body = fixture.Earn(30) with { UserId = member.MemberId.Value, CallbackUrl = inbox.Url };
        var keys = await fixture.Http.GetStringAsync("/realms/partner/protocol/openid-connect/certs");
        var token = await fixture.Partner.TokenAsync();
        var demo = fixture.Demo;
        fixture.Gate.Close();
        var accepted = await fixture.Partner.SendAsync(body);
        Assert.Equal(202, accepted.Status);

        // Work that is held up when the host stops is given up and taken up by the next.
        var stopping = fixture.StopAsync();
        fixture.Gate.Open();
        await stopping;
        await fixture.StartAsync();

        Assert.Equal(demo with { BaseUrl = "" }, fixture.Demo with { BaseUrl = "" });
        Assert.Equal(accepted.Field("transactionId"), (await inbox.NextAsync())["transactionId"]);
        Assert.Equal("100", (await fixture.BalanceAsync(member.MemberId.Value)).Field("balance"));
        Assert.Equal(keys, await fixture.Http.GetStringAsync("/realms/partner/protocol/openid-connect/certs"));
        Assert.NotEmpty(token);
    }

    [Fact]
    public async Task A_token_from_before_still_counts_and_a_request_is_still_known()
    {
        var body = fixture.Earn(1);
        var first = await fixture.Partner.SendAsync(body);
        var token = await fixture.Partner.TokenAsync();

        await fixture.RestartAsync();

        using var request = fixture.Partner.Request(body.ToJson(), token);
        var again = await fixture.Partner.SendAsync(request);
        Assert.Equal((202, "true"), (again.Status, again.Header("Idempotency-Replayed")));
        Assert.Equal(first.Text, again.Text);
        using var bad = fixture.Partner.Request(body.ToJson(), token);
        bad.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token[..^3] + "AAA");
        Assert.Equal(401, (await fixture.Partner.SendAsync(bad)).Status);
        await fixture.QuietAsync();
        await fixture.AssertProvenAsync();
    }
}
