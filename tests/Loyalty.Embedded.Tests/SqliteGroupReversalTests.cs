using Loyalty.Contracts;
using Loyalty.Contracts.Support;
using Loyalty.Embedded.Tests.Support;

namespace Loyalty.Embedded.Tests;

public sealed class SqliteGroupReversalTests : GroupReversalContract, IAsyncLifetime
{
    private readonly DataFolder folder = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await folder.DisposeAsync();

    protected override GroupWorld Open() => new(folder.Ledger, folder.Budgets, folder.Catalog, folder.GroupRedemptions);
}
