using Loyalty.Embedded;

namespace Loyalty.Local.Hosting;

/// <summary>
/// Which store a data folder belongs to. Beside a ledger in Cosmos DB the folder holds queues and keys alone, and a host
/// or a proof that took it for the whole would find that everything is gone.
/// </summary>
internal static class StoreMark
{
    private const string FileName = "store";
    private const string Cosmos = "cosmos";

    /// <summary>Marks the folder with the store that is used with it from now on.</summary>
    /// <exception cref="InvalidDataException">It belongs to the other one.</exception>
    public static async Task SetAsync(
        string directory,
        StoreKind kind,
        SqliteAudit audit,
        CancellationToken cancellationToken
    )
    {
        var marked = KindOf(directory);
        Check(directory, marked, kind);
        if (kind == marked)
            return;
        await foreach (var _ in audit.AccountsAsync(cancellationToken))
            throw new InvalidDataException(
                $"'{directory}' has a ledger of its own; --store cosmos needs another folder."
            );
        await File.WriteAllTextAsync(Path.Combine(directory, FileName), Cosmos, cancellationToken);
    }

    /// <summary>Throws unless the folder belongs to the store.</summary>
    /// <exception cref="InvalidDataException">It belongs to the other one.</exception>
    public static void Require(string directory, StoreKind kind)
    {
        var marked = KindOf(directory);
        Check(directory, marked, kind);
        if (kind != marked)
            throw new InvalidDataException($"'{directory}' was not used with --store cosmos.");
    }

    private static StoreKind KindOf(string directory) =>
        File.Exists(Path.Combine(directory, FileName)) ? StoreKind.Cosmos : StoreKind.Sqlite;

    private static void Check(string directory, StoreKind marked, StoreKind wanted)
    {
        if (marked == StoreKind.Cosmos && wanted == StoreKind.Sqlite)
            throw new InvalidDataException(
                $"The ledger of '{directory}' is in Cosmos DB: name it with --store cosmos --cosmos-endpoint URL."
            );
    }
}
