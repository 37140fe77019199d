using Loyalty.Budgets;
using Loyalty.Catalog;
using Loyalty.Ledger;
using Loyalty.Local.Tests.Management;

namespace Loyalty.Local.Tests.Points;

/// <summary>Holds of partners (contract §7).</summary>
public abstract class HoldTests(ClockedHostFixture fixture)
{
    private const string Holds = "/points/holds";

    public sealed class OnSqlite(ClockedHostFixture fixture) : HoldTests(fixture), IClassFixture<ClockedHostFixture>;

    public sealed class OnCosmos(ClockedCosmosFixture fixture)
        : HoldTests(fixture),
            IClassFixture<ClockedCosmosFixture>;

    [Fact]
    public async Task What_is_held_is_shown_captured_in_part_and_reversed()
    {
        var scene = await LedgerScene.CreateAsync(fixture);
        var partner = fixture.Setup.PartnerOf(scene.Client);
        var member = await scene.MemberAsync(100);

        var held = await PlaceAsync(scene, member, 60);

        Assert.Equal((201, "held", "60"), (held.Status, held.Field("status"), held.Field("amount")));
        Assert.Equal(fixture.Clock.GetUtcNow().AddSeconds(600), DateTimeOffset.Parse(held.Field("expiresAt")!));
        Assert.Equal($"{Holds}/{held.Field("holdId")}", held.Header("Location"));
        Assert.Equal(("100", "40", "60"), await BalanceAsync(scene, member));
        Assert.Equal(held.Text, (await partner.GetAsync(held.Header("Location")!)).Text);
        Assert.Equal("insufficient_balance", (await PlaceAsync(scene, member, 41)).Code);

        var captured = await partner.PostAsync($"{held.Header("Location")}/capture", """{"amount":50}""");

        Assert.Equal(
            (200, "captured", "50", held.Field("holdId")),
            (captured.Status, captured.Field("status"), captured.Field("point"), captured.Field("transactionId"))
        );
        Assert.Equal(("50", "50", "0"), await BalanceAsync(scene, member));
        var again = await partner.PostAsync($"{held.Header("Location")}/capture", """{"amount":50}""");
        Assert.Equal((200, "true", captured.Text), (again.Status, again.Header("Idempotency-Replayed"), again.Text));
        foreach (var other in new[] { "capture", "release" })
        {
            var late = await partner.PostAsync($"{held.Header("Location")}/{other}", "{}");
            Assert.Equal((409, "hold_not_open"), (late.Status, late.Code));
        }

        Assert.Equal("captured", (await partner.GetAsync(held.Header("Location")!)).Field("status"));
        var reversed = await scene.ReverseAsync(captured.Field("transactionId")!, """{"reason":"Sent back"}""");
        Assert.Equal((200, "50"), (reversed.Status, reversed.Field("points")));
        Assert.Equal(("100", "100", "0"), await BalanceAsync(scene, member));
        await fixture.AssertProvenAsync();
    }

    [Fact]
    public async Task What_is_released_or_has_expired_is_the_members_again()
    {
        var scene = await LedgerScene.CreateAsync(fixture);
        var partner = fixture.Setup.PartnerOf(scene.Client);
        var member = await scene.MemberAsync(100);
        var (first, second) = (await PlaceAsync(scene, member, 10), await PlaceAsync(scene, member, 20));
        Assert.Equal("not_reversible", (await scene.ReverseAsync(first.Field("holdId")!, """{"reason":"x"}""")).Code);

        for (var sent = 0; sent < 2; sent++)
        {
            var released = await partner.PostAsync($"{first.Header("Location")}/release", "{}");
            Assert.Equal((200, "released"), (released.Status, released.Field("status")));
        }

        Assert.Equal(("100", "80", "20"), await BalanceAsync(scene, member));
        fixture.Clock.Advance(TimeSpan.FromSeconds(600));
        Assert.Equal(("100", "100", "0"), await BalanceAsync(scene, member));
        Assert.Equal("released", (await partner.GetAsync(second.Header("Location")!)).Field("status"));
        var late = await partner.PostAsync($"{second.Header("Location")}/capture", "{}");
        Assert.Equal((409, "hold_not_open"), (late.Status, late.Code));
        await Eventually.TrueAsync(
            "the timer has released it with all others, and the budgets know",
            async () =>
                (await scene.AccountAsync(member)).Held is null
                && (await fixture.Service<ILedgerStore>().HoldsDueAsync(fixture.Clock.GetUtcNow(), 1, default)).Count
                    == 0
                && !await IsAnythingSetAsideAsync()
        );
        await fixture.AssertProvenAsync();
    }

    [Fact]
    public async Task A_request_id_stands_for_one_hold_whoever_it_is_of()
    {
        var scene = await LedgerScene.CreateAsync(fixture);
        var (member, other) = (await scene.MemberAsync(100), await scene.MemberAsync(100));
        var id = Names.Next("hold");
        var held = await PlaceAsync(scene, member, 10, id);

        await fixture.Setup.PutAsync(scene.Redeem with { Status = RuleStatus.Inactive });
        var again = await PlaceAsync(scene, member, 10, id);
        Assert.Equal((201, "true", held.Text), (again.Status, again.Header("Idempotency-Replayed"), again.Text));
        foreach (
            var different in new[] { await PlaceAsync(scene, member, 11, id), await PlaceAsync(scene, other, 10, id) }
        )
            Assert.Equal((400, "request_id_reused"), (different.Status, different.Code));
        Assert.Equal("rule_not_active", (await PlaceAsync(scene, other, 10)).Code);
        Assert.Equal(("100", "100", "0"), await BalanceAsync(scene, other));
    }

    [Fact]
    public async Task A_refused_hold_claims_nothing()
    {
        var scene = await LedgerScene.CreateAsync(fixture);
        var member = await scene.MemberAsync(5);
        var id = Names.Next("hold");

        Assert.Equal("insufficient_balance", (await PlaceAsync(scene, member, 10, id)).Code);
        Assert.Equal(201, (await PlaceAsync(scene, member, 3, id)).Status);
    }

    [Fact]
    public async Task A_hold_is_there_for_its_own_client_alone()
    {
        var scene = await LedgerScene.CreateAsync(fixture);
        var held = await PlaceAsync(scene, await scene.MemberAsync(100), 10);
        var stranger = fixture.Setup.PartnerOf(await fixture.Setup.ClientAsync());

        Assert.Equal(404, (await stranger.GetAsync(held.Header("Location")!)).Status);
        Assert.Equal(404, (await stranger.PostAsync($"{held.Header("Location")}/capture", "{}")).Status);
        Assert.Equal(404, (await stranger.PostAsync($"{held.Header("Location")}/release", "{}")).Status);
    }

    [Fact]
    public async Task Points_are_held_by_a_redeem_rule_that_the_client_is_authorised_for()
    {
        var scene = await LedgerScene.CreateAsync(fixture);
        var member = await scene.MemberAsync(100);
        var foreign = await fixture.Setup.RuleAsync(RuleType.Redeem, await fixture.Setup.ClientAsync());

        Assert.Equal((400, "rule_not_found"), Told(await PlaceAsync(scene, member, 10, rule: scene.Earn)));
        Assert.Equal((403, "client_not_authorised"), Told(await PlaceAsync(scene, member, 10, rule: foreign)));
        var wrong = await fixture.Setup.PartnerOf(scene.Client).PostAsync(Holds, """{"amount":0}""");
        Assert.Equal(
            ["amount", "expiresInSeconds", "requestId", "ruleId", "userId"],
            wrong.Errors().Select(error => error.Split(' ')[0]).Order()
        );
    }

    private async Task<bool> IsAnythingSetAsideAsync() =>
        (await fixture.Service<IBudgetStore>().OpenedBeforeAsync(DateTimeOffset.MaxValue, null, 1, default)).Items.Count
        > 0;

    private static (int, string?) Told(Answer answer) => (answer.Status, answer.Code);

    private Task<Answer> PlaceAsync(
        LedgerScene scene,
        string member,
        int amount,
        string? id = null,
        Rule? rule = null
    ) =>
        fixture
            .Setup.PartnerOf(scene.Client)
            .PostAsync(
                Holds,
                $$"""{"userId":"{{member}}","ruleId":"{{(rule ?? scene.Redeem).RuleId}}","amount":{{amount}},"requestId":"{{id
                    ?? Names.Next("hold")}}","expiresInSeconds":600}"""
            );

    private async Task<(string?, string?, string?)> BalanceAsync(LedgerScene scene, string member)
    {
        var balance = await fixture.BalanceAsync(member, scene.Program.ProgramId.Value);
        return (balance.Field("balance"), balance.Field("available"), balance.Field("held"));
    }
}
