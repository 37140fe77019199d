using Loyalty.Catalog;
using Loyalty.Ledger.Rules;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.Ledger;

public class EntryHashTests
{
    private static readonly Rule EarnRule = Given.Rule(RuleType.Earn);
    private static readonly Rule RedeemRule = Given.Rule(RuleType.Redeem);

    [Fact]
    public void Each_posted_entry_names_the_hash_of_the_one_before()
    {
        var first = Given.Decide(Account.Empty(Given.Key), Given.Command(EarnRule, 5, "a"));
        var refused = Given.Decide(first.After, Given.Command(RedeemRule, 6, "b"));
        var third = Given.Decide(refused.After, Given.Command(RedeemRule, 5, "c"));
        Assert.Equal("", first.Entry.PreviousHash);
        Assert.Equal(first.Entry.Hash, refused.Entry.PreviousHash);
        Assert.Equal(first.Entry.Hash, third.Entry.PreviousHash);
        Assert.Equal(third.Entry.Hash, third.After.Head);
    }

    [Fact]
    public void The_hash_covers_every_field()
    {
        var entry = Given.Decide(Account.Empty(Given.Key), Given.Command(EarnRule, 5, "a")).Entry with
        {
            Reference = "r",
            Reverses = new EntryId(new Guid("11111111-2222-8333-8444-555555555555")),
            TraceParent = "t",
            BudgetTicket = 7,
            CountsOn = "2026",
            Partner = "p",
            Value = 5,
            Bonus = true,
            HeldUntil = Given.Noon,
        };
        var changes = new List<LedgerEntry>
        {
            entry with
            {
                Id = new EntryId(Guid.Empty),
            },
            entry with
            {
                Kind = EntryKind.Adjust,
            },
            entry with
            {
                Status = EntryStatus.Failed,
            },
            entry with
            {
                Code = Refusal.MemberBlocked,
            },
            entry with
            {
                OrgId = TextId.From<OrgId>("other"),
            },
            entry with
            {
                MemberId = TextId.From<MemberId>("other"),
            },
            entry with
            {
                ProgramId = TextId.From<ProgramId>("other"),
            },
            entry with
            {
                RuleId = null,
            },
            entry with
            {
                RuleVersion = 2,
            },
            entry with
            {
                ClientId = null,
            },
            entry with
            {
                RequestId = null,
            },
            entry with
            {
                Reference = null,
            },
            entry with
            {
                BudgetTicket = null,
            },
            entry with
            {
                CountsOn = null,
            },
            entry with
            {
                Partner = null,
            },
            entry with
            {
                Value = null,
            },
            entry with
            {
                Bonus = false,
            },
            entry with
            {
                HeldUntil = null,
            },
            entry with
            {
                Sale = new TillSale(),
            },
            entry with
            {
                Requested = new Points(6),
            },
            entry with
            {
                Points = new Points(6),
            },
            entry with
            {
                BalanceAfter = new Points(6),
            },
            entry with
            {
                Buckets = [],
            },
            entry with
            {
                Reverses = null,
            },
            entry with
            {
                At = entry.At.AddTicks(1),
            },
            entry with
            {
                Version = 9,
            },
            entry with
            {
                PreviousHash = "x",
            },
            entry with
            {
                ContentHash = null,
            },
            entry with
            {
                TraceParent = null,
            },
        };
        // One change for each property but the hash itself and the read-only key.
        Assert.Equal(typeof(LedgerEntry).GetProperties().Length - 2, changes.Count);
        Assert.Equal(changes.Count, changes.Select(EntryHash.Of).Append(EntryHash.Of(entry)).Distinct().Count() - 1);
    }

    [Fact]
    public void The_hash_covers_all_that_a_till_said()
    {
        var sale = new TillSale();
        TillSale[] changes =
        [
            sale with
            {
                Points = new Points(1),
            },
            sale with
            {
                Worth = "1",
            },
            sale with
            {
                LocalWorth = "1",
            },
            sale with
            {
                TillId = "1",
            },
            sale with
            {
                Time = "1",
            },
            sale with
            {
                Notes = "1",
            },
            sale with
            {
                Redemption = new EntryId(Guid.Empty),
            },
            sale with
            {
                Shares = [TextId.From<ProgramId>("1")],
            },
        ];
        var entry = Given.Decide(Account.Empty(Given.Key), Given.Command(EarnRule, 5, "a")).Entry;

        Assert.Equal(typeof(TillSale).GetProperties().Length, changes.Length);
        Assert.Equal(
            changes.Length + 1,
            changes.Append(sale).Select(one => EntryHash.Of(entry with { Sale = one })).Distinct().Count()
        );
    }

    [Fact]
    public void A_ticket_is_never_taken_for_a_period()
    {
        var entry = Given.Decide(Account.Empty(Given.Key), Given.Command(EarnRule, 5, "a")).Entry;
        Assert.NotEqual(
            EntryHash.Of(entry with { BudgetTicket = 2026 }),
            EntryHash.Of(entry with { CountsOn = "2026" })
        );
    }

    [Fact]
    public void The_hash_of_a_known_entry_never_changes()
    {
        // The values were computed by another program from the forms that EntryHash and EntryId document.
        var entry = Given.Decide(Account.Empty(Given.Key), Given.Command(EarnRule, 5, "a")).Entry;
        Assert.Equal("OumxQ3JlEdj42Wwx-I4Ogz4Q_mRnsYXLlloRb_lQmrE", entry.Hash);
        var older = entry with { CountsOn = null };
        Assert.Equal("3qW7BCQfRGNy7_eCJ8EDiSS-VcdAg809VqGBRHgRIaM", EntryHash.Of(older with { RuleVersion = null }));
        Assert.Equal("CYd668zvwcdZwOyxfjaE_0De5YZBmakBlkIBr0toxMk", EntryHash.Of(older));
        var issued = older with { Partner = "Zo\u00EB", Value = 12, Bonus = true };
        Assert.Equal("_Qe_4kOdDGfQiiEDmIlBxK2ETZIf2XOMGe3ykkLOZME", EntryHash.Of(issued));
        Assert.Equal(
            "xCGnTxs0qzpAuLQWBw7JhpKI5Yr0NKjfPDt3tM6FOHg",
            EntryHash.Of(older with { RuleVersion = null, Value = 12 })
        );
        Assert.Equal(
            "R5150Hn8fIa0en3UcdV2Ju4i83VBE_RE5AbduHiyHr0",
            EntryHash.Of(older with { HeldUntil = Given.Noon })
        );
        Assert.Equal("18d09af8-37e6-8926-a54d-ded93d7b6205", entry.Id.ToString());
    }
}
