using Loyalty.Contracts;
using Loyalty.Embedded.Tests.Support;
using Loyalty.Ledger;

namespace Loyalty.Embedded.Tests;

public sealed class SqliteLedgerDueTests : LedgerDueContract, IAsyncLifetime
{
    private readonly DataFolder folder = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await folder.DisposeAsync();

    protected override Task<ILedgerStore> OpenAsync() => Task.FromResult<ILedgerStore>(folder.Ledger);
}
