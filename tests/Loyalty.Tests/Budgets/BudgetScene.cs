using Loyalty.Budgets;
using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.Ledger;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Rules;
using Loyalty.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loyalty.Tests.Budgets;

/// <summary>One rule with a budget, and processes that work on it.</summary>
internal sealed class BudgetScene(long budget, Cap? cap = null)
{
    public ManualTimeProvider Time { get; } = new(Given.Noon);

    public InMemoryLedgerStore Ledger { get; } = new();

    public InMemoryBudgetStore Budgets { get; } = new();

    public Rule Rule { get; set; } = Given.Rule(RuleType.Earn, cap) with { Budget = new Points(budget) };

    public BudgetKey Key => new(Rule.OrgId, Rule.RuleId);

    public static BudgetOptions Options { get; } = new() { RetryDelay = TimeSpan.Zero };

    /// <summary>What a process has in memory of budgets.</summary>
    public BudgetDesk Desk(TimeProvider? time = null) =>
        new(Budgets, Microsoft.Extensions.Options.Options.Create(Options), time ?? Time, () => 0);

    /// <summary>A process that has just started.</summary>
    public AccountHandler Start(ILedgerStore? ledger = null, TimeProvider? time = null) =>
        new(
            ledger ?? Ledger,
            Desk(),
            Microsoft.Extensions.Options.Options.Create(new LedgerOptions { RetryDelay = TimeSpan.Zero }),
            time ?? Time,
            () => 0,
            NullLogger<AccountHandler>.Instance
        );

    public BudgetReturn Return() =>
        new(
            Budgets,
            Ledger,
            Desk(),
            Microsoft.Extensions.Options.Options.Create(Options),
            Time,
            NullLogger<BudgetReturn>.Instance
        );

    public Command Earn(long amount, string request) => Given.Command(Rule, amount, request);

    public static Command Reverse(LedgerEntry original, long points, string id = "1") =>
        new()
        {
            Id = EntryId.For(Given.ClientId, TextId.From<RequestId>($"reverse-{original.Id}-{id}")),
            Kind = EntryKind.Reverse,
            Amount = new Points(points),
            AcceptedAt = Given.Noon,
            Original = original,
        };

    public static AccountKey KeyOf(string member) => Given.Key with { MemberId = TextId.From<MemberId>(member) };

    public BudgetAsk Ask(string request, long points) =>
        new(Earn(points, request).Id, Given.MemberId, new Points(points));

    /// <summary>Applies one command and returns its entry.</summary>
    public static async Task<LedgerEntry> ApplyAsync(AccountHandler process, Command command, string member = "ann") =>
        (await process.ApplyAsync(KeyOf(member), Given.Program(), [command], CancellationToken.None))[command.Id];

    /// <summary>Used and reserved.</summary>
    public async Task<(long Used, long Reserved)> UseAsync()
    {
        var use = await Desk().UsedAsync(Rule.OrgId, Rule.RuleId, CancellationToken.None);
        return (use.Used.Value, use.Reserved.Value);
    }
}
