namespace Loyalty.Messaging;

/// <summary>A message that lies in a queue.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="MessageId">The sender's name for it.</param>
/// <param name="Body">JSON.</param>
/// <param name="Due">From when it may be delivered.</param>
/// <param name="DeliveryCount">How often it has been delivered without being completed.</param>
public sealed record QueuedMessage(string Queue, string MessageId, string Body, DateTimeOffset Due, int DeliveryCount);
