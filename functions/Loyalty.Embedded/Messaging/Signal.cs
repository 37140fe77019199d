namespace Loyalty.Embedded;

/// <summary>Wakes everyone who waits, once for each time it is set.</summary>
internal sealed class Signal
{
    private TaskCompletionSource next = New();

    /// <summary>Ends when the signal is set after this call.</summary>
    public Task Next => Volatile.Read(ref next).Task;

    public void Set()
    {
        // Nobody waits most of the time; a signal that was never looked at need not be replaced, but it is cheap.
        Interlocked.Exchange(ref next, New()).SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
