using System.Text.Json;
using Loyalty.Callbacks;
using Loyalty.Ledger.Rules;

namespace Loyalty.Tests.Callbacks;

public sealed class CallbackPayloadTests
{
    [Fact]
    public void A_success_has_the_fields_of_the_seed_in_their_order() =>
        Assert.Equal(
            OneLine(
                $$"""
                {"action":"point_earn",
                "clientId":"shop",
                "userId":"ann",
                "requestId":"order-1",
                "ruleId":"welcome",
                "point":10,
                "transactionId":"{{CallbackSample.TransactionId}}",
                "timestamp":"2024-04-12T07:41:26.6331350Z",
                "status":"success"}
                """
            ),
            CallbackPayload.Render(CallbackSample.Entry)
        );

    [Fact]
    public void A_failure_has_an_error_message_and_neither_points_nor_a_transaction_id() =>
        Assert.Equal(
            OneLine(
                """
                {"action":"point_earn",
                "clientId":"shop",
                "userId":"ann",
                "requestId":"order-1",
                "ruleId":"welcome",
                "timestamp":"2024-04-12T07:41:26.6331350Z",
                "status":"failed",
                "errorMessage":"Reaching Earning Limit"}
                """
            ),
            CallbackPayload.Render(Refused(Refusal.EarningLimitReached))
        );

    [Theory]
    [InlineData(Refusal.RedemptionLimitReached, "Reaching Redemption Limit")]
    [InlineData(Refusal.InsufficientBalance, "Insufficient Balance")]
    [InlineData(Refusal.UnexpectedError, "Unexpected Error")]
    [InlineData(Refusal.SignatureInvalid, "Unexpected Error")]
    [InlineData(Refusal.None, "Unexpected Error")]
    public void Every_refusal_has_a_message(Refusal code, string message) =>
        Assert.Equal(message, CallbackPayload.Of(Refused(code)).ErrorMessage);

    [Fact]
    public void Redeemed_points_are_told_without_sign()
    {
        var body = CallbackPayload.Of(CallbackSample.Entry with { Kind = EntryKind.Redeem, Points = new Points(-7) });
        Assert.Equal(("point_burn", new Points(7)), (body.Action, body.Point!.Value));
    }

    [Fact]
    public void The_time_is_told_in_utc_whatever_offset_it_was_stored_with()
    {
        var elsewhere = CallbackSample.Entry with { At = CallbackSample.Entry.At.ToOffset(TimeSpan.FromHours(7)) };
        Assert.Equal(CallbackPayload.Render(CallbackSample.Entry), CallbackPayload.Render(elsewhere));
    }

    [Fact]
    public void Ids_in_any_script_come_back_as_they_were()
    {
        var member = TextId.From<MemberId>("""Zoë "王" <&'>😀\""");
        var json = CallbackPayload.Render(CallbackSample.Entry with { MemberId = member });
        Assert.Equal(member.Value, JsonDocument.Parse(json).RootElement.GetProperty("userId").GetString());
    }

    [Fact]
    public void An_entry_that_no_points_request_made_has_no_callback()
    {
        Assert.Throws<ArgumentException>(() => CallbackPayload.Of(CallbackSample.Entry with { RequestId = null }));
        Assert.Throws<ArgumentException>(() =>
            CallbackPayload.Of(CallbackSample.Entry with { Kind = EntryKind.Expire })
        );
    }

    private static string OneLine(string json) => json.ReplaceLineEndings("");

    private static LedgerEntry Refused(Refusal code) =>
        CallbackSample.Entry with
        {
            Status = EntryStatus.Failed,
            Code = code,
            Points = Points.Zero,
        };
}
