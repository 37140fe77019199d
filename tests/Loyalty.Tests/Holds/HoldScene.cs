using Loyalty.Catalog;
using Loyalty.Holds;
using Loyalty.Ledger;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Rules;
using Loyalty.Tests.Budgets;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.Holds;

/// <summary>A member with 1000 points, a redeem rule with a budget, and processes that hold points by it.</summary>
internal sealed class HoldScene
{
    private readonly InMemoryCatalog catalog = new();

    public HoldScene(long budget)
    {
        Budget = new BudgetScene(budget) { Rule = RuleOf(budget) };
        catalog.Put(Given.Program());
        catalog.Put(new Member { OrgId = Given.Org, MemberId = Given.MemberId });
        catalog.Put(Budget.Rule);
    }

    public BudgetScene Budget { get; }

    public LedgerOptions Options { get; } = new() { RetryDelay = TimeSpan.Zero };

    public async Task<Account> AccountAsync() => (await Budget.Ledger.LoadAsync(Given.Key, default))!.Value;

    /// <summary>A process that has just started.</summary>
    public HoldHandler Start() => Start(Budget.Start());

    public HoldHandler Start(AccountHandler accounts) =>
        new(
            new CachedCatalog(
                catalog,
                Microsoft.Extensions.Options.Options.Create(new CatalogOptions { CacheFor = TimeSpan.Zero }),
                Budget.Time
            ),
            Budget.Ledger,
            accounts,
            new OpenDecisions(Budget.Time),
            Microsoft.Extensions.Options.Options.Create(Options),
            Budget.Time
        );

    public async Task AwardAsync(long points = 1000)
    {
        var award = Given.Command(Given.Rule(RuleType.Earn, id: "earn"), points, $"award-{points}");
        await BudgetScene.ApplyAsync(Budget.Start(), award);
    }

    public HoldRequest Request(string id, long amount, int minutes = 60, bool isFree = false) =>
        new()
        {
            Id = EntryId.ForHold(Given.ClientId, TextId.From<RequestId>(id)),
            Account = Given.Key,
            Amount = new Points(amount),
            Lasts = TimeSpan.FromMinutes(minutes),
            ClientId = Given.ClientId,
            RequestId = TextId.From<RequestId>(id),
            RuleId = isFree ? null : Budget.Rule.RuleId,
            ContentHash = $"{amount}",
        };

    private static Rule RuleOf(long budget) =>
        Given.Rule(RuleType.Redeem) with
        {
            Budget = new Points(budget),
            IsCounted = true,
        };
}
