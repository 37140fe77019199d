using Loyalty.Azure.Tests.Support;
using Loyalty.Contracts;
using Loyalty.Contracts.Support;
using Loyalty.Ledger;

namespace Loyalty.Azure.Tests.Cosmos;

public sealed class CosmosLedgerJournalTests : LedgerJournalContract, IDisposable
{
    private readonly ManualTimeProvider clock = new();
    private readonly CosmosScene scene;

    public CosmosLedgerJournalTests()
    {
        scene = new CosmosScene(clock);
    }

    protected override DateTimeOffset Now => clock.GetUtcNow();

    protected override void Settle(TimeSpan lag) => clock.Advance(lag);

    public void Dispose() => scene.Dispose();

    protected override Task<ILedgerStore> OpenAsync() => Task.FromResult<ILedgerStore>(scene.Ledger());

    protected override Task<ILedgerStore> ReopenAsync()
    {
        scene.Reopen();
        return OpenAsync();
    }
}
