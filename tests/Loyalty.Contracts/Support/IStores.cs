using Loyalty.Budgets;
using Loyalty.Catalog;
using Loyalty.GroupRedemptions;
using Loyalty.Ledger;

namespace Loyalty.Contracts.Support;

/// <summary>The stores of one data folder or account.</summary>
public interface IStores : IAsyncDisposable
{
    ILedgerStore Ledger { get; }

    IBudgetStore Budgets { get; }

    ICatalog Catalog { get; }

    IGroupRedemptionStore GroupRedemptions { get; }
}
