using Loyalty.Budgets;
using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.GroupRedemptions;
using Loyalty.Ledger;

namespace Loyalty.Embedded.Tests.Support;

/// <summary>The stores of a data folder.</summary>
internal sealed class SqliteStores : IStores
{
    private readonly DataFolder folder = new();

    public SqliteStores()
    {
        Ledger = folder.Ledger;
        Budgets = folder.Budgets;
        Catalog = folder.Catalog;
        GroupRedemptions = folder.GroupRedemptions;
    }

    public ILedgerStore Ledger { get; }

    public IBudgetStore Budgets { get; }

    public ICatalog Catalog { get; }

    public IGroupRedemptionStore GroupRedemptions { get; }

    public ValueTask DisposeAsync() => folder.DisposeAsync();
}
