namespace Loyalty.Embedded;

/// <summary>One caller's write: all of it is stored, or nothing.</summary>
internal abstract class WriteUnit
{
    /// <summary>Why this unit is not stored; null when it is.</summary>
    public Exception? Fault { get; set; }

    /// <summary>Does the work. May be called again after a rollback, so it changes nothing but the database.</summary>
    public abstract void Apply(SqliteSession session);

    /// <summary>Tells the caller.</summary>
    public abstract void Complete();
}

/// <summary>A write with its input and its answer.</summary>
internal sealed class WriteUnit<TState, TResult>(TState state, Func<SqliteSession, TState, TResult> work) : WriteUnit
{
    private readonly TaskCompletionSource<TResult> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ValueTuple<TResult> result;

    public Task<TResult> Answer => answer.Task;

    /// <inheritdoc/>
    public override void Apply(SqliteSession session) => result.Item1 = work(session, state);

    /// <inheritdoc/>
    public override void Complete()
    {
        if (Fault is { } fault)
            answer.SetException(fault);
        else
            answer.SetResult(result.Item1);
    }
}
