using Loyalty.Budgets;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Contracts;
using Loyalty.Contracts.Support;
using Loyalty.Ledger;
using Loyalty.Messaging;
using Loyalty.PointsRequests;
using Loyalty.RequestLog;

namespace Loyalty.Tests.Support;

// The stores in memory do what every store does; what is proved with them holds for the others. They have no restart.

public sealed class InMemoryCatalogTests : CatalogContract
{
    private readonly InMemoryCatalog catalog = new();

    protected override Task<ICatalog> OpenAsync() => Task.FromResult<ICatalog>(catalog);

    protected override Task<ICatalog> ReopenAsync() => OpenAsync();
}

public sealed class InMemoryCatalogListTests : CatalogListContract
{
    protected override Task<ICatalog> OpenAsync() => Task.FromResult<ICatalog>(new InMemoryCatalog());
}

public sealed class InMemoryCatalogAuditTests : CatalogAuditContract
{
    private readonly InMemoryCatalog catalog = new();

    protected override Task<ICatalog> OpenAsync() => Task.FromResult<ICatalog>(catalog);

    protected override Task<ICatalog> ReopenAsync() => OpenAsync();
}

public sealed class InMemoryLedgerStoreTests : LedgerStoreContract
{
    private readonly InMemoryLedgerStore store = new();

    protected override Task<ILedgerStore> OpenAsync() => Task.FromResult<ILedgerStore>(store);

    protected override Task<ILedgerStore> ReopenAsync() => OpenAsync();
}

public sealed class InMemoryLedgerBatchTests : LedgerBatchContract
{
    protected override Task<ILedgerStore> OpenAsync() => Task.FromResult<ILedgerStore>(new InMemoryLedgerStore());
}

public sealed class InMemoryLedgerTagTests : LedgerTagContract
{
    private readonly InMemoryLedgerStore store = new();

    protected override Task<ILedgerStore> OpenAsync() => Task.FromResult<ILedgerStore>(store);

    protected override Task<ILedgerStore> ReopenAsync() => OpenAsync();
}

public sealed class InMemoryLedgerReadingTests : LedgerReadingContract
{
    private readonly InMemoryLedgerStore store = new();

    protected override Task<ILedgerStore> OpenAsync() => Task.FromResult<ILedgerStore>(store);

    protected override Task<ILedgerStore> ReopenAsync() => OpenAsync();
}

public sealed class InMemoryLedgerDueTests : LedgerDueContract
{
    protected override Task<ILedgerStore> OpenAsync() => Task.FromResult<ILedgerStore>(new InMemoryLedgerStore());
}

public sealed class InMemoryLedgerSearchTests : LedgerSearchContract
{
    private readonly InMemoryLedgerStore store = new();

    protected override Task<ILedgerStore> OpenAsync() => Task.FromResult<ILedgerStore>(store);

    protected override Task<ILedgerStore> ReopenAsync() => OpenAsync();
}

public sealed class InMemoryLedgerJournalTests : LedgerJournalContract
{
    private readonly InMemoryLedgerStore store = new();

    protected override DateTimeOffset Now => Sample.At;

    protected override Task<ILedgerStore> OpenAsync() => Task.FromResult<ILedgerStore>(store);

    protected override Task<ILedgerStore> ReopenAsync() => OpenAsync();

    protected override void Settle(TimeSpan lag) { }
}

public sealed class InMemoryBudgetStoreTests : BudgetStoreContract
{
    private readonly InMemoryBudgetStore store = new();

    protected override Task<IBudgetStore> OpenAsync() => Task.FromResult<IBudgetStore>(store);

    protected override Task<IBudgetStore> ReopenAsync() => OpenAsync();
}

public sealed class InMemoryBudgetStormTests : BudgetStormContract
{
    protected override (ILedgerStore Ledger, IBudgetStore Budgets) Open() =>
        (new InMemoryLedgerStore(), new InMemoryBudgetStore());
}

public sealed class InMemoryDeliveryLogTests : DeliveryLogContract
{
    private readonly InMemoryDeliveryLog log = new();

    protected override Task<IDeliveryLog> OpenAsync() => Task.FromResult<IDeliveryLog>(log);

    protected override Task<IDeliveryLog> ReopenAsync() => OpenAsync();
}

public sealed class InMemoryCatalogSearchTests : CatalogSearchContract
{
    protected override Task<ICatalog> OpenAsync() => Task.FromResult<ICatalog>(new InMemoryCatalog());
}

public sealed class InMemoryParkingTests : ParkingContract
{
    private readonly InMemoryParking parking = new();

    protected override Task<IParking> OpenAsync() => Task.FromResult<IParking>(parking);

    protected override Task<IParking> ReopenAsync() => OpenAsync();
}

public sealed class InMemoryMessageQueueTests : MessageQueueContract
{
    private readonly InMemoryMessageQueue queues = new();

    protected override DateTimeOffset Now => Sample.At;

    protected override Task<IMessageQueue> OpenAsync() => Task.FromResult<IMessageQueue>(queues);

    protected override Task ReopenAsync() => Task.CompletedTask;

    protected override Task<IReadOnlyList<OutgoingMessage>> WaitingAsync(string queue) =>
        Task.FromResult(queues.Waiting(queue));
}

public sealed class InMemoryRequestRegistryTests : RequestRegistryContract
{
    private readonly InMemoryMessageQueue queue = new();
    private readonly InMemoryRequestRegistry registry;

    public InMemoryRequestRegistryTests() => registry = new InMemoryRequestRegistry(queue, new ManualTimeProvider());

    protected override Task<IRequestRegistry> OpenAsync() => Task.FromResult<IRequestRegistry>(registry);

    protected override Task<IRequestRegistry> ReopenAsync() => OpenAsync();

    protected override Task<IReadOnlyList<PointsMessage>> QueuedAsync() =>
        Task.FromResult<IReadOnlyList<PointsMessage>>([
            .. queue.Waiting(QueueNames.Points).Select(message => PointsMessage.Read(message.Body)!),
        ]);

    protected override async Task BreakOffAsync(PointsMessage message)
    {
        queue.Fault = new UnavailableException("The queue is away.");
        await Assert.ThrowsAsync<UnavailableException>(() => registry.ClaimAsync(message, default));
        queue.Fault = null;
    }
}

public sealed class InMemoryRequestLogTests : RequestLogContract
{
    private readonly InMemoryRequestLog log = new();

    protected override ManualTimeProvider Clock { get; } = new();

    protected override Task<IRequestLog> OpenAsync() => Task.FromResult<IRequestLog>(log);

    protected override Task<IRequestLog> ReopenAsync() => OpenAsync();

    protected override void Settle() { }

    protected override void AssertGone(IRequestLog log) => Assert.Single(this.log.Stored);
}
