using Loyalty.Contracts.Support;

namespace Loyalty.Embedded.Tests.Support;

/// <summary>A data folder of one test, with the database that is open in it.</summary>
internal sealed class DataFolder : IAsyncDisposable
{
    private SqliteDatabase? database;

    public DataFolder()
    {
        Path = Directory.CreateTempSubdirectory("loyalty-test-").FullName;
        Options = new EmbeddedOptions { DataDirectory = Path, CacheMegabytes = 4 };
    }

    public EmbeddedOptions Options { get; }

    public ManualTimeProvider Time { get; } = new();

    public string Path { get; }

    public SqliteDatabase Database => database ??= SqliteDatabase.Open(Options);

    public SqliteLedgerStore Ledger => new(Database);

    public SqliteRequestRegistry Registry => new(Database, Time);

    public SqliteQueues Queues => new(Database, Microsoft.Extensions.Options.Options.Create(Options), Time);

    public SqliteCatalog Catalog => new(Database);

    public SqliteIssueStore Issues => new(Database);

    public SqliteGroupRedemptionStore GroupRedemptions => new(Database);

    public SqliteDeliveryLog Deliveries => new(Database);

    public SqliteBudgetStore Budgets => new(Database);

    public SqliteParking Parking => new(Database);

    public SqliteOutbox Outbox => new(Database);

    public SqliteAudit Audit => new(Database);

    public async Task CloseAsync()
    {
        if (database is not null)
            await database.DisposeAsync();
        database = null;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Directory.Delete(Path, recursive: true);
    }
}
