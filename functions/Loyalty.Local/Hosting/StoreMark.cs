using Loyalty.Embedded;

namespace Loyalty.Local.Hosting;

/// <summary>
/// Which store and queues a data folder belongs to. Beside a ledger in Cosmos DB the folder holds queues and keys alone,
/// beside queues in Service Bus keys alone, and a host or a proof that took it for the whole would find that everything is
/// gone.
/// </summary>
internal static class StoreMark
{
    public const string FileName = "store";
    private const string Cosmos = "cosmos";
    private const string CosmosAndServiceBus = "cosmos servicebus";

    /// <summary>Marks the folder with what is used with it from now on.</summary>
    /// <exception cref="InvalidDataException">It belongs to something else.</exception>
    public static async Task SetAsync(
        string directory,
        StoreChoice choice,
        SqliteAudit audit,
        CancellationToken cancellationToken
    )
    {
        var marked = Read(directory);
        var wanted = (choice.Kind, choice.Queue);
        Check(directory, marked, wanted);
        if (marked == wanted)
            return;
        if (marked.Store != choice.Kind && await audit.AccountsAsync(cancellationToken).AnyAsync(cancellationToken))
            throw new InvalidDataException(
                $"'{directory}' has a ledger of its own; --store cosmos needs another folder."
            );
        if (
            marked.Queue != choice.Queue
            && (
                await audit.MessagesAsync(cancellationToken).AnyAsync(cancellationToken)
                || await audit.ParkedAsync(cancellationToken).AnyAsync(cancellationToken)
            )
        )
            throw new InvalidDataException(
                $"'{directory}' has messages that are not handled yet: start it once more without --queue servicebus."
            );
        var mark = choice.Queue == QueueKind.ServiceBus ? CosmosAndServiceBus : Cosmos;
        await File.WriteAllTextAsync(Path.Combine(directory, FileName), mark, cancellationToken);
    }

    /// <summary>Throws unless the folder belongs to what was chosen.</summary>
    /// <exception cref="InvalidDataException">It belongs to something else.</exception>
    public static void Require(string directory, StoreChoice choice)
    {
        var marked = Read(directory);
        Check(directory, marked, (choice.Kind, choice.Queue));
        if (choice.Kind != marked.Store)
            throw new InvalidDataException($"'{directory}' was not used with --store cosmos.");
        if (choice.Queue != marked.Queue)
            throw new InvalidDataException($"'{directory}' was not used with --queue servicebus.");
    }

    /// <summary>What the folder is marked with.</summary>
    public static (StoreKind Store, QueueKind Queue) Read(string directory)
    {
        var file = Path.Combine(directory, FileName);
        if (!File.Exists(file))
            return (StoreKind.Sqlite, QueueKind.Sqlite);
        return (
            StoreKind.Cosmos,
            File.ReadAllText(file) == CosmosAndServiceBus ? QueueKind.ServiceBus : QueueKind.Sqlite
        );
    }

    private static void Check(
        string directory,
        (StoreKind Store, QueueKind Queue) marked,
        (StoreKind Store, QueueKind Queue) wanted
    )
    {
        if (marked.Store == StoreKind.Cosmos && wanted.Store == StoreKind.Sqlite)
            throw new InvalidDataException(
                $"The ledger of '{directory}' is in Cosmos DB: name it with --store cosmos --cosmos-endpoint URL."
            );
        if (marked.Queue == QueueKind.ServiceBus && wanted.Queue == QueueKind.Sqlite)
            throw new InvalidDataException(
                $"The queues of '{directory}' are in Service Bus: "
                    + "name them with --queue servicebus --servicebus-endpoint HOST."
            );
    }
}
