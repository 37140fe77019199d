using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;

namespace Loyalty;

/// <summary>
/// Stores things beside the way of requests (write-behind): adding one costs no more than a place in a line, and once in a
/// while what has gathered is stored. For what the books do not depend on: a process that is killed loses its line, and a
/// line that is full takes no more. A host that stops stores what it has.
/// </summary>
public abstract class WriteBehind<T> : BackgroundService
{
    private readonly Channel<T> line;
    private readonly SemaphoreSlim writer = new(1);
    private readonly TimeSpan every;
    private readonly TimeProvider time;

    /// <param name="most">How many may wait in the line.</param>
    /// <param name="every">How long they gather.</param>
    /// <param name="time">The clock.</param>
    private protected WriteBehind(int most, TimeSpan every, TimeProvider time)
    {
        (this.every, this.time) = (every, time);
        line = Channel.CreateBounded<T>(
            new BoundedChannelOptions(most) { FullMode = BoundedChannelFullMode.DropWrite },
            _ => OnDropped()
        );
    }

    /// <summary>Stores what was added before the call.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await writer.WaitAsync(cancellationToken);
        try
        {
            var gathered = new List<T>();
            for (var left = line.Reader.Count; left > 0 && line.Reader.TryRead(out var next); left--)
                gathered.Add(next);
            await StoreAsync(gathered, cancellationToken);
        }
        finally
        {
            writer.Release();
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FlushAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        writer.Dispose();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Puts one into the line. Never waits.</summary>
    private protected void Put(T item) => line.Writer.TryWrite(item);

    /// <summary>Stores what has gathered, and what it could not store before. Never called twice at once.</summary>
    private protected abstract Task StoreAsync(IReadOnlyList<T> gathered, CancellationToken cancellationToken);

    /// <summary>One found the line full.</summary>
    private protected virtual void OnDropped() { }

    /// <summary>Reports that something could not be stored.</summary>
    private protected abstract void Report(Exception fault);

    /// <inheritdoc/>
    [SuppressMessage("Design", "CA1031", Justification = "What cannot be stored may not end the host.")]
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
            try
            {
                await line.Reader.WaitToReadAsync(stoppingToken);
                await Task.Delay(every, time, stoppingToken);
                await FlushAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                Report(fault);
            }
    }
}
