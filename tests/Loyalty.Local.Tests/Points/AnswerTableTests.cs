namespace Loyalty.Local.Tests.Points;

/// <summary>The answer table of <c>POST /points</c>, over HTTP.</summary>
public abstract class AnswerTableTests(ClockedHostFixture fixture)
{
    public sealed class OnSqlite(ClockedHostFixture fixture)
        : AnswerTableTests(fixture),
            IClassFixture<ClockedHostFixture>;

    public sealed class OnCosmos(ClockedCosmosFixture fixture)
        : AnswerTableTests(fixture),
            IClassFixture<ClockedCosmosFixture>;

    public static TheoryData<string> Conditions => [.. RefusalCondition.InOrder.Select(condition => condition.Name)];

    [Theory]
    [MemberData(nameof(Conditions))]
    public async Task Each_row_is_answered_as_the_table_says(string name)
    {
        var condition = RefusalCondition.InOrder.Single(condition => condition.Name == name);
        var scene = await AnswerScene.CreateAsync(fixture);
        await condition.Spoil(scene);

        var answer = await scene.SendAsync();

        Assert.Equal((condition.Status, condition.Code), (answer.Status, answer.Code));
        Assert.Equal("application/problem+json", answer.ContentType);
        Assert.Equal(condition.Status.ToString(), answer.Field("status"));
        foreach (var field in new[] { "type", "title", "detail" })
            Assert.False(string.IsNullOrEmpty(answer.Field(field)), $"{field} is empty in {answer}");
        Assert.Equal(condition.Status == 401, answer.Headers.Contains("WWW-Authenticate"));
    }

    [Theory]
    [MemberData(nameof(Conditions))]
    public async Task Where_two_rows_apply_the_earlier_answers(string name)
    {
        var earlier = RefusalCondition.InOrder.Single(condition => condition.Name == name);
        var wrong = new List<string>();
        var after = RefusalCondition.InOrder.SkipWhile(condition => condition != earlier).Skip(1);
        foreach (var later in after.Where(condition => condition.Kind != earlier.Kind))
        {
            var scene = await AnswerScene.CreateAsync(fixture);
            // The request id has to be used while nothing is spoiled yet.
            if (later.Kind == "request")
                await later.Spoil(scene);
            await earlier.Spoil(scene);
            if (later.Kind != "request")
                await later.Spoil(scene);

            var answer = await scene.SendAsync();

            if ((answer.Status, answer.Code) != (earlier.Status, earlier.Code))
                wrong.Add($"{earlier.Name} + {later.Name}: {answer.Status} {answer.Code}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task A_request_with_nothing_wrong_is_accepted()
    {
        var scene = await AnswerScene.CreateAsync(fixture);

        var answer = await scene.SendAsync();

        Assert.Equal(202, answer.Status);
        Assert.Equal("application/json", answer.ContentType);
        Assert.Equal(
            ["status", "requestId", "transactionId"],
            answer.Json.EnumerateObject().Select(field => field.Name)
        );
        Assert.Equal("accepted", answer.Field("status"));
        Assert.Equal(scene.Body.RequestId, answer.Field("requestId"));
        Assert.True(Guid.TryParseExact(answer.Field("transactionId"), "D", out _));
        Assert.False(answer.Headers.Contains("Idempotency-Replayed"));
    }

    [Theory]
    [MemberData(nameof(Conditions))]
    public async Task A_refused_request_claims_nothing(string name)
    {
        var condition = RefusalCondition.InOrder.Single(condition => condition.Name == name);
        if (condition.Kind == "request")
            return; // That id is claimed, by the request before.
        var scene = await AnswerScene.CreateAsync(fixture);
        var good = scene.Body;
        var (client, rule) = (scene.Client, scene.Rule);
        await condition.Spoil(scene);
        Assert.Equal(condition.Status, (await scene.SendAsync()).Status);

        await fixture.Setup.PutAsync(client);
        await fixture.Setup.PutAsync(rule);
        await fixture.Setup.PutAsync(
            new Catalog.Member { OrgId = Setup.Org, MemberId = TextId.From<MemberId>(good.UserId) }
        );
        var partner = fixture.Setup.PartnerOf(client);
        Assert.Equal(404, (await partner.PollAsync(good.RequestId)).Status);
        var answer = await partner.SendAsync(good);

        Assert.Equal(202, answer.Status);
        Assert.False(answer.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal("success", (await partner.OutcomeAsync(good.RequestId)).Field("status"));
    }
}
