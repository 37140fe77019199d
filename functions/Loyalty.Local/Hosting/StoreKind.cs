namespace Loyalty.Local.Hosting;

/// <summary>Where a local host keeps what must last.</summary>
public enum StoreKind
{
    /// <summary>All of it in one SQLite file in the data folder.</summary>
    Sqlite,

    /// <summary>In Azure Cosmos DB or its emulator; the keys stay in the data folder, and the queues unless they are told
    /// elsewhere.</summary>
    Cosmos,
}
