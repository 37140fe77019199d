using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Local.Demo;
using Loyalty.Signing;
using Microsoft.Extensions.Primitives;

namespace Loyalty.Local.Tests.Callbacks;

/// <summary>What a partner's callback receiver gets to see.</summary>
public abstract class CallbackTests(ClockedHostFixture fixture)
{
    public sealed class OnSqlite(ClockedHostFixture fixture)
        : CallbackTests(fixture),
            IClassFixture<ClockedHostFixture>;

    public sealed class OnCosmos(ClockedCosmosFixture fixture)
        : CallbackTests(fixture),
            IClassFixture<ClockedCosmosFixture>;

    public sealed class OnCosmosAndServiceBus(ClockedServiceBusFixture fixture)
        : CallbackTests(fixture),
            IClassFixture<ClockedServiceBusFixture>;

    [Fact]
    public async Task A_success_has_the_fields_of_the_guide_in_their_order()
    {
        var inbox = fixture.Receiver.Open();
        var body = fixture.Earn(10) with { CallbackUrl = inbox.Url };
        var accepted = await fixture.Partner.SendAsync(body);

        var callback = await inbox.NextAsync();

        Assert.Equal(
            ["action", "clientId", "userId", "requestId", "ruleId", "point", "transactionId", "timestamp", "status"],
            callback.Fields
        );
        var at = fixture.Clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'");
        Assert.Equal(
            $$"""{"action":"point_earn","clientId":"demo-partner","userId":"demo-member","requestId":"{{body.RequestId}}","ruleId":"demo-earn","point":10,"transactionId":"{{accepted.Field("transactionId")}}","timestamp":"{{at}}","status":"success"}""",
            callback.Text
        );
        Assert.Equal("POST", callback.Method);
        Assert.Equal("application/json", callback.Headers["Content-Type"]);
    }

    [Fact]
    public async Task A_redemption_is_a_burn_without_sign()
    {
        var inbox = fixture.Receiver.Open();
        await fixture.Partner.SendAsync(fixture.Redeem(10) with { CallbackUrl = inbox.Url });

        var callback = await inbox.NextAsync();

        Assert.Equal(("point_burn", "10", "success"), (callback["action"], callback["point"], callback["status"]));
    }

    [Fact]
    public async Task A_failure_has_the_fields_of_the_guide_and_no_transaction()
    {
        var client = await fixture.Setup.ClientAsync();
        var cap = new Cap { Points = new Loyalty.Points(1), Period = CapPeriod.Lifetime };
        var rule = await fixture.Setup.RuleAsync(RuleType.Earn, client, rule => rule with { Cap = cap });
        var inbox = fixture.Receiver.Open();
        var partner = fixture.Setup.PartnerOf(client);
        var body = new PointsBody("demo-member", rule.RuleId.Value, 1, Names.Next("request"))
        {
            CallbackUrl = inbox.Url,
        };
        await partner.SendAsync(body);
        await inbox.NextAsync();
        await partner.SendAsync(body with { RequestId = Names.Next("request") });

        var callback = await inbox.NextAsync();

        Assert.Equal(
            ["action", "clientId", "userId", "requestId", "ruleId", "timestamp", "status", "errorMessage"],
            callback.Fields
        );
        Assert.Equal(("failed", "Reaching Earning Limit"), (callback["status"], callback["errorMessage"]));
    }

    [Fact]
    public async Task Both_signatures_verify_and_stop_doing_so_when_a_byte_changes()
    {
        var inbox = fixture.Receiver.Open();
        await fixture.Partner.SendAsync(fixture.Earn(10) with { CallbackUrl = inbox.Url });
        var callback = await inbox.NextAsync();

        var good = await CheckAsync(callback.Body);
        var forged = await CheckAsync([.. callback.Body[..^1], (byte)' ']);

        Assert.True(good.IsGood, $"{good.Signature}; {good.Webhook}");
        Assert.Equal("verified", good.Webhook);
        Assert.False(forged.IsGood);
        Assert.Equal("does not verify", forged.Webhook);
        Assert.Contains(
            "algorithm=\"ECDSA-SHA256\"",
            callback.Headers["Signature"].ToString(),
            StringComparison.Ordinal
        );

        Task<ReceivedCallback> CheckAsync(byte[] body) =>
            new CallbackTrust(fixture.Host.BaseUrl, fixture.Demo.Partner.CallbackSecret, fixture.Http).CheckAsync(
                new SignedRequest
                {
                    Method = "POST",
                    RawTarget = callback.Path,
                    Header = name => callback.Headers.TryGetValue(name, out var value) ? value : StringValues.Empty,
                    Body = body,
                },
                fixture.Clock.GetUtcNow(),
                default
            );
    }

    [Fact]
    public async Task For_a_day_after_a_secret_was_replaced_the_old_and_the_new_one_both_verify()
    {
        var (old, replaced) = (StandardWebhook.Create(), StandardWebhook.Create());
        var key = fixture.Service<IKeyRing>().DataKey;
        var client = await fixture.Setup.ClientAsync(one =>
            one with
            {
                SealedCallbackSecret = CallbackSecret.Seal(replaced, one.ClientId, key),
                FormerCallbackSecrets =
                [
                    new(CallbackSecret.Seal(old, one.ClientId, key), fixture.Clock.GetUtcNow().AddDays(1)),
                ],
            }
        );
        var rule = await fixture.Setup.RuleAsync(RuleType.Earn, client);
        var inbox = fixture.Receiver.Open();
        await fixture
            .Setup.PartnerOf(client)
            .SendAsync(
                new PointsBody("demo-member", rule.RuleId.Value, 1, Names.Next("request")) { CallbackUrl = inbox.Url }
            );

        var callback = await inbox.NextAsync();

        var signatures = callback.Headers["webhook-signature"].ToString();
        Assert.Equal(2, signatures.Split(' ').Length);
        foreach (var secret in new[] { old, replaced })
            Assert.True(
                secret.Verify(
                    callback.Headers["webhook-id"]!,
                    callback.Headers["webhook-timestamp"]!,
                    signatures,
                    callback.Body,
                    fixture.Clock.GetUtcNow(),
                    TimeSpan.FromMinutes(5)
                )
            );
    }

    [Fact]
    public async Task Who_gives_no_url_is_not_called()
    {
        var body = fixture.Earn(1);
        await fixture.Partner.SendAsync(body);
        await fixture.Partner.OutcomeAsync(body.RequestId);
        await fixture.QuietAsync();

        var delivery = await fixture
            .Service<Loyalty.Callbacks.IDeliveryLog>()
            .FindAsync((await fixture.Partner.PollAsync(body.RequestId)).Field("transactionId")!, default);

        Assert.Null(delivery);
    }
}
