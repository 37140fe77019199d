using Loyalty.Messaging;

namespace Loyalty.Contracts.Support;

/// <summary>A backlog that is as it is told to be.</summary>
public sealed class SetBacklog : IBacklog
{
    private int looks;

    public int Looks => looks;

    public BacklogLevel Level { get; set; }

    public Exception? Fault { get; set; }

    public TaskCompletionSource<BacklogLevel>? Waits { get; set; }

    public Task<BacklogLevel> ReadAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref looks);
        return Waits is { } waits ? waits.Task
            : Fault is { } fault ? Task.FromException<BacklogLevel>(fault)
            : Task.FromResult(Level);
    }
}
