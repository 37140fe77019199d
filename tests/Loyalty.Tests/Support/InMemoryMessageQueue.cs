using Loyalty.Messaging;

namespace Loyalty.Tests.Support;

/// <summary>Keeps what is sent. Drops, as a queue may, a message whose id it has seen.</summary>
internal sealed class InMemoryMessageQueue : IMessageQueue
{
    private readonly Lock gate = new();
    private readonly List<(string Queue, OutgoingMessage Message)> sent = [];
    private readonly HashSet<(string Queue, string MessageId)> seen = [];

    public IReadOnlyList<OutgoingMessage> Sent
    {
        get
        {
            lock (gate)
                return [.. sent.Select(item => item.Message)];
        }
    }

    /// <summary>Most messages that were sent at once.</summary>
    public int MostAtOnce { get; private set; }

    /// <summary>Thrown by the next sends until taken away.</summary>
    public Exception? Fault { get; set; }

    /// <summary>What lies in a queue by order of due time.</summary>
    public IReadOnlyList<OutgoingMessage> Waiting(string queue)
    {
        lock (gate)
            return
            [
                .. sent.Where(item => item.Queue == queue)
                    .Select(item => item.Message)
                    .OrderBy(message => message.NotBefore ?? DateTimeOffset.MinValue),
            ];
    }

    public Task SendAsync(string queue, IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        if (Fault is not null)
            return Task.FromException(Fault);
        lock (gate)
        {
            MostAtOnce = Math.Max(MostAtOnce, messages.Count);
            sent.AddRange(
                messages.Where(message => seen.Add((queue, message.MessageId))).Select(message => (queue, message))
            );
        }
        return Task.CompletedTask;
    }
}
