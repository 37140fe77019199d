using System.Collections.Concurrent;

namespace Loyalty.Embedded;

/// <summary>
/// The connections that read. Each read sees the last commit before it began, so a caller sees its own writes; it never
/// waits for the writer. Rows come from memory nearly always, so a read runs on the caller's thread.
/// </summary>
internal sealed class ReadPool : IDisposable
{
    private readonly ConcurrentBag<SqliteSession> idle = [];
    private readonly SemaphoreSlim free;
    private readonly int size;
    private readonly Func<SqliteSession> open;

    public ReadPool(int size, Func<SqliteSession> open)
    {
        this.size = size;
        this.open = open;
        free = new SemaphoreSlim(size, size);
    }

    /// <summary>Runs the read as soon as a connection is free.</summary>
    public async ValueTask<TResult> ReadAsync<TState, TResult>(
        TState state,
        Func<SqliteSession, TState, TResult> read,
        CancellationToken cancellationToken
    )
    {
        await free.WaitAsync(cancellationToken);
        try
        {
            var session = idle.TryTake(out var kept) ? kept : open();
            try
            {
                return read(session, state);
            }
            finally
            {
                idle.Add(session);
            }
        }
        finally
        {
            free.Release();
        }
    }

    /// <summary>Waits for the reads under way, then closes the connections. No read may begin any more.</summary>
    public async Task CloseAsync()
    {
        for (var i = 0; i < size; i++)
            await free.WaitAsync();
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var session in idle)
            session.Dispose();
        idle.Clear();
        free.Dispose();
    }
}
