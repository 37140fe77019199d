using Loyalty.Budgets;
using Loyalty.Catalog;
using Loyalty.Contracts;
using Loyalty.Embedded.Tests.Support;
using Loyalty.Ledger;

namespace Loyalty.Embedded.Tests;

public sealed class SqliteHoldTests : HoldContract, IAsyncLifetime
{
    private readonly DataFolder folder = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await folder.DisposeAsync();

    protected override (ILedgerStore Ledger, IBudgetStore Budgets, ICatalog Catalog) Open() =>
        (folder.Ledger, folder.Budgets, folder.Catalog);
}
