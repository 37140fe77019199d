using Loyalty.Ledger;

namespace Loyalty.Local.Tests.PointOfSale;

/// <summary>Codes of what is taken back.</summary>
public abstract class ReversalCodeTests(ClockedHostFixture fixture, bool isXml) : TillCodes(fixture, isXml)
{
    public sealed class InJson(ClockedHostFixture fixture)
        : ReversalCodeTests(fixture, isXml: false),
            IClassFixture<ClockedHostFixture>;

    public sealed class InXml(ClockedHostFixture fixture)
        : ReversalCodeTests(fixture, isXml: true),
            IClassFixture<ClockedHostFixture>;

    [Fact]
    public async Task More_points_than_are_left_to_take_back_are_810()
    {
        var (till, member) = await SceneAsync(100);
        var redeemed = await till.RedeemAsync(member, 10);
        await till.ReverseAsync(redeemed.RedemptionId, 4);

        await RefusedAsync(
            await till.ReverseAsync(redeemed.RedemptionId, 7),
            "810",
            "Mismatch in points for revert API call",
            member,
            "94"
        );
    }

    [Fact]
    public async Task A_bill_that_can_be_none_or_is_not_the_redemptions_is_811()
    {
        const string message = "The transaction number entered to redeem/revert points is invalid";
        var (till, member) = await SceneAsync(100);
        var redeemed = await till.RedeemAsync(member, 10, change: item => item["transaction_number"] = "red123");

        Is(
            await till.RedeemAsync(member, 10, change: item => item["transaction_number"] = new string('x', 129)),
            "811",
            message
        );
        Is(
            await till.RedeemAsync(
                member,
                10,
                change: item => item["external_reference_number"] = new string('x', 129)
            ),
            "811",
            message
        );
        Is(await till.ReverseAsync(redeemed.RedemptionId, reference: new string('x', 129)), "811", message);
        await RefusedAsync(
            await till.ReverseAsync(redeemed.RedemptionId, null, "red124"),
            "811",
            message,
            member,
            "90"
        );
        Is(await till.ReverseAsync(redeemed.RedemptionId, null, "red123"), "800", "Points Reverted");
    }

    [Fact]
    public async Task What_was_taken_back_already_is_812()
    {
        var (till, member) = await SceneAsync(100);
        var redeemed = await till.RedeemAsync(member, 10);
        await till.ReverseAsync(redeemed.RedemptionId);

        await RefusedAsync(
            await till.ReverseAsync(redeemed.RedemptionId),
            "812",
            "The points have been reverted already for this transaction number",
            member,
            "100"
        );
    }

    [Fact]
    public async Task A_bill_of_a_redemption_that_was_on_none_is_814()
    {
        var (till, member) = await SceneAsync(100);
        var redeemed = await till.RedeemAsync(member, 10);

        await RefusedAsync(
            await till.ReverseAsync(redeemed.RedemptionId, null, "red123"),
            "814",
            "No points were redeemed on this transaction number",
            member,
            "90"
        );
    }

    [Theory]
    [InlineData("r0njPT", null)]
    [InlineData("", null)]
    [InlineData("00000000-0000-8000-8000-000000000000", "0")]
    [InlineData("00000000-0000-8000-8000-000000000000", "-5")]
    [InlineData("00000000-0000-8000-8000-000000000000", "1.5")]
    [InlineData("00000000-0000-8000-8000-000000000000", "some")]
    public async Task Points_or_an_id_that_can_be_none_are_901(string id, string? points)
    {
        var till = await Till.OpenAsync(Fixture, IsXml);

        Is(await till.ReverseAsync(id, points), "901", "Invalid points or points redemption Id passed.");
    }

    [Fact]
    public async Task A_redemption_that_is_not_there_or_was_at_no_till_is_902()
    {
        var (till, member) = await SceneAsync(100);
        var search = new EntrySearch { OrgId = member.OrgId, MemberId = member.MemberId };
        var granted = (await Fixture.Service<ILedgerStore>().SearchAsync(search, null, 1, default)).Items[0];

        Is(await till.ReverseAsync("00000000-0000-8000-8000-000000000000"), "902", "Redemption ID does not exist.");
        await RefusedAsync(
            await till.ReverseAsync(granted.Id.ToString()),
            "902",
            "Redemption ID does not exist.",
            member,
            "100"
        );
    }
}
