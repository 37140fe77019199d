using System.Collections.Concurrent;

namespace Loyalty.CosmosServer;

/// <summary>What the server was asked, in order of arrival.</summary>
public sealed class ServerLog
{
    private readonly ConcurrentQueue<Line> lines = new();

    /// <summary>Every request for documents; what is asked about the account is left out.</summary>
    public IReadOnlyList<Line> Lines => [.. lines];

    public int Count(ServerOperation operation, string? container = null) =>
        lines.Count(line => line.Operation == operation && (container is null || line.Container == container));

    public void Clear() => lines.Clear();

    public void Add(ServerRequest request, IReadOnlyList<BatchOperation> batch)
    {
        if (request.Operation != ServerOperation.Metadata)
            lines.Enqueue(new Line(request.Operation, request.Container ?? "", request.Body.Length, batch));
    }

    /// <summary>One request.</summary>
    /// <param name="Operation">What was asked.</param>
    /// <param name="Container">Of which container.</param>
    /// <param name="BodyBytes">The size of its body.</param>
    /// <param name="Batch">A batch's operations; empty for anything else.</param>
    public sealed record Line(
        ServerOperation Operation,
        string Container,
        int BodyBytes,
        IReadOnlyList<BatchOperation> Batch
    );
}
