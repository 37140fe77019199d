namespace Loyalty.Local.Tests.PointOfSale;

/// <summary>Points are redeemed at tills, in both forms.</summary>
public sealed class RedemptionTests(ClockedHostFixture fixture) : IClassFixture<ClockedHostFixture>
{
    public static TheoryData<bool> Forms => [false, true];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_redemption_takes_the_points_and_a_reversal_gives_them_back(bool isXml)
    {
        var till = await Till.OpenAsync(fixture, isXml);
        var member = await fixture.Setup.MemberAsync(100);

        var redeemed = await till.RedeemAsync(member, 30);
        var left = await BalanceAsync(member);
        var part = await till.ReverseAsync(redeemed.RedemptionId, 10);
        var rest = await till.ReverseAsync(redeemed.RedemptionId);

        Assert.Equal(("800", "Points Redeemed"), (redeemed.Code, redeemed.Message));
        Assert.Equal(("30", "70"), (redeemed["points_redeemed"], redeemed["balance"]));
        Assert.Equal("70", left);
        Assert.Equal(("800", "10", "80"), (part.Code, part["points_redeemed"], part["balance"]));
        Assert.Equal(("800", "20", "100"), (rest.Code, rest["points_redeemed"], rest["balance"]));
        Assert.Equal(redeemed.RedemptionId, rest.RedemptionId);
        await fixture.AssertProvenAsync();
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task The_same_reference_number_redeems_once_however_often_and_at_once_it_is_sent(bool isXml)
    {
        var till = await Till.OpenAsync(fixture, isXml);
        var member = await fixture.Setup.MemberAsync(100);
        var reference = Names.Next("reference");
        Task<TillAnswer> Redeem() =>
            till.RedeemAsync(member, 10, change: item => item["external_reference_number"] = reference);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Redeem()));

        Assert.All(answers, answer => Assert.Equal(answers[0].Answer.Text, answer.Answer.Text));
        Assert.Equal(("800", "90"), (answers[0].Code, answers[0]["balance"]));
        Assert.Equal("90", await BalanceAsync(member));
    }

    private async Task<string?> BalanceAsync(Loyalty.Catalog.Member member) =>
        (await fixture.BalanceAsync(member.MemberId.Value)).Field("balance");
}
