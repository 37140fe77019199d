using System.Text.Json;
using Loyalty.Catalog;
using Loyalty.Ledger.Rules;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.Ledger;

public class LedgerRulesTests
{
    private static readonly Rule EarnRule = Given.Rule(RuleType.Earn);
    private static readonly Rule RedeemRule = Given.Rule(RuleType.Redeem);

    public static TheoryData<string, long, long, Refusal> Redemptions =>
        new()
        {
            { "less than the balance", 40, -40, Refusal.None },
            { "all of the balance", 100, -100, Refusal.None },
            { "one more than the balance", 101, 0, Refusal.InsufficientBalance },
        };

    [Theory]
    [MemberData(nameof(Redemptions))]
    public void Redeeming_takes_what_is_asked_or_nothing(string what, long amount, long points, Refusal code)
    {
        _ = what;
        var account = Given.Account((null, 100));
        var decision = Given.Decide(account, Given.Command(RedeemRule, amount, "r"));
        Assert.Equal((points, code), (decision.Entry.Points.Value, decision.Entry.Code));
        Assert.Equal(100 + points, decision.After.Balance.Value);
        Assert.Equal(code == Refusal.None, decision.IsPosted);
    }

    [Fact]
    public void A_redemption_beyond_its_cap_is_partial_but_the_balance_must_cover_what_was_asked()
    {
        var rule = Given.Rule(RuleType.Redeem, Given.Cap(50, CapPeriod.Day));
        var account = Given.Account((null, 80));
        Assert.Equal(-50, Given.Decide(account, Given.Command(rule, 80, "a")).Entry.Points.Value);
        Assert.Equal(Refusal.InsufficientBalance, Given.Decide(account, Given.Command(rule, 81, "b")).Entry.Code);
        var used = Given.Decide(account, Given.Command(rule, 80, "c")).After;
        Assert.Equal(Refusal.RedemptionLimitReached, Given.Decide(used, Given.Command(rule, 30, "d")).Entry.Code);
    }

    public static TheoryData<string, Refusal> Admissions =>
        new()
        {
            { "draft", Refusal.RuleNotActive },
            { "inactive", Refusal.RuleNotActive },
            { "archived", Refusal.RuleNotActive },
            { "gone", Refusal.RuleNotActive },
            { "not started", Refusal.RuleOutsideDates },
            { "just started", Refusal.None },
            { "just ended", Refusal.RuleOutsideDates },
            { "blocked", Refusal.MemberBlocked },
            { "closed", Refusal.MemberClosed },
            { "unknown", Refusal.MemberUnknown },
            { "unknown, enrolling", Refusal.None },
            { "draft and blocked", Refusal.RuleNotActive },
        };

    [Theory]
    [MemberData(nameof(Admissions))]
    public void The_rule_and_the_member_must_admit_the_command(string what, Refusal code)
    {
        foreach (var type in new[] { RuleType.Earn, RuleType.Redeem })
        {
            var rule = Given.Rule(type);
            var program = Given.Program();
            var command = Given.Command(rule, 5, "r");
            (command, program) = what switch
            {
                "draft" => (command with { Rule = rule with { Status = RuleStatus.Draft } }, program),
                "inactive" => (command with { Rule = rule with { Status = RuleStatus.Inactive } }, program),
                "archived" => (command with { Rule = rule with { Status = RuleStatus.Archived } }, program),
                "gone" => (command with { Rule = null }, program),
                "not started" => (command with { Rule = rule with { StartsAt = Given.Noon.AddTicks(1) } }, program),
                "just started" => (command with { Rule = rule with { StartsAt = Given.Noon } }, program),
                "just ended" => (command with { Rule = rule with { EndsAt = Given.Noon } }, program),
                "blocked" => (command with { MemberStatus = MemberStatus.Blocked }, program),
                "closed" => (command with { MemberStatus = MemberStatus.Closed }, program),
                "unknown" => (command with { MemberStatus = null }, program),
                "unknown, enrolling" => (command with { MemberStatus = null }, program with { AutoEnrol = true }),
                "draft and blocked" => (
                    command with
                    {
                        Rule = rule with { Status = RuleStatus.Draft },
                        MemberStatus = MemberStatus.Blocked,
                    },
                    program
                ),
                _ => throw new ArgumentOutOfRangeException(nameof(what)),
            };
            Assert.Equal(code, Given.Decide(Given.Account((null, 10)), command, program).Entry.Code);
        }
    }

    [Fact]
    public void Dates_count_at_acceptance_however_late_the_queue_is()
    {
        var rule = Given.Rule(RuleType.Earn) with { EndsAt = Given.Noon.AddSeconds(1) };
        var decision = Given.Decide(Account.Empty(Given.Key), Given.Command(rule, 5, "r"), at: "2026-03-20T00:00:00Z");
        Assert.True(decision.IsPosted);
    }

    [Fact]
    public void Earliest_expiry_is_spent_first_and_points_without_expiry_last()
    {
        var account = Given.Account(("2026-04-01", 10), ("2026-05-01", 20), (null, 30));
        var decision = Given.Decide(account, Given.Command(RedeemRule, 35, "r"));
        Assert.Equal(
            [Given.Bucket("2026-04-01", -10), Given.Bucket("2026-05-01", -20), Given.Bucket(null, -5)],
            decision.Entry.Buckets.ToArray()
        );
        Assert.Equal([Given.Bucket(null, 25)], decision.After.Buckets.ToArray());
    }

    [Theory]
    [InlineData(30, null, "2026-04-09")]
    [InlineData(null, 4, "2026-07-10")]
    [InlineData(null, 11, "2027-02-10")]
    public void Awards_expire_by_the_programs_days_or_months(int? days, int? months, string lastDay)
    {
        var program = Given.Program(new Expiration { Days = days, Months = months });
        var decision = Given.Decide(Account.Empty(Given.Key), Given.Command(EarnRule, 7, "r"), program);
        Assert.Equal([Given.Bucket(lastDay, 7)], decision.After.Buckets.ToArray());
    }

    [Fact]
    public void Points_can_be_spent_through_their_last_day_and_are_gone_on_the_next()
    {
        var account = Given.Account(("2026-03-10", 10), ("2026-03-11", 5));
        var command = Given.Command(RedeemRule, 15, "r");
        var lastDay = LedgerRules.Apply(account, command, Given.Program(), At("2026-03-10T23:59:59Z"));
        Assert.Equal(-15, Assert.Single(lastDay).Entry.Points.Value);

        var nextDay = LedgerRules.Apply(account, command, Given.Program(), At("2026-03-11T00:00:00Z"));
        Assert.Equal(2, nextDay.Count);
        Assert.Equal((EntryKind.Expire, -10), (nextDay[0].Entry.Kind, nextDay[0].Entry.Points.Value));
        Assert.Equal(Refusal.InsufficientBalance, nextDay[1].Entry.Code);
        Assert.Equal(5, nextDay[1].After.Balance.Value);
    }

    [Fact]
    public void A_refusal_leaves_the_account_byte_identical()
    {
        var account = Given.Account(("2026-04-01", 10));
        var before = JsonSerializer.Serialize(account, LedgerJson.Default.Account);
        var decision = Given.Decide(account, Given.Command(RedeemRule, 11, "r"));
        Assert.Equal(before, JsonSerializer.Serialize(decision.After, LedgerJson.Default.Account));
        Assert.Equal((EntryStatus.Failed, 10L, 1L), Of(decision.Entry));

        static (EntryStatus, long, long) Of(LedgerEntry entry) =>
            (entry.Status, entry.BalanceAfter.Value, entry.Version);
    }

    [Fact]
    public void A_balance_grows_to_the_last_exact_number_and_no_further()
    {
        var account = Given.Account((null, LedgerRules.MaxBalance.Value - 1));
        Assert.True(Given.Decide(account, Given.Command(EarnRule, 1, "a")).IsPosted);
        Assert.Equal(Refusal.BalanceLimitReached, Given.Decide(account, Given.Command(EarnRule, 2, "b")).Entry.Code);
    }

    [Fact]
    public void What_was_ever_earned_and_redeemed_stays_exact_too()
    {
        var earned = Account.Empty(Given.Key) with { LifetimeEarned = LedgerRules.MaxBalance - new Points(1) };
        Assert.True(Given.Decide(earned, Given.Command(EarnRule, 1, "a")).IsPosted);
        Assert.Equal(Refusal.BalanceLimitReached, Given.Decide(earned, Given.Command(EarnRule, 2, "b")).Entry.Code);

        var redeemed = Given.Account((null, 10)) with { LifetimeRedeemed = LedgerRules.MaxBalance - new Points(5) };
        Assert.True(Given.Decide(redeemed, Given.Command(RedeemRule, 5, "c")).IsPosted);
        Assert.Equal(Refusal.BalanceLimitReached, Given.Decide(redeemed, Given.Command(RedeemRule, 6, "d")).Entry.Code);
    }

    [Theory]
    [InlineData(10, 0, Refusal.EarningLimitReached)]
    [InlineData(10, 5, Refusal.EarningLimitReached)]
    [InlineData(9, 0, Refusal.BudgetLimitReached)]
    public void Where_cap_and_budget_end_together_it_is_the_cap(long used, long budget, Refusal code)
    {
        var rule = Given.Rule(RuleType.Earn, Given.Cap(10, CapPeriod.Lifetime));
        var account = Given.Decide(Account.Empty(Given.Key), Given.Command(rule, used, "a")).After;
        var command = Given.Command(rule, 5, "b") with { BudgetLimit = new Points(budget) };
        Assert.Equal(code, Given.Decide(account, command).Entry.Code);
    }

    [Fact]
    public void An_expiry_has_an_id_of_its_account_and_version_alone()
    {
        var account = Given.Account(("2026-03-09", 10)) with { Version = 7 };
        var expiry = LedgerRules.Expire(account, Given.Program(), Given.Noon)!;
        Assert.Equal(EntryId.ForExpiry(Given.Org, Given.MemberId, Given.ProgramId, 8), expiry.Entry.Id);
        Assert.Equal(8, expiry.Entry.Version);
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text);
}
