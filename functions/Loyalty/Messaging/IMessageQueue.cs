namespace Loyalty.Messaging;

/// <summary>Port: durable queues with at-least-once delivery. Receiving is the host's work, by trigger.</summary>
public interface IMessageQueue
{
    /// <summary>Sends all messages; when it returns they are durable. A fault may leave some of them sent.</summary>
    Task SendAsync(string queue, IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken);

    /// <summary>As the other, and as the last work for messages that were received: a store that keeps their queue as well
    /// removes them in the same commit. Whoever received them completes them all the same.</summary>
    Task SendAsync(
        string queue,
        IReadOnlyList<OutgoingMessage> messages,
        IReadOnlyList<ReceivedMessage> handled,
        CancellationToken cancellationToken
    ) => SendAsync(queue, messages, cancellationToken);
}
