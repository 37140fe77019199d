namespace Loyalty.Messaging;

/// <summary>What waits in a queue.</summary>
/// <param name="Name">The queue.</param>
/// <param name="Waiting">Messages that may be handled by now, those being handled included.</param>
/// <param name="Later">Messages whose time has not come.</param>
/// <param name="OldestAgeSeconds">For how long the first of those waiting has; null when none is.</param>
public sealed record QueueLevel(string Name, long Waiting, long Later, double? OldestAgeSeconds);
