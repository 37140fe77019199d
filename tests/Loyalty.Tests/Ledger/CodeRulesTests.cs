using Loyalty.Catalog;
using Loyalty.Ledger.Rules;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.Ledger;

/// <summary>What the rules of the ledger make of a code that a command was shown.</summary>
public sealed class CodeRulesTests
{
    private static readonly Account WithCode = Given.Account((null, 100)) with
    {
        Code = new ValidationCode
        {
            Nonce = "shown",
            Length = 6,
            ExpiresAt = Given.Noon.AddMinutes(1),
            TriesLeft = 0,
        },
    };

    [Fact]
    public void The_entry_that_is_posted_uses_it_up()
    {
        var decision = Given.Decide(WithCode, Spend(10, "shown"));

        Assert.Equal(EntryStatus.Success, decision.Entry.Status);
        Assert.Null(decision.After.Code);
    }

    [Theory]
    [InlineData("another", "2026-03-10T12:00:00Z")]
    [InlineData("shown", "2026-03-10T12:01:00Z")]
    public void One_that_is_gone_by_now_is_refused(string shown, string at)
    {
        var decision = Given.Decide(WithCode, Spend(10, shown), at: at);

        Assert.Equal(Refusal.ValidationCodeInvalid, decision.Entry.Code);
        Assert.Same(WithCode, decision.After);
    }

    [Fact]
    public void An_account_without_one_refuses_any()
    {
        var decision = Given.Decide(Given.Account((null, 100)), Spend(10, "shown"));

        Assert.Equal(Refusal.ValidationCodeInvalid, decision.Entry.Code);
    }

    [Theory]
    [InlineData(101, "shown")]
    [InlineData(101, null)]
    [InlineData(10, null)]
    public void A_refusal_leaves_it_and_so_does_what_was_shown_none(long amount, string? shown)
    {
        var decision = Given.Decide(WithCode, Spend(amount, shown));

        Assert.Equal(WithCode.Code, decision.After.Code);
    }

    private static Command Spend(long amount, string? code) =>
        Given.Command(Given.Rule(RuleType.Redeem), amount, "spend") with
        {
            Code = code,
        };
}
