using Loyalty.Messaging;

namespace Loyalty.Tests.Support;

/// <summary>Keeps what is sent. Drops, as a queue may, a message whose id it has seen.</summary>
internal sealed class InMemoryMessageQueue : IMessageQueue
{
    private readonly HashSet<string> seen = [];

    public List<OutgoingMessage> Sent { get; } = [];

    /// <summary>Thrown by the next sends until taken away.</summary>
    public Exception? Fault { get; set; }

    public Task SendAsync(string queue, IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        if (Fault is not null)
            return Task.FromException(Fault);
        foreach (var message in messages)
            if (seen.Add($"{queue}/{message.MessageId}"))
                Sent.Add(message);
        return Task.CompletedTask;
    }
}
