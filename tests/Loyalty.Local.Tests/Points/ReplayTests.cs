using Loyalty.Catalog;

namespace Loyalty.Local.Tests.Points;

/// <summary>One client and request id, sent more than once.</summary>
public abstract class ReplayTests(HostFixture fixture)
{
    public sealed class OnSqlite(HostFixture fixture) : ReplayTests(fixture), IClassFixture<HostFixture>;

    public sealed class OnCosmos(CosmosHostFixture fixture) : ReplayTests(fixture), IClassFixture<CosmosHostFixture>;

    public sealed class OnCosmosAndServiceBus(ServiceBusHostFixture fixture)
        : ReplayTests(fixture),
            IClassFixture<ServiceBusHostFixture>;

    [Fact]
    public async Task The_same_request_again_is_answered_alike_and_told_again_but_applied_once()
    {
        var member = await fixture.Setup.MemberAsync();
        var inbox = fixture.Receiver.Open();
        var body = fixture.Earn(25) with { UserId = member.MemberId.Value, CallbackUrl = inbox.Url };
        var first = await fixture.Partner.SendAsync(body);
        var told = await inbox.NextAsync();

        // Other order, white space, escapes and a number written in another way are the same content.
        var again = await fixture.Partner.SendJsonAsync(
            $$"""
            { "callbackUrl":"{{inbox.Url}}", "requestId" : "\u{{(int)body.RequestId[0]:x4}}{{body.RequestId[1..]}}",
              "amount": 2.5e1, "extra": 1, "ruleId":"{{body.RuleId}}","userId":"{{body.UserId}}" }
            """
        );

        Assert.Equal((202, "true"), (again.Status, again.Header("Idempotency-Replayed")));
        Assert.Equal(first.Text, again.Text);
        Assert.False(first.Headers.Contains("Idempotency-Replayed"));
        var toldAgain = await inbox.NextAsync();
        Assert.Equal(told.Text, toldAgain.Text);
        Assert.Equal(told.Headers["webhook-id"], toldAgain.Headers["webhook-id"]);
        Assert.Equal("25", (await fixture.BalanceAsync(body.UserId)).Field("balance"));
    }

    [Theory]
    [InlineData("""{"amount":11}""")]
    [InlineData("""{"userId":"demo-member"}""")]
    [InlineData("""{"ruleId":"demo-earn"}""")]
    [InlineData("""{"callbackUrl":"http://127.0.0.1:1/"}""")]
    public async Task Other_content_under_a_used_id_is_refused_and_changes_nothing(string change)
    {
        var scene = await AnswerScene.CreateAsync(fixture);
        await fixture.Setup.PutAsync(
            new Rule
            {
                OrgId = Setup.Org,
                RuleId = fixture.Demo.EarnRuleId,
                ProgramId = Setup.Program,
                Name = "Demo earning rule",
                Type = RuleType.Earn,
                Status = RuleStatus.Active,
                ClientIds = [fixture.Demo.Partner.ClientId, scene.Client.ClientId],
            }
        );
        var partner = fixture.Setup.PartnerOf(scene.Client);
        Assert.Equal(202, (await partner.SendAsync(scene.Body)).Status);
        await partner.OutcomeAsync(scene.Body.RequestId);
        var json = System.Text.Json.Nodes.JsonNode.Parse(scene.Body.ToJson())!.AsObject();
        foreach (var (name, value) in System.Text.Json.Nodes.JsonNode.Parse(change)!.AsObject())
            json[name] = value!.DeepClone();

        var answer = await partner.SendJsonAsync(json.ToJsonString());

        Assert.Equal((400, "request_id_reused"), (answer.Status, answer.Code));
        Assert.Equal("90", (await fixture.BalanceAsync(scene.Body.UserId)).Field("balance"));
    }

    [Theory]
    [InlineData("rule not active")]
    [InlineData("rule over")]
    [InlineData("member blocked")]
    [InlineData("member closed")]
    [InlineData("balance")]
    public async Task A_replay_is_answered_also_when_a_new_request_would_be_refused_by_now(string by)
    {
        var inbox = fixture.Receiver.Open();
        var scene = await AnswerScene.CreateAsync(fixture);
        scene.Body = scene.Body with { Amount = 100, CallbackUrl = inbox.Url };
        var first = await scene.SendAsync();
        var told = await inbox.NextAsync();
        // The redemption itself has used up the balance.
        if (by != "balance")
            await RefusalCondition.InOrder.Single(condition => condition.Name == by).Spoil(scene);

        var again = await scene.SendAsync();

        Assert.Equal((202, "true"), (again.Status, again.Header("Idempotency-Replayed")));
        Assert.Equal(first.Field("transactionId"), again.Field("transactionId"));
        Assert.Equal(told.Text, (await inbox.NextAsync()).Text);
        Assert.Equal("0", (await fixture.BalanceAsync(scene.Body.UserId)).Field("balance"));
    }

    [Fact]
    public async Task The_same_id_of_another_client_is_another_request()
    {
        var (one, two) = (await AnswerScene.CreateAsync(fixture), await AnswerScene.CreateAsync(fixture));
        two.Body = two.Body with { RequestId = one.Body.RequestId };

        var (first, second) = (await one.SendAsync(), await two.SendAsync());

        Assert.Equal((202, 202), (first.Status, second.Status));
        Assert.NotEqual(first.Field("transactionId"), second.Field("transactionId"));
    }

    [Fact]
    public async Task Fifty_duplicates_at_once_are_applied_once()
    {
        var member = await fixture.Setup.MemberAsync();
        var inbox = fixture.Receiver.Open();
        var body = fixture.Earn(7) with { UserId = member.MemberId.Value, CallbackUrl = inbox.Url };
        await fixture.Partner.TokenAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => fixture.Partner.SendAsync(body)));

        Assert.All(answers, answer => Assert.Equal(202, answer.Status));
        Assert.Single(answers.Select(answer => answer.Field("transactionId")).Distinct());
        Assert.Single(answers, answer => !answer.Headers.Contains("Idempotency-Replayed"));
        await inbox.NextAsync();
        await fixture.QuietAsync();
        Assert.Equal("7", (await fixture.BalanceAsync(body.UserId)).Field("balance"));
        Assert.Single(inbox.Arrived.Select(callback => callback.Text).Distinct());
        await fixture.AssertProvenAsync();
    }
}
