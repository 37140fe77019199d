using Loyalty.Catalog;

namespace Loyalty.Local.Tests.Points;

/// <summary><c>GET /points/requests/{requestId}</c>.</summary>
public abstract class PollingTests(ClockedHostFixture fixture)
{
    public sealed class OnSqlite(ClockedHostFixture fixture) : PollingTests(fixture), IClassFixture<ClockedHostFixture>;

    public sealed class OnCosmos(ClockedCosmosFixture fixture)
        : PollingTests(fixture),
            IClassFixture<ClockedCosmosFixture>;

    public sealed class OnCosmosAndServiceBus(ClockedServiceBusFixture fixture)
        : PollingTests(fixture),
            IClassFixture<ClockedServiceBusFixture>;

    [Fact]
    public async Task A_request_is_pending_until_its_outcome_is_known()
    {
        var body = fixture.Earn(12);
        fixture.Gate.Close();
        var accepted = await fixture.Partner.SendAsync(body);
        var pending = await fixture.Partner.PollAsync(body.RequestId);
        fixture.Gate.Open();
        var outcome = await fixture.Partner.OutcomeAsync(body.RequestId);

        Assert.Equal((200, "pending"), (pending.Status, pending.Field("status")));
        Assert.Equal(accepted.Field("transactionId"), pending.Field("transactionId"));
        Assert.Equal(body.RequestId, pending.Field("requestId"));
        Assert.Equal("success", outcome.Field("status"));
        Assert.Equal("point_earn", outcome.Field("action"));
        Assert.Equal("12", outcome.Field("point"));
        Assert.Equal(accepted.Field("transactionId"), outcome.Field("transactionId"));
        Assert.Equal(body.UserId, outcome.Field("userId"));
        Assert.Equal(body.RuleId, outcome.Field("ruleId"));
        Assert.Equal(fixture.Demo.Partner.ClientId.Value, outcome.Field("clientId"));
        Assert.Null(outcome.Field("errorMessage"));
        Assert.Equal(fixture.Clock.GetUtcNow(), DateTimeOffset.Parse(outcome.Field("timestamp")!));
    }

    [Fact]
    public async Task A_failed_one_has_its_reason_and_still_a_transaction()
    {
        var client = await fixture.Setup.ClientAsync();
        var cap = new Cap { Points = new Loyalty.Points(5), Period = CapPeriod.Lifetime };
        var rule = await fixture.Setup.RuleAsync(RuleType.Earn, client, rule => rule with { Cap = cap });
        var partner = fixture.Setup.PartnerOf(client);
        var body = new PointsBody(fixture.Demo.UserId.Value, rule.RuleId.Value, 5, Names.Next("request"));
        await partner.SendAsync(body);
        await partner.OutcomeAsync(body.RequestId);
        var past = body with { RequestId = Names.Next("request") };
        var accepted = await partner.SendAsync(past);

        var outcome = await partner.OutcomeAsync(past.RequestId);

        Assert.Equal("failed", outcome.Field("status"));
        Assert.Equal("Reaching Earning Limit", outcome.Field("errorMessage"));
        Assert.Equal(accepted.Field("transactionId"), outcome.Field("transactionId"));
        Assert.Null(outcome.Field("point"));
    }

    [Fact]
    public async Task Another_clients_request_is_not_found()
    {
        var body = fixture.Earn(1);
        Assert.Equal(202, (await fixture.Partner.SendAsync(body)).Status);
        var stranger = fixture.Setup.PartnerOf(await fixture.Setup.ClientAsync());

        var answer = await stranger.PollAsync(body.RequestId);

        Assert.Equal((404, "not_found"), (answer.Status, answer.Code));
        Assert.Equal("application/problem+json", answer.ContentType);
    }

    [Theory]
    [InlineData("a/b c?d#e%2Fé\U0001F600")]
    [InlineData("a%20b+c")]
    [InlineData("100%25/2F")]
    [InlineData("..")]
    public async Task Any_request_id_can_be_polled(string requestId)
    {
        requestId += Names.Next("");
        var body = fixture.Earn(1, requestId);
        Assert.Equal(202, (await fixture.Partner.SendAsync(body)).Status);

        Assert.Equal(requestId, (await fixture.Partner.OutcomeAsync(requestId)).Field("requestId"));
    }

    [Fact]
    public async Task Without_a_token_nothing_is_told()
    {
        using var response = await fixture.Http.GetAsync("/points/requests/any");
        var answer = await Answer.ReadAsync(response);

        Assert.Equal((401, "invalid_token"), (answer.Status, answer.Code));
        Assert.StartsWith("Bearer ", answer.Header("WWW-Authenticate"), StringComparison.Ordinal);
    }
}
