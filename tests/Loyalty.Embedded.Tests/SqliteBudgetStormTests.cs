using Loyalty.Budgets;
using Loyalty.Contracts;
using Loyalty.Embedded.Tests.Support;
using Loyalty.Ledger;

namespace Loyalty.Embedded.Tests;

public sealed class SqliteBudgetStormTests : BudgetStormContract, IAsyncLifetime
{
    private readonly DataFolder folder = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await folder.DisposeAsync();

    protected override (ILedgerStore Ledger, IBudgetStore Budgets) Open() => (folder.Ledger, folder.Budgets);
}
