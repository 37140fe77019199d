using Loyalty.Budgets;
using Loyalty.Catalog;
using Loyalty.Ledger;
using Loyalty.Ledger.Posting;
using Microsoft.Extensions.Options;

namespace Loyalty.Reports;

/// <summary>
/// Counts what a rule moved before it had a budget. From its first budget on every entry names the reservation under which
/// it is counted; the others are counted here, once no more of them can come: while the rule is not active, and no
/// decision is on its way any more that goes by it having been.
/// </summary>
public sealed class FirstBudgets(
    TotalsKeeper keeper,
    BudgetDesk desk,
    OpenDecisions decisions,
    ILedgerStore store,
    IOptions<CatalogOptions> catalog,
    IOptions<LedgerOptions> ledger,
    TimeProvider time
)
{
    /// <summary>How often <see cref="OverviewOptions.MaxEntries"/> are counted at most.</summary>
    private const int MostLooks = 20;

    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    /// <summary>Counts what the journal shows by now.</summary>
    /// <param name="rule">A rule that is not active.</param>
    /// <param name="program">Its program.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Null = that is all there is; else after how long it can be.</returns>
    public async Task<TimeSpan?> CountAsync(Rule rule, PointProgram program, CancellationToken cancellationToken)
    {
        await decisions.EndedAsync(cancellationToken);
        var (totals, behind) = await keeper.AdvanceAsync(program, cancellationToken);
        for (var looks = 1; behind && looks < MostLooks; looks++)
            (totals, behind) = await keeper.AdvanceAsync(program, cancellationToken);
        await desk.CountAsync(new BudgetKey(rule.OrgId, rule.RuleId), totals.MovedBy(rule.RuleId), cancellationToken);
        if (behind)
            return LookAgain;
        var left = LastEntryOf(rule) - totals.AsOf;
        return left > TimeSpan.Zero ? left : null;
    }

    /// <summary>Until when an entry can have been decided by a host that did not know yet that the rule is not active. Those
    /// of this process are waited for, and where the journal does not lag, there is no other.</summary>
    private DateTimeOffset LastEntryOf(Rule rule) =>
        store.JournalLag == TimeSpan.Zero
            ? DateTimeOffset.MinValue
            : (rule.StatusSince ?? rule.UpdatedAt ?? time.GetUtcNow())
                + catalog.Value.CacheFor
                + ledger.Value.CommitWithin;
}
