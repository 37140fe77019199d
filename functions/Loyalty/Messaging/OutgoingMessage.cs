namespace Loyalty.Messaging;

/// <summary>A message to send.</summary>
/// <param name="MessageId">Names the message for duplicate detection: a queue may drop one that it has seen lately.</param>
/// <param name="Body">JSON.</param>
/// <param name="NotBefore">Earliest delivery; null = at once.</param>
public sealed record OutgoingMessage(string MessageId, string Body, DateTimeOffset? NotBefore = null);
