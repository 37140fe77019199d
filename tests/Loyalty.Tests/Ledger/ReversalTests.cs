using Loyalty.Catalog;
using Loyalty.Ledger.Rules;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.Ledger;

public class ReversalTests
{
    private static readonly Rule EarnRule = Given.Rule(RuleType.Earn);
    private static readonly Rule RedeemRule = Given.Rule(RuleType.Redeem);

    [Fact]
    public void A_reversed_redemption_puts_every_point_back_where_it_came_from()
    {
        var before = Given.Account(("2026-04-01", 10), ("2026-05-01", 20), (null, 30));
        var spent = Given.Decide(before, Given.Command(RedeemRule, 35, "a"));
        var reversed = Given.Decide(spent.After, Given.Reverse(spent.Entry, 35));
        Assert.Equal(before.Buckets.ToArray(), reversed.After.Buckets.ToArray());
        Assert.Equal((60, 0), (reversed.After.Balance.Value, reversed.After.LifetimeRedeemed.Value));
    }

    [Fact]
    public void A_part_is_given_back_from_the_end_as_if_less_had_been_asked_for()
    {
        var before = Given.Account(("2026-04-01", 10), ("2026-05-01", 20), (null, 30));
        var spent = Given.Decide(before, Given.Command(RedeemRule, 35, "a"));
        var once = Given.Decide(spent.After, Given.Reverse(spent.Entry, 7));
        Assert.Equal(
            Given.Decide(before, Given.Command(RedeemRule, 28, "b")).After.Buckets.ToArray(),
            once.After.Buckets.ToArray()
        );
        var twice = Given.Decide(once.After, Given.Reverse(spent.Entry, 20, already: 7, "2"));
        Assert.Equal(
            Given.Decide(before, Given.Command(RedeemRule, 8, "c")).After.Buckets.ToArray(),
            twice.After.Buckets.ToArray()
        );
        var tooMuch = Given.Decide(twice.After, Given.Reverse(spent.Entry, 9, already: 27, "3"));
        Assert.Equal(Refusal.AlreadyReversed, tooMuch.Entry.Code);
    }

    [Theory]
    [InlineData(0, 5, null)]
    [InlineData(7, 15, "2026-04-09")]
    public void Points_whose_bucket_has_expired_meanwhile_are_forfeited_or_get_a_grace(
        int grace,
        long balance,
        string? lastDay
    )
    {
        var program = Given.Program() with { Reversal = new ReversalPolicy { GraceDays = grace } };
        var spent = Given.Decide(Given.Account(("2026-04-01", 10), (null, 5)), Given.Command(RedeemRule, 15, "a"));
        var reversed = Given.Decide(spent.After, Given.Reverse(spent.Entry, 15), program, "2026-04-02T00:00:00Z");
        Assert.Equal(balance, reversed.After.Balance.Value);
        if (lastDay is not null)
            Assert.Equal([Given.Bucket(lastDay, 10), Given.Bucket(null, 5)], reversed.After.Buckets.ToArray());
    }

    [Fact]
    public void A_reversed_award_is_taken_from_its_own_bucket_first()
    {
        var program = Given.Program(new Expiration { Days = 30 });
        var first = Given.Decide(Given.Account(("2026-04-01", 10)), Given.Command(EarnRule, 20, "a"), program);
        var reversed = Given.Decide(first.After, Given.Reverse(first.Entry, 20), program);
        Assert.Equal([Given.Bucket("2026-04-01", 10)], reversed.After.Buckets.ToArray());
        Assert.Equal(10, reversed.After.LifetimeEarned.Value);
    }

    [Fact]
    public void A_reversed_award_that_is_spent_is_refused_or_leaves_a_debt_that_later_awards_pay()
    {
        var award = Given.Decide(Account.Empty(Given.Key), Given.Command(EarnRule, 20, "a"));
        var spent = Given.Decide(award.After, Given.Command(RedeemRule, 15, "b"));
        Assert.Equal(Refusal.PointsAlreadySpent, Given.Decide(spent.After, Given.Reverse(award.Entry, 20)).Entry.Code);

        var program = Given.Program(new Expiration { Days = 30 }) with
        {
            Reversal = new ReversalPolicy { AllowNegativeBalance = true },
        };
        var debt = Given.Decide(spent.After, Given.Reverse(award.Entry, 20), program);
        Assert.Equal(-15, debt.After.Balance.Value);
        Assert.Equal([Given.Bucket(null, -15)], debt.After.Buckets.ToArray());
        var paid = Given.Decide(debt.After, Given.Command(EarnRule, 25, "c"), program);
        Assert.Equal([Given.Bucket(null, 15), Given.Bucket("2026-04-09", 10)], paid.Entry.Buckets.ToArray());
        Assert.Equal([Given.Bucket("2026-04-09", 10)], paid.After.Buckets.ToArray());
    }

    [Fact]
    public void An_award_that_has_expired_cannot_be_reversed()
    {
        var program = Given.Program(new Expiration { Days = 30 });
        var award = Given.Decide(Account.Empty(Given.Key), Given.Command(EarnRule, 20, "a"), program);
        var late = Given.Decide(award.After, Given.Reverse(award.Entry, 20), program, "2026-04-10T00:00:00Z");
        Assert.Equal(Refusal.PointsExpired, late.Entry.Code);
    }

    [Fact]
    public void An_award_of_which_a_part_has_expired_is_reversed_up_to_that_part_alone()
    {
        var program = Given.Program(new Expiration { Days = 30 }) with
        {
            Reversal = new ReversalPolicy { AllowNegativeBalance = true },
        };
        var debt = Given.Account((null, -15)) with { LifetimeEarned = new Points(15) };
        // 15 pay the debt and 10 expire.
        var award = Given.Decide(debt, Given.Command(EarnRule, 25, "a"), program);
        const string Late = "2026-04-10T00:00:00Z";
        var expired = LedgerRules.Expire(award.After, program, DateTimeOffset.Parse(Late))!.After;

        Assert.Equal(
            Refusal.PointsExpired,
            Given.Decide(expired, Given.Reverse(award.Entry, 12), program, Late).Entry.Code
        );
        var rest = Given.Decide(expired, Given.Reverse(award.Entry, 15, already: 10), program, Late);
        Assert.Equal((Refusal.None, -15L), (rest.Entry.Code, rest.After.Balance.Value));
    }

    [Fact]
    public void A_redemption_is_given_back_up_to_the_largest_balance_and_no_further()
    {
        var spent = Given.Decide(Given.Account((null, 10)), Given.Command(RedeemRule, 10, "a")).Entry;
        var account = Given.Account((null, LedgerRules.MaxBalance.Value - 4));

        Assert.Equal(LedgerRules.MaxBalance, Given.Decide(account, Given.Reverse(spent, 4)).After.Balance);
        Assert.Equal(Refusal.BalanceLimitReached, Given.Decide(account, Given.Reverse(spent, 5)).Entry.Code);
    }

    [Theory]
    [InlineData("2026-03-10T18:00:00Z", 10)]
    [InlineData("2026-03-11T00:00:00Z", 0)]
    public void A_reversal_gives_the_cap_back_while_its_period_runs(string at, long awardedAgain)
    {
        var rule = Given.Rule(RuleType.Earn, Given.Cap(10, CapPeriod.Day));
        var yesterday = Given.Decide(Account.Empty(Given.Key), Given.Command(rule, 10, "a"));
        var today =
            at[..10] == "2026-03-10" ? yesterday : Given.Decide(yesterday.After, Given.Command(rule, 10, "b"), at: at);
        var reversed = Given.Decide(today.After, Given.Reverse(yesterday.Entry, 10), at: at);
        Assert.Equal(
            awardedAgain,
            Given.Decide(reversed.After, Given.Command(rule, 10, "c"), at: at).Entry.Points.Value
        );
    }
}
