using Loyalty.Catalog;
using Loyalty.Ledger.Rules;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.Ledger;

public class CapTests
{
    public static TheoryData<long, long, long, Refusal> CapEdges =>
        new()
        {
            // used before, asked, awarded, code; the cap is 100
            { 0, 100, 100, Refusal.None },
            { 0, 101, 100, Refusal.None },
            { 60, 40, 40, Refusal.None },
            { 60, 41, 40, Refusal.None },
            { 99, 1_000_000_000, 1, Refusal.None },
            { 100, 1, 0, Refusal.EarningLimitReached },
        };

    [Theory]
    [MemberData(nameof(CapEdges))]
    public void At_the_edge_of_a_cap_the_award_is_partial_and_past_it_refused(
        long used,
        long asked,
        long awarded,
        Refusal code
    )
    {
        foreach (
            var period in new[] { CapPeriod.Day, CapPeriod.Week, CapPeriod.Month, CapPeriod.Year, CapPeriod.Lifetime }
        )
        {
            var rule = Given.Rule(RuleType.Earn, Given.Cap(100, period));
            var account = Account.Empty(Given.Key);
            if (used > 0)
                account = Given.Decide(account, Given.Command(rule, used, "before")).After;
            var decision = Given.Decide(account, Given.Command(rule, asked, "r"));
            Assert.Equal((awarded, code), (decision.Entry.Points.Value, decision.Entry.Code));
            Assert.Equal(used + awarded, decision.After.Balance.Value);
            Assert.Equal(used + awarded, Assert.Single(decision.After.Usage).Used.Value);
        }
    }

    [Fact]
    public void A_cap_per_request_leaves_no_usage()
    {
        var rule = Given.Rule(RuleType.Earn, Given.Cap(30, CapPeriod.Request));
        var first = Given.Decide(Account.Empty(Given.Key), Given.Command(rule, 31, "a"));
        var second = Given.Decide(first.After, Given.Command(rule, 31, "b"));
        Assert.Equal(60, second.After.Balance.Value);
        Assert.Empty(second.After.Usage);
    }

    [Theory]
    [InlineData(CapPeriod.Day, "2026-03-10T23:59:59.9999999Z", "2026-03-11T00:00:00Z")]
    [InlineData(CapPeriod.Week, "2026-03-15T23:59:59Z", "2026-03-16T00:00:00Z")]
    [InlineData(CapPeriod.Month, "2026-03-31T23:59:59Z", "2026-04-01T00:00:00Z")]
    [InlineData(CapPeriod.Year, "2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z")]
    public void A_cap_is_whole_again_when_its_calendar_period_ends(CapPeriod period, string last, string next)
    {
        var rule = Given.Rule(RuleType.Earn, Given.Cap(10, period));
        var account = Given.Decide(Account.Empty(Given.Key), Given.Command(rule, 10, "a"), at: last).After;
        Assert.Equal(
            Refusal.EarningLimitReached,
            Given.Decide(account, Given.Command(rule, 1, "b"), at: last).Entry.Code
        );
        Assert.Equal(1, Given.Decide(account, Given.Command(rule, 1, "c"), at: next).Entry.Points.Value);
    }

    [Fact]
    public void A_lifetime_cap_never_renews()
    {
        var rule = Given.Rule(RuleType.Earn, Given.Cap(10, CapPeriod.Lifetime));
        var account = Given.Decide(Account.Empty(Given.Key), Given.Command(rule, 10, "a")).After;
        var late = Given.Decide(account, Given.Command(rule, 1, "b"), at: "2099-01-01T00:00:00Z");
        Assert.Equal(Refusal.EarningLimitReached, late.Entry.Code);
    }

    [Fact]
    public void A_clock_that_lags_behind_does_not_renew_a_cap()
    {
        var rule = Given.Rule(RuleType.Earn, Given.Cap(10, CapPeriod.Day));
        var ahead = Given
            .Decide(Account.Empty(Given.Key), Given.Command(rule, 10, "a"), at: "2026-03-11T00:00:01Z")
            .After;
        var behind = Given.Decide(ahead, Given.Command(rule, 10, "b"), at: "2026-03-10T23:59:59Z");
        Assert.Equal(Refusal.EarningLimitReached, behind.Entry.Code);
    }

    [Fact]
    public void Another_rules_request_on_a_clock_that_is_ahead_does_not_renew_a_cap()
    {
        var rule = Given.Rule(RuleType.Earn, Given.Cap(10, CapPeriod.Day));
        var other = Given.Rule(RuleType.Earn, Given.Cap(10, CapPeriod.Day), "other");
        var used = Given
            .Decide(Account.Empty(Given.Key), Given.Command(rule, 10, "a"), at: "2026-03-10T23:59:58Z")
            .After;
        var ahead = Given.Decide(used, Given.Command(other, 1, "b"), at: "2026-03-11T00:00:01Z").After;
        var behind = Given.Decide(ahead, Given.Command(rule, 10, "c"), at: "2026-03-10T23:59:59Z");
        Assert.Equal(Refusal.EarningLimitReached, behind.Entry.Code);

        var later = Given.Decide(ahead, Given.Command(other, 1, "d"), at: "2026-03-12T00:00:00Z").After;
        Assert.Equal(other.RuleId, Assert.Single(later.Usage).RuleId);
    }

    [Fact]
    public void A_cap_whose_period_is_changed_and_changed_back_is_not_renewed()
    {
        var daily = Given.Rule(RuleType.Earn, Given.Cap(10, CapPeriod.Day));
        var monthly = daily with { Cap = Given.Cap(100, CapPeriod.Month) };
        var account = Given.Decide(Account.Empty(Given.Key), Given.Command(daily, 10, "a")).After;
        account = Given.Decide(account, Given.Command(monthly, 5, "b")).After;
        var again = Given.Decide(account, Given.Command(daily, 10, "c"));
        Assert.Equal(Refusal.EarningLimitReached, again.Entry.Code);
    }

    [Fact]
    public void Reversing_what_no_cap_counted_gives_nothing_back_to_a_cap_that_came_later()
    {
        var free = Given.Rule(RuleType.Earn);
        var capped = free with { Cap = Given.Cap(10, CapPeriod.Day) };
        var before = Given.Decide(Account.Empty(Given.Key), Given.Command(free, 100, "a"));
        var full = Given.Decide(before.After, Given.Command(capped, 10, "b"));
        Assert.Equal((null, "2026-03-10"), (before.Entry.CountsIn, full.Entry.CountsIn));

        var reversed = Given.Decide(full.After, Given.Reverse(before.Entry, 100));
        Assert.True(reversed.IsPosted);
        Assert.Equal(10, Assert.Single(reversed.After.Usage).Used.Value);
        Assert.Equal(
            Refusal.EarningLimitReached,
            Given.Decide(reversed.After, Given.Command(capped, 1, "c")).Entry.Code
        );
    }

    [Fact]
    public void Periods_are_those_of_the_programs_time_zone()
    {
        var rule = Given.Rule(RuleType.Earn, Given.Cap(10, CapPeriod.Day));
        var program = Given.Program() with { TimeZone = "Asia/Bangkok" };
        var before = Given
            .Decide(Account.Empty(Given.Key), Given.Command(rule, 10, "a"), program, "2026-03-10T16:59:00Z")
            .After;
        Assert.Equal("2026-03-10", Assert.Single(before.Usage).Period);
        Assert.True(Given.Decide(before, Given.Command(rule, 10, "b"), program, "2026-03-10T17:00:00Z").IsPosted);
    }
}
