namespace Loyalty.Local.Tests.Proof;

/// <summary>What <c>loyalty verify</c> says of the redemptions of groups.</summary>
public sealed class GroupOriginTests(StoppedLedger ledger) : IClassFixture<StoppedLedger>
{
    private const string Set = "UPDATE group_redemptions SET body = json_set(body, $field, $value)";
    private const string OfRedemption = "WHERE body ->> '$.id' = $id";

    [Fact]
    public async Task One_that_is_gone_is_found() =>
        await ledger.AssertFoundAsync(
            $"Entry {ledger.Joint.Hold}: its redemption was never recorded.",
            $"DELETE FROM group_redemptions {OfRedemption}",
            ("$id", ledger.Joint.Id)
        );

    [Fact]
    public async Task One_under_an_id_that_is_not_its_own_is_found() =>
        await AssertFoundAsync(
            "$.requestId",
            "other",
            $"Redemption {ledger.Joint.Id}: its id is not the one that its reference number stands for."
        );

    [Theory]
    [InlineData("$.shares[0].points", 7)]
    [InlineData("$.state", "Refused")]
    [InlineData("$.round", 2)]
    public async Task A_share_that_was_taken_otherwise_is_found(string field, object value) =>
        await AssertFoundAsync(
            field,
            value,
            $"Redemption {ledger.Joint.Id}: {ledger.Joint.Member} gave otherwise than it says."
        );

    [Fact]
    public async Task What_was_captured_in_a_round_that_came_to_nothing_is_found() =>
        await AssertFoundAsync(
            "$.round",
            2,
            $"Entry {ledger.Joint.Hold}: its redemption was refused, and it is captured."
        );

    [Fact]
    public async Task A_hold_that_is_not_one_of_its_shares_is_found() =>
        await ledger.AssertFoundAsync(
            $"Entry {ledger.Joint.Hold}: its redemption knows nothing of it.",
            $"UPDATE group_redemptions SET body = json_remove(body, '$.shares[0]') {OfRedemption}",
            ("$id", ledger.Joint.Id)
        );

    [Fact]
    public async Task A_hold_that_was_never_captured_is_found() =>
        await ledger.AssertFoundAsync(
            $"Redemption {ledger.Joint.Id}: {ledger.Joint.Member} gave otherwise than it says.",
            "DELETE FROM entries WHERE body ->> '$.reverses' = $hold",
            ("$hold", ledger.Joint.Hold)
        );

    [Theory]
    [InlineData("Holding")]
    [InlineData("Capturing")]
    public async Task One_that_is_under_way_is_sound(string state)
    {
        var (exitCode, output, found) = await ledger.VerifyAsync(
            $"{Set} {OfRedemption}",
            ("$field", "$.state"),
            ("$value", state),
            ("$id", ledger.Joint.Id)
        );

        Assert.True(exitCode == 0, output + found);
    }

    private Task AssertFoundAsync(string field, object value, string sentence) =>
        ledger.AssertFoundAsync(
            sentence,
            $"{Set} {OfRedemption}",
            ("$field", field),
            ("$value", value),
            ("$id", ledger.Joint.Id)
        );
}
