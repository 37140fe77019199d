namespace Loyalty.Callbacks;

/// <summary>One attempt to deliver a callback.</summary>
/// <param name="At">When it began.</param>
/// <param name="StatusCode">The receiver's HTTP status; null when there was no answer.</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
/// <param name="Fault">Why there was no answer, as a fixed word: <c>timeout</c>, <c>connect</c>, <c>blocked</c>, …</param>
public sealed record DeliveryAttempt(DateTimeOffset At, int? StatusCode, int DurationMs, string? Fault);
