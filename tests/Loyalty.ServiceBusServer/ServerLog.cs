using System.Collections.Concurrent;

namespace Loyalty.ServiceBusServer;

/// <summary>What the server was asked, in order of arrival.</summary>
public sealed class ServerLog
{
    // Long runs would only fill the memory.
    private const int Most = 10_000;
    private readonly ConcurrentQueue<ServerOperation> operations = new();

    public IReadOnlyList<ServerOperation> Operations => [.. operations];

    public IReadOnlyList<ServerOperation> Of(ServerOperationKind kind) =>
        [.. operations.Where(operation => operation.Kind == kind)];

    internal void Add(ServerOperation operation)
    {
        operations.Enqueue(operation);
        while (operations.Count > Most)
            operations.TryDequeue(out _);
    }
}
