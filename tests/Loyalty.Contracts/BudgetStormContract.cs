using Loyalty.Budgets;
using Loyalty.Contracts.Support;
using Loyalty.Ledger;

namespace Loyalty.Contracts;

/// <summary>
/// A budget ends at exactly its size, however many want more at once and whatever fails meanwhile. With
/// <c>LOYALTY_LONG=1</c> many more storms; <c>LOYALTY_SEED</c> names the first.
/// </summary>
public abstract class BudgetStormContract
{
    /// <summary>The stores of one data folder or account, empty.</summary>
    protected abstract (ILedgerStore Ledger, IBudgetStore Budgets) Open();

    [Fact]
    public async Task Sixty_four_workers_spend_exactly_the_budget_and_give_back_exactly_what_they_reverse()
    {
        var (ledger, budgets) = Open();
        var first = int.TryParse(Environment.GetEnvironmentVariable("LOYALTY_SEED"), out var given) ? given : 1;
        var count = Environment.GetEnvironmentVariable("LOYALTY_LONG") == "1" ? 100 : 2;
        for (var seed = first; seed < first + count; seed++)
        {
            // A budget of few requests is all edge; one of many has time to grow reservations.
            var budget = seed % 2 == 0 ? 320 : 1600;
            var storm = new BudgetStorm(ledger, budgets, seed, seed % 3 == 0 ? 0.1 : 0.03, budget);
            try
            {
                await storm.SpendAllAsync();
                await storm.GiveBackAsync();
                await storm.SpendAllAsync();
            }
            catch (Exception fault)
            {
                throw new InvalidOperationException($"Seed {seed} (LOYALTY_SEED={seed}): {fault.Message}", fault);
            }
        }
    }
}
