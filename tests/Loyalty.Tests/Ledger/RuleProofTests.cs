using Loyalty.Catalog;
using Loyalty.Ledger.Proof;
using Loyalty.Ledger.Rules;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.Ledger;

/// <summary>Entries held to the version of their rule; each is forged with its hash, so that nothing else can find it.</summary>
public class RuleProofTests
{
    private static readonly Rule Capped = Given.Rule(RuleType.Earn) with
    {
        Cap = new Cap { Points = new Points(10), Period = CapPeriod.Lifetime },
    };

    private static readonly LedgerEntry Entry = Given
        .Decide(Account.Empty(Given.Key), Given.Command(Capped, 4, "a"))
        .Entry;

    [Fact]
    public void What_was_decided_by_the_version_holds() => Assert.Empty(FaultsOf(Entry, Capped));

    [Fact]
    public void What_was_decided_before_there_were_versions_is_not_judged() =>
        Assert.Empty(FaultsOf(Entry with { RuleVersion = null, Requested = new Points(1) }, Capped));

    [Fact]
    public void What_counts_in_a_period_of_older_code_is_not_held_to_a_cap() =>
        Assert.Empty(FaultsOf(Entry with { CountsOn = "lifetime" }, Capped with { Cap = CapOf(3) }));

    [Fact]
    public void Less_than_was_asked_for_is_right_at_the_cap_or_under_a_budget_alone()
    {
        const string fault = "it moved less than was asked for, at no limit of its rule";
        Assert.Equal([fault], FaultsOf(Entry with { Requested = new Points(5) }, Capped));
        Assert.Equal([fault], FaultsOf(Entry with { Requested = new Points(5), BudgetTicket = 1 }, Capped));
        Assert.Empty(
            FaultsOf(
                Entry with
                {
                    Requested = new Points(5),
                    BudgetTicket = 1,
                },
                Capped with
                {
                    Budget = new Points(50),
                }
            )
        );
        Assert.Empty(FaultsOf(Entry with { Requested = new Points(5) }, Capped with { Cap = CapOf(4) }));
    }

    public static TheoryData<string> Faults =>
        [
            "there is no version 1 of its rule",
            "its rule does not do that",
            "its rule is of another program",
            "its rule did not authorise its client",
            "it moved more than was asked for",
            "it went beyond the cap of its rule",
            "it counts on a day that is not its own",
        ];

    [Theory]
    [MemberData(nameof(Faults))]
    public void What_the_version_would_not_have_decided_is_found(string fault)
    {
        var (entry, rule) = fault switch
        {
            "there is no version 1 of its rule" => (Entry, Capped with { Version = 2 }),
            "its rule does not do that" => (Entry, Capped with { Type = RuleType.Redeem }),
            "its rule is of another program" => (Entry, Capped with { ProgramId = TextId.From<ProgramId>("other") }),
            "its rule did not authorise its client" => (Entry, Capped with { ClientIds = [] }),
            "it moved more than was asked for" => (Entry with { Requested = new Points(3) }, Capped),
            "it went beyond the cap of its rule" => (Entry, Capped with { Cap = CapOf(3) }),
            "it counts on a day that is not its own" => (Entry with { CountsOn = "2026-03-08" }, Capped),
            _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
        };

        Assert.Equal([fault], FaultsOf(entry, rule));
    }

    private static Cap CapOf(long points) => new() { Points = new Points(points), Period = CapPeriod.Lifetime };

    private static IEnumerable<string> FaultsOf(LedgerEntry entry, Rule rule)
    {
        var rules = new RuleProof();
        rules.Add(rule);
        var proof = new AccountProof(entry.Account, rules);
        var forged = EntryHash.Seal(entry);
        proof.Add(forged);
        return proof.Faults.Select(fault => fault.Replace($"Entry {forged.Id}: ", "").TrimEnd('.'));
    }
}
