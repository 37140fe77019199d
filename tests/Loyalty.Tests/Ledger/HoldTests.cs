using Loyalty.Catalog;
using Loyalty.Ledger.Rules;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.Ledger;

public class HoldTests
{
    private const string Later = "2026-03-10T12:59:59Z";
    private const string AtItsEnd = "2026-03-10T13:00:00Z";
    private static readonly Rule RedeemRule = Given.Rule(RuleType.Redeem);
    private static readonly Account Before = Given.Account(("2026-04-01", 10), ("2026-05-01", 20), (null, 30));

    [Fact]
    public void Held_points_are_taken_as_a_redemption_takes_them_and_are_not_redeemed_yet()
    {
        var held = Given.Decide(Before, Hold(35));
        var redeemed = Given.Decide(Before, Given.Command(RedeemRule, 35, "b"));
        Assert.Equal(redeemed.After.Buckets.ToArray(), held.After.Buckets.ToArray());
        Assert.Equal(
            (25L, 35L, 0L),
            (held.After.Balance.Value, held.After.HeldPoints.Value, held.After.LifetimeRedeemed.Value)
        );
        Assert.Equal(Refusal.InsufficientBalance, Given.Decide(held.After, Hold(26, "c")).Entry.Code);
        Assert.Equal(Given.Noon.AddHours(1), held.After.NextHoldExpiry);
    }

    [Theory]
    [InlineData(35, 0)]
    [InlineData(34, 1)]
    [InlineData(8, 27)]
    [InlineData(1, 34)]
    public void A_capture_leaves_what_a_redemption_of_that_much_leaves(long captured, long back)
    {
        var held = Given.Decide(Before, Hold(35));
        var end = Given.Decide(held.After, Capture(held, back), at: Later);
        var redeemed = Given.Decide(Before, Given.Command(RedeemRule, captured, "b"));
        Assert.Equal(redeemed.After.Buckets.ToArray(), end.After.Buckets.ToArray());
        Assert.Equal(
            (captured, back, 0L),
            (end.After.LifetimeRedeemed.Value, end.Entry.Points.Value, end.After.HeldPoints.Value)
        );
        Assert.Null(end.After.Held);
        Assert.Equal(held.Entry.Id, end.Entry.Reverses);
    }

    [Fact]
    public void A_release_leaves_the_account_as_if_nothing_had_been_held()
    {
        var held = Given.Decide(Before, Hold(35));
        var end = Given.Decide(held.After, Release(held), at: Later);
        Assert.Equal(Before.Buckets.ToArray(), end.After.Buckets.ToArray());
        Assert.Equal((60L, 0L), (end.After.Balance.Value, end.After.LifetimeRedeemed.Value));
        Assert.Null(end.After.Held);
    }

    [Fact]
    public void A_hold_that_has_ended_or_expired_is_not_captured()
    {
        var held = Given.Decide(Before, Hold(35));
        Assert.Equal(Refusal.HoldNotOpen, Given.Decide(held.After, Capture(held, 0), at: AtItsEnd).Entry.Code);
        var end = Given.Decide(held.After, Release(held), at: Later);
        Assert.Equal(Refusal.HoldNotOpen, Given.Decide(end.After, Capture(held, 0), at: Later).Entry.Code);
        Assert.Equal(Refusal.HoldNotOpen, Given.Decide(end.After, Release(held), at: Later).Entry.Code);
    }

    [Fact]
    public void No_more_is_captured_than_is_held_and_no_part_is_released()
    {
        var held = Given.Decide(Before, Hold(35));
        Assert.Throws<ArgumentException>(() => Given.Decide(held.After, Capture(held, -1)));
        Assert.Throws<ArgumentException>(() => Given.Decide(held.After, Capture(held, 35)));
        Assert.Throws<ArgumentException>(() =>
            Given.Decide(held.After, Release(held) with { Amount = new Points(34) })
        );
    }

    /// <summary>Whenever somebody looks: the release counts as of the hold's own end.</summary>
    [Theory]
    [InlineData(0, "2026-03-20T00:00:00Z", 60)]
    [InlineData(0, "2026-04-02T00:00:00Z", 50)]
    [InlineData(3, "2026-04-02T00:00:00Z", 50)]
    public void An_expired_hold_gives_back_what_had_not_expired_by_then(int grace, string at, long left)
    {
        var program = Given.Program() with { Reversal = new ReversalPolicy { GraceDays = grace } };
        var held = Given.Decide(Before, Hold(35), program);
        var now = DateTimeOffset.Parse(at);
        Assert.Equal(left, LedgerRules.Current(held.After, program, now).Balance.Value);
    }

    [Theory]
    [InlineData(0, 50, null)]
    [InlineData(3, 60, "2026-04-05")]
    public void What_expired_while_it_was_held_is_forfeited_or_gets_a_grace_from_the_end_of_the_hold(
        int grace,
        long left,
        string? lastDay
    )
    {
        var program = Given.Program() with { Reversal = new ReversalPolicy { GraceDays = grace } };
        var until = DateTimeOffset.Parse("2026-04-02T06:00:00Z");
        var held = Given.Decide(Before, Hold(35) with { HeldUntil = until }, program);
        var after = LedgerRules.Current(held.After, program, until.AddDays(1));
        Assert.Equal(left, after.Balance.Value);
        Assert.Equal(lastDay is null, after.Buckets.All(bucket => bucket.ExpiresOn != new DateOnly(2026, 4, 5)));
    }

    [Fact]
    public void An_account_has_only_so_many_holds_open()
    {
        var first = Given.Decide(Before, Hold(1, "a"));
        var second = Given.Decide(first.After, Hold(1, "b"));
        Assert.Equal(Refusal.TooManyHolds, Given.Decide(second.After, Hold(1, "c")).Entry.Code);
        var end = Given.Decide(second.After, Release(first), at: Later);
        Assert.True(Given.Decide(end.After, Hold(1, "c")).IsPosted);
    }

    [Fact]
    public void Without_a_rule_the_program_s_conditions_are_the_caller_s_business_and_the_member_is_not()
    {
        var program = Given.Program() with { Redemption = new RedemptionPolicy { Minimum = new Points(50) } };
        Assert.Equal(Refusal.RedemptionNotAllowed, Given.Decide(Before, Hold(35), program).Entry.Code);
        var free = Hold(35) with { Rule = null, RuleId = null, RuleVersion = null };
        Assert.True(Given.Decide(Before, free, program).IsPosted);
        var blocked = free with { MemberStatus = MemberStatus.Blocked };
        Assert.Equal(Refusal.MemberBlocked, Given.Decide(Before, blocked, program).Entry.Code);
    }

    [Fact]
    public void A_hold_counts_for_the_cap_and_what_goes_back_does_not()
    {
        var rule = Given.Rule(RuleType.Redeem, Given.Cap(40, CapPeriod.Day));
        var held = Given.Decide(Before, Hold(35, rule: rule));
        Assert.Equal(-5, Given.Decide(held.After, Hold(10, "b", rule)).Entry.Points.Value);
        // The next day, and yet it counts on the day of the hold.
        var longer = Given.Decide(Before, Hold(35, rule: rule) with { HeldUntil = Given.Noon.AddDays(3) });
        var end = Given.Decide(longer.After, Capture(longer, 30), at: "2026-03-11T12:00:00Z");
        Assert.Equal([new CapUsage(rule.RuleId, "2026-03-10", new Points(5))], end.After.Usage.ToArray());
    }

    [Fact]
    public void Held_points_count_for_the_largest_balance_so_that_they_can_always_go_back()
    {
        var account = Given.Account((null, 10));
        var held = Given.Decide(account, Hold(10));
        var award = Given.Command(Given.Rule(RuleType.Earn), LedgerRules.MaxBalance.Value - 9, "e");
        var lifetime = held.After with { LifetimeEarned = Points.Zero };
        Assert.Equal(Refusal.BalanceLimitReached, Given.Decide(lifetime, award).Entry.Code);
        var fits = Given.Decide(lifetime, award with { Amount = award.Amount - new Points(1) });
        Assert.Equal(LedgerRules.MaxBalance, Given.Decide(fits.After, Release(held), at: Later).After.Balance);
    }

    [Fact]
    public void A_captured_hold_is_reversed_like_a_redemption_of_what_was_captured()
    {
        var held = Given.Decide(Before, Hold(35));
        var end = Given.Decide(held.After, Capture(held, 5), at: Later);
        Assert.Equal(
            Refusal.AlreadyReversed,
            Given.Decide(end.After, Given.Reverse(held.Entry, 31, already: 5)).Entry.Code
        );
        var reversed = Given.Decide(end.After, Given.Reverse(held.Entry, 30, already: 5));
        Assert.Equal(Before.Buckets.ToArray(), reversed.After.Buckets.ToArray());
        Assert.Equal(0, reversed.After.LifetimeRedeemed.Value);
    }

    private static Command Hold(long points, string request = "a", Rule? rule = null) =>
        Given.Command(rule ?? RedeemRule, points, request) with
        {
            Kind = EntryKind.Hold,
            HeldUntil = Given.Noon.AddHours(1),
            MostHolds = 2,
        };

    private static Command Capture(Decision held, long goesBack) => End(held, EntryKind.Capture, goesBack);

    private static Command Release(Decision held) => End(held, EntryKind.Release, -held.Entry.Points.Value);

    private static Command End(Decision held, EntryKind kind, long goesBack) =>
        new()
        {
            Id = EntryId.ForHoldEnd(held.Entry.Id),
            Kind = kind,
            Amount = new Points(goesBack),
            AcceptedAt = Given.Noon,
            Hold = Loyalty.Ledger.Rules.Hold.Of(held.Entry),
            ClientId = Given.ClientId,
        };
}
