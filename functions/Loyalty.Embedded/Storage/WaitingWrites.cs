using System.Diagnostics.CodeAnalysis;

namespace Loyalty.Embedded;

/// <summary>The bounded line in front of the writer.</summary>
[SuppressMessage(
    "Design",
    "CA1001",
    Justification = "Callers may still wait for room when the line closes, and must be told so."
)]
internal sealed class WaitingWrites(int capacity)
{
    private readonly SemaphoreSlim room = new(capacity, capacity);
    private readonly Queue<WriteUnit> line = new();
    private bool closed;

    /// <summary>Waits for room and joins the line.</summary>
    /// <exception cref="ObjectDisposedException">The store is closing.</exception>
    public async ValueTask AddAsync(WriteUnit unit, CancellationToken cancellationToken)
    {
        await room.WaitAsync(cancellationToken);
        lock (line)
        {
            if (!closed)
            {
                line.Enqueue(unit);
                if (line.Count == 1)
                    Monitor.Pulse(line);
                return;
            }
        }

        // The next one that waits for room must come through to the same answer.
        room.Release();
        throw new ObjectDisposedException(nameof(SqliteDatabase));
    }

    /// <summary>Blocks until there is something, then takes what has gathered; false when closed and empty.</summary>
    public bool Take(List<WriteUnit> group, int most)
    {
        lock (line)
        {
            while (line.Count == 0 && !closed)
                Monitor.Wait(line);
            while (group.Count < most && line.TryDequeue(out var unit))
                group.Add(unit);
        }

        if (group.Count > 0)
            room.Release(group.Count);
        return group.Count > 0;
    }

    /// <summary>Lets nobody in any more; what waits is still taken.</summary>
    public void Close()
    {
        lock (line)
        {
            closed = true;
            Monitor.PulseAll(line);
        }
    }
}
