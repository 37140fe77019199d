namespace Loyalty.Ledger.Posting;

/// <summary>
/// The decisions that are on their way in this process, from the reading of what they go by to their commit. Whoever has
/// changed that can wait for those that may not know it yet.
/// </summary>
public sealed class OpenDecisions(TimeProvider time)
{
    private readonly Lock gate = new();
    private Generation latest = new();
    private Task earlier = Task.CompletedTask;

    /// <summary>Begins one; disposing of what is returned ends it.</summary>
    public OpenDecision Begin()
    {
        lock (gate)
        {
            latest.Open++;
            return new OpenDecision(this, latest, time.GetUtcNow());
        }
    }

    /// <summary>Ends when all decisions have that have begun by now.</summary>
    public Task EndedAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            latest.IsLeft = true;
            latest.EndIfOver();
            earlier = Task.WhenAll(earlier, latest.Ended.Task);
            latest = new Generation();
            return earlier.WaitAsync(cancellationToken);
        }
    }

    private void End(Generation generation)
    {
        lock (gate)
        {
            generation.Open--;
            generation.EndIfOver();
        }
    }

    /// <summary>Those that began between two who waited.</summary>
    internal sealed class Generation
    {
        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Open { get; set; }

        /// <summary>Whether no more begin.</summary>
        public bool IsLeft { get; set; }

        public void EndIfOver()
        {
            if (IsLeft && Open == 0)
                Ended.TrySetResult();
        }
    }

    /// <summary>A decision on its way.</summary>
    public readonly struct OpenDecision : IDisposable
    {
        private readonly OpenDecisions decisions;
        private readonly Generation generation;

        internal OpenDecision(OpenDecisions decisions, Generation generation, DateTimeOffset at)
        {
            this.decisions = decisions;
            this.generation = generation;
            At = at;
        }

        /// <summary>When it began.</summary>
        public DateTimeOffset At { get; }

        /// <inheritdoc/>
        public void Dispose() => decisions.End(generation);
    }
}
