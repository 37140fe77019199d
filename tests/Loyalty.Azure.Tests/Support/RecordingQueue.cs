using System.Collections.Concurrent;
using Loyalty.Messaging;

namespace Loyalty.Azure.Tests.Support;

/// <summary>Keeps what is sent, by queue.</summary>
internal sealed class RecordingQueue : IMessageQueue
{
    private readonly ConcurrentQueue<(string Queue, OutgoingMessage Message)> sent = new();

    /// <summary>What every call throws, having sent nothing; null = it works.</summary>
    public Exception? Fault { get; set; }

    public Task SendAsync(string queue, IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        if (Fault is not null)
            return Task.FromException(Fault);
        foreach (var message in messages)
            sent.Enqueue((queue, message));
        return Task.CompletedTask;
    }

    public IReadOnlyList<string> Bodies(string queue) =>
        [.. sent.Where(item => item.Queue == queue).Select(item => item.Message.Body)];
}
