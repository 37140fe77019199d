using Loyalty.Budgets;
using Loyalty.Contracts;
using Loyalty.Embedded.Tests.Support;

namespace Loyalty.Embedded.Tests;

public sealed class SqliteBudgetStoreTests : BudgetStoreContract, IAsyncLifetime
{
    private readonly DataFolder folder = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await folder.DisposeAsync();

    protected override Task<IBudgetStore> OpenAsync() => Task.FromResult<IBudgetStore>(folder.Budgets);

    protected override async Task<IBudgetStore> ReopenAsync()
    {
        await folder.CloseAsync();
        return folder.Budgets;
    }
}
