using Loyalty.Azure.Tests.Support;
using Loyalty.Contracts;
using Loyalty.Ledger;

namespace Loyalty.Azure.Tests.Cosmos;

public sealed class CosmosLedgerTagTests : LedgerTagContract, IDisposable
{
    private readonly CosmosScene scene = new();

    public void Dispose() => scene.Dispose();

    protected override Task<ILedgerStore> OpenAsync() => Task.FromResult<ILedgerStore>(scene.Ledger());

    protected override Task<ILedgerStore> ReopenAsync()
    {
        scene.Reopen();
        return OpenAsync();
    }
}
