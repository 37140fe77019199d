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
    public void Sums_of_periods_that_are_over_are_dropped_with_the_next_award()
    {
        var daily = Given.Rule(RuleType.Earn, Given.Cap(10, CapPeriod.Day));
        var monthly = Given.Rule(RuleType.Earn, Given.Cap(10, CapPeriod.Month), "monthly");
        var account = Given.Decide(Account.Empty(Given.Key), Given.Command(monthly, 1, "a")).After;
        account = Given.Decide(account with { RuleDay = null, Version = 0 }, Given.Command(daily, 2, "b")).After;
        var free = Given.Rule(RuleType.Earn, id: "free");

        var next = Given.Decide(account, Given.Command(free, 5, "c"), at: "2026-03-11T00:00:00Z").After;

        Assert.Equal(new CapUsage(monthly.RuleId, "2026-03", new Points(1)), Assert.Single(next.Usage));
    }

    [Fact]
    public void Nothing_is_decided_by_a_sum_that_is_not_known()
    {
        var free = Given.Rule(RuleType.Earn);
        var account = Given.Decide(Account.Empty(Given.Key), Given.Command(free, 10, "a")).After;
        var capped = Given.Command(free with { Cap = Given.Cap(10, CapPeriod.Day) }, 10, "b");

        Assert.Throws<InvalidOperationException>(() => Given.Decide(account, capped));
        Assert.True(Given.Decide(account, capped, at: "2026-03-11T00:00:00Z").IsPosted);
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
