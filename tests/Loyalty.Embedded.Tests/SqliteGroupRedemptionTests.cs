using Loyalty.Budgets;
using Loyalty.Catalog;
using Loyalty.Contracts;
using Loyalty.Embedded.Tests.Support;
using Loyalty.GroupRedemptions;
using Loyalty.Ledger;

namespace Loyalty.Embedded.Tests;

public sealed class SqliteGroupRedemptionTests : GroupRedemptionContract, IAsyncLifetime
{
    private readonly DataFolder folder = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await folder.DisposeAsync();

    protected override (
        ILedgerStore Ledger,
        IBudgetStore Budgets,
        ICatalog Catalog,
        IGroupRedemptionStore Groups
    ) Open() => (folder.Ledger, folder.Budgets, folder.Catalog, folder.GroupRedemptions);
}
