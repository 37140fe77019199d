namespace Loyalty.Messaging;

/// <summary>Port: everything that lies in the queues, for proofs; nothing is taken out by it.</summary>
public interface IQueueReader
{
    /// <summary>All messages, those that are being handled included, queue by queue in order of due time.</summary>
    IAsyncEnumerable<QueuedMessage> MessagesAsync(CancellationToken cancellationToken = default);
}
