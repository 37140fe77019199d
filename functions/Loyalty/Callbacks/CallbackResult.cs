namespace Loyalty.Callbacks;

/// <summary>What came of one attempt: <see cref="Delivered"/>, <see cref="Failed"/> or <see cref="Gone"/>.</summary>
public abstract record CallbackResult
{
    private CallbackResult() { }

    /// <summary>The receiver's HTTP status; null when there was no answer.</summary>
    public abstract int? StatusCode { get; }

    /// <summary>The receiver answered 2xx.</summary>
    public sealed record Delivered(int Status) : CallbackResult
    {
        /// <inheritdoc/>
        public override int? StatusCode => Status;
    }

    /// <summary>It can be tried again.</summary>
    /// <param name="Status">The receiver's status; null when there was no answer.</param>
    /// <param name="Fault">Why there was no answer, one of <see cref="CallbackFaults"/>.</param>
    /// <param name="RetryAfter">How long the receiver asked us to stay away.</param>
    public sealed record Failed(int? Status, string? Fault, TimeSpan? RetryAfter) : CallbackResult
    {
        /// <inheritdoc/>
        public override int? StatusCode => Status;
    }

    /// <summary>It is not to be tried again: the receiver said 410, or the client or the URL is no longer allowed.</summary>
    /// <param name="Status">410, or null when nothing was sent.</param>
    /// <param name="Fault">Why nothing was sent, one of <see cref="CallbackFaults"/>.</param>
    public sealed record Gone(int? Status, string? Fault) : CallbackResult
    {
        /// <inheritdoc/>
        public override int? StatusCode => Status;
    }
}
