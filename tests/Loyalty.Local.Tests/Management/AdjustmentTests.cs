using Loyalty.Catalog;

namespace Loyalty.Local.Tests.Management;

/// <summary>Correcting a member's points by hand.</summary>
public sealed class AdjustmentTests(ClockedHostFixture fixture) : IClassFixture<ClockedHostFixture>
{
    [Fact]
    public async Task Points_are_given_and_taken_at_once()
    {
        var scene = await LedgerScene.CreateAsync(fixture);
        var member = await scene.MemberAsync();

        var given = await scene.AdjustAsync(member, 50, "Complaint");
        var taken = await scene.AdjustAsync(member, -20);

        Assert.Equal((200, "adjust", "50"), (given.Status, given.Field("kind"), given.Field("points")));
        Assert.Equal(
            ("Complaint", fixture.Demo.Owner.ClientId.Value),
            (given.Field("reference"), given.Field("clientId"))
        );
        Assert.Equal((200, "-20", "30"), (taken.Status, taken.Field("points"), taken.Field("balanceAfter")));
        Assert.NotEqual(given.Field("transactionId"), taken.Field("transactionId"));
        Assert.Equal(30, (await scene.AccountAsync(member)).Balance.Value);
    }

    [Fact]
    public async Task More_than_there_is_cannot_be_taken_and_leaves_nothing()
    {
        var scene = await LedgerScene.CreateAsync(fixture);
        var member = await scene.MemberAsync(10);

        var answer = await scene.AdjustAsync(member, -11);

        Assert.Equal((400, "insufficient_balance"), (answer.Status, answer.Code));
        Assert.Single(await scene.Manager.ListAsync($"/manage/transactions?userId={member}"));
    }

    [Fact]
    public async Task The_same_key_adjusts_once_however_often_and_at_once_it_is_sent()
    {
        var scene = await LedgerScene.CreateAsync(fixture);
        var member = await scene.MemberAsync();
        var key = Names.Next("key");

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 32).Select(_ => scene.AdjustAsync(member, 5, "Once", key))
        );
        var other = await scene.AdjustAsync(member, 6, "Once", key);
        var another = await scene.AdjustAsync(await scene.MemberAsync(), 5, "Once", key);

        Assert.All(answers, answer => Assert.Equal((200, answers[0].Text), (answer.Status, answer.Text)));
        Assert.Equal(31, answers.Count(answer => answer.Header("Idempotency-Replayed") == "true"));
        Assert.Equal((409, "idempotency_key_reused"), (other.Status, other.Code));
        Assert.Equal((409, "idempotency_key_reused"), (another.Status, another.Code));
        Assert.Equal(5, (await scene.AccountAsync(member)).Balance.Value);
    }

    [Fact]
    public async Task A_member_may_have_any_name()
    {
        var scene = await LedgerScene.CreateAsync(fixture);
        const string Name = "Zoë/%2F é|?&=";
        await fixture.Setup.PutAsync(new Member { OrgId = Setup.Org, MemberId = TextId.From<MemberId>(Name) });

        var answer = await scene.AdjustAsync(Name, 5);

        Assert.Equal((200, Name), (answer.Status, answer.Field("userId")));
    }

    [Fact]
    public async Task Nobody_and_nothing_are_refused()
    {
        var scene = await LedgerScene.CreateAsync(fixture);
        var member = await scene.MemberAsync();

        var nobody = await scene.AdjustAsync(Names.Next("nobody"), 5);
        var nothing = await scene.Manager.PostAsync(
            $"/manage/members/{member}/adjust",
            """{"points":0,"programId":"no-such"}"""
        );
        var elsewhere = await scene.Manager.PostAsync(
            $"/manage/members/{member}/adjust",
            """{"points":1,"programId":"no-such","reason":"x"}"""
        );

        Assert.Equal((404, "not_found"), (nobody.Status, nobody.Code));
        Assert.Equal(400, nothing.Status);
        Assert.Equal(["reason", "points"], Fields(nothing));
        Assert.Equal(400, elsewhere.Status);
        Assert.Equal(["programId"], Fields(elsewhere));
    }

    [Fact]
    public async Task An_adjustment_is_in_the_audit_list_once()
    {
        var scene = await LedgerScene.CreateAsync(fixture);
        var member = await scene.MemberAsync();
        var key = Names.Next("key");
        await scene.AdjustAsync(member, 5, "Once", key);
        await scene.AdjustAsync(member, 5, "Once", key);

        var records = await fixture.Service<ICatalog>().AuditAsync(Setup.Org, null, 100, default);

        var record = Assert.Single(records.Items, record => record.Id == member);
        Assert.Equal(("adjust", "member"), (record.Action, record.Kind));
    }

    [Fact]
    public async Task Readers_and_partners_may_not_correct()
    {
        var scene = await LedgerScene.CreateAsync(fixture);
        var member = await scene.MemberAsync(5);
        var partner = fixture.Setup.PartnerOf(scene.Client);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/manage/members/{member}/adjust")
        {
            Content = new StringContent("{}"),
        };
        request.Headers.Authorization = new("Bearer", await partner.TokenAsync());

        var answer = await partner.SendAsync(request);

        Assert.Equal((403, "insufficient_scope"), (answer.Status, answer.Code));
    }

    private static IEnumerable<string?> Fields(Answer answer) =>
        answer.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString());
}
