using Loyalty.Azure.Tests.Support;
using Loyalty.Contracts;
using Loyalty.Ledger;

namespace Loyalty.Azure.Tests.Cosmos;

public sealed class CosmosLedgerDueTests : LedgerDueContract, IDisposable
{
    private readonly CosmosScene scene = new();

    public void Dispose() => scene.Dispose();

    protected override Task<ILedgerStore> OpenAsync() => Task.FromResult<ILedgerStore>(scene.Ledger());
}
