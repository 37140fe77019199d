namespace Loyalty.Messaging;

/// <summary>Port: durable queues with at-least-once delivery. Receiving is the host's work, by trigger.</summary>
public interface IMessageQueue
{
    /// <summary>Sends all messages; when it returns they are durable. A fault may leave some of them sent.</summary>
    Task SendAsync(string queue, IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken);
}
