using System.Collections.Immutable;
using System.Net;

namespace Loyalty.CosmosServer;

/// <summary>
/// One container. A partition is an immutable dictionary: a batch works on its own copy and puts it in place when every
/// operation succeeded, so a failed one has nothing to take back.
/// </summary>
public sealed class StoredContainer(
    ContainerDefinition definition,
    KeyRanges ranges,
    TimeProvider time,
    Func<long> nextNumber
)
{
    public const int MaxBatchOperations = 100;
    public const int MaxBatchBytes = 2 * 1024 * 1024;

    /// <summary>A well-formed resource id of a container: four bytes of the database, four of its own.</summary>
    public static readonly byte[] Rid = [0xD4, 0x1B, 0x72, 0x00, 0xAA, 0x10, 0x20, 0x01];

    private readonly Lock gate = new();
    private readonly Dictionary<string, ImmutableDictionary<string, StoredDocument>> partitions = [];

    public ContainerDefinition Definition => definition;

    public KeyRanges Ranges => ranges;

    public StoredDocument? Find(string partitionKey, string id)
    {
        lock (gate)
            return Alive(Partition(partitionKey), id);
    }

    /// <summary>What a query sees: one partition, those of one key range, or all of them.</summary>
    public IReadOnlyList<StoredDocument> All(string? partitionKey = null, int? range = null)
    {
        lock (gate)
        {
            var seen = partitions.Where(partition =>
                partitionKey is null
                    ? range is null || ranges.RangeOf(partition.Key) == range
                    : partition.Key == partitionKey
            );
            return [.. seen.SelectMany(p => p.Value.Keys.Select(id => Alive(p.Value, id))).OfType<StoredDocument>()];
        }
    }

    /// <summary>Carries out one operation.</summary>
    public BatchResult Apply(string partitionKey, BatchOperation operation)
    {
        lock (gate)
        {
            var partition = Partition(partitionKey);
            var result = Apply(ref partition, partitionKey, operation);
            partitions[partitionKey] = partition;
            return result;
        }
    }

    /// <summary>Carries out all operations or none of them.</summary>
    /// <param name="partitionKey">The one partition that they are in.</param>
    /// <param name="operations">In their order; the first that fails decides.</param>
    /// <param name="failAt">An operation that is made to fail, and its status.</param>
    public IReadOnlyList<BatchResult> ApplyAll(
        string partitionKey,
        IReadOnlyList<BatchOperation> operations,
        (int Index, HttpStatusCode Status)? failAt
    )
    {
        if (operations.Count is 0 or > MaxBatchOperations)
            throw ServerException.Bad($"A batch has 1 to {MaxBatchOperations} operations.");
        lock (gate)
        {
            var partition = Partition(partitionKey);
            var results = new List<BatchResult>(operations.Count);
            for (var index = 0; index < operations.Count; index++)
            {
                var result =
                    failAt?.Index == index
                        ? new BatchResult(failAt.Value.Status)
                        : Apply(ref partition, partitionKey, operations[index]);
                if ((int)result.Status >= 400)
                    return Failed(operations.Count, index, result);
                results.Add(result);
            }
            partitions[partitionKey] = partition;
            return results;
        }
    }

    private static List<BatchResult> Failed(int count, int index, BatchResult result) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(n => n == index ? result : new BatchResult(HttpStatusCode.FailedDependency)),
        ];

    private BatchResult Apply(
        ref ImmutableDictionary<string, StoredDocument> partition,
        string partitionKey,
        BatchOperation operation
    )
    {
        if (operation.Type is BatchOperation.Read or BatchOperation.Delete)
            return ReadOrDelete(ref partition, operation);

        var document = StoredDocument.Take(operation.Body, partitionKey, nextNumber(), Now, definition.DefaultTtl);
        var existing = Alive(partition, document.Id);
        switch (operation.Type)
        {
            case BatchOperation.Create when existing is not null:
                return new BatchResult(HttpStatusCode.Conflict);
            case BatchOperation.Replace when document.Id != operation.Id:
                throw ServerException.Bad("A document's id cannot be replaced.");
            case BatchOperation.Replace when existing is null:
                return new BatchResult(HttpStatusCode.NotFound);
            case BatchOperation.Replace or BatchOperation.Upsert when IsStale(existing, operation.IfMatch):
                return new BatchResult(HttpStatusCode.PreconditionFailed);
            case BatchOperation.Create or BatchOperation.Replace or BatchOperation.Upsert:
                partition = partition.SetItem(document.Id, document);
                var status = existing is null ? HttpStatusCode.Created : HttpStatusCode.OK;
                return new BatchResult(status, document.ETag, document.Json);
            default:
                throw ServerException.Bad($"Operation {operation.Type} is not one of this server.");
        }
    }

    private BatchResult ReadOrDelete(
        ref ImmutableDictionary<string, StoredDocument> partition,
        BatchOperation operation
    )
    {
        if (operation.Id is not { } id || Alive(partition, id) is not { } existing)
            return new BatchResult(HttpStatusCode.NotFound);
        if (operation.Type == BatchOperation.Read)
            return new BatchResult(HttpStatusCode.OK, existing.ETag, existing.Json);
        if (IsStale(existing, operation.IfMatch))
            return new BatchResult(HttpStatusCode.PreconditionFailed);
        partition = partition.Remove(id);
        return new BatchResult(HttpStatusCode.NoContent);
    }

    private long Now => time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>An empty tag counts as none, the worst that a service could make of it.</summary>
    private static bool IsStale(StoredDocument? existing, string? ifMatch) =>
        ifMatch is not (null or "" or "*") && existing?.ETag != ifMatch;

    private ImmutableDictionary<string, StoredDocument> Partition(string key) =>
        partitions.GetValueOrDefault(key, ImmutableDictionary<string, StoredDocument>.Empty);

    private StoredDocument? Alive(ImmutableDictionary<string, StoredDocument> partition, string id) =>
        partition.TryGetValue(id, out var document) && !(document.ExpiresAt <= Now) ? document : null;
}
