using System.Runtime.CompilerServices;
using Azure.Messaging.ServiceBus;
using Loyalty.Azure.ServiceBus;
using Loyalty.Messaging;
using Microsoft.Extensions.Options;
using Moq;

namespace Loyalty.Azure.Tests.ServiceBus;

/// <summary>
/// A namespace in memory, behind the client library's own types. It has what the adapter must reckon with: batches have a
/// size, ids are demanded and have a length, what was seen within the window is dropped without a word.
/// </summary>
internal sealed class FakeNamespace(TimeProvider time)
{
    /// <summary>As <c>duplicateDetectionHistoryTimeWindow</c> in infra/modules/servicebus.bicep.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private const int LongestId = 128;
    private const int Overhead = 100;
    private readonly Lock gate = new();
    private readonly List<(string Queue, ServiceBusMessage Message, DateTimeOffset SentAt)> messages = [];
    private readonly ConditionalWeakTable<ServiceBusMessageBatch, List<ServiceBusMessage>> batches = [];

    public long BatchBytes { get; set; } = 256 * 1024;

    /// <summary>Thrown by the next calls, in order; null = that one works.</summary>
    public Queue<Exception?> Faults { get; } = new();

    /// <summary>The next send is stored, and its answer is lost.</summary>
    public Exception? LostAnswer { get; set; }

    /// <summary>Calls do not return until they are cancelled.</summary>
    public bool Hangs { get; set; }

    public List<string> SendersMade { get; } = [];

    public List<int> BatchesSent { get; } = [];

    public ServiceBusQueue Open(TimeSpan? callTimeout = null)
    {
        var options = Options.Create(new ServiceBusOptions { CallTimeout = callTimeout ?? TimeSpan.FromMinutes(1) });
        return new ServiceBusQueue(new ServiceBusSenders(Connect()), options);
    }

    public ServiceBusClient Connect()
    {
        var client = new Mock<ServiceBusClient>(MockBehavior.Strict);
        client.Setup(c => c.CreateSender(It.IsAny<string>())).Returns((string queue) => SenderFor(queue));
        return client.Object;
    }

    public IReadOnlyList<ServiceBusMessage> Raw(string queue)
    {
        lock (gate)
            return [.. messages.Where(item => item.Queue == queue).Select(item => item.Message)];
    }

    /// <summary>What lies in a queue, by order of due time.</summary>
    public IReadOnlyList<OutgoingMessage> Waiting(string queue)
    {
        lock (gate)
            return
            [
                .. messages
                    .Where(item => item.Queue == queue)
                    .OrderBy(item => DueOf(item.Message, item.SentAt))
                    .Select(item => new OutgoingMessage(
                        item.Message.MessageId!,
                        item.Message.Body.ToString(),
                        item.Message.ScheduledEnqueueTime == default ? null : item.Message.ScheduledEnqueueTime
                    )),
            ];
    }

    private static DateTimeOffset DueOf(ServiceBusMessage message, DateTimeOffset sentAt) =>
        message.ScheduledEnqueueTime > sentAt ? message.ScheduledEnqueueTime : sentAt;

    private static long SizeOf(ServiceBusMessage message) => Overhead + message.Body.ToMemory().Length;

    private ServiceBusSender SenderFor(string queue)
    {
        lock (gate)
            SendersMade.Add(queue);
        var sender = new Mock<ServiceBusSender>(MockBehavior.Strict);
        sender
            .Setup(s => s.CreateMessageBatchAsync(It.IsAny<CancellationToken>()))
            .Returns(async (CancellationToken token) => await NewBatchAsync(token));
        sender
            .Setup(s => s.SendMessagesAsync(It.IsAny<ServiceBusMessageBatch>(), It.IsAny<CancellationToken>()))
            .Returns((ServiceBusMessageBatch batch, CancellationToken token) => StoreAsync(queue, batch, token));
        return sender.Object;
    }

    private async ValueTask<ServiceBusMessageBatch> NewBatchAsync(CancellationToken token)
    {
        await AnswerAsync(token);
        var room = BatchBytes;
        var store = new List<ServiceBusMessage>();
        var batch = ServiceBusModelFactory.ServiceBusMessageBatch(
            0,
            store,
            tryAddCallback: message =>
            {
                if (SizeOf(message) > room)
                    return false;
                room -= SizeOf(message);
                return true;
            }
        );
        batches.Add(batch, store);
        return batch;
    }

    private async Task StoreAsync(string queue, ServiceBusMessageBatch batch, CancellationToken token)
    {
        await AnswerAsync(token);
        Assert.True(batches.TryGetValue(batch, out var store));
        lock (gate)
        {
            var now = time.GetUtcNow();
            BatchesSent.Add(store.Count);
            foreach (var message in store)
            {
                if (message.MessageId is not { Length: > 0 and <= LongestId } id)
                    throw new ArgumentOutOfRangeException(nameof(batch), message.MessageId, "Not a message id.");
                var seen = messages.Exists(item =>
                    item.Queue == queue && item.Message.MessageId == id && item.SentAt > now - Window
                );
                if (!seen)
                    messages.Add((queue, message, now));
            }
        }
        if (LostAnswer is { } lost)
        {
            LostAnswer = null;
            throw lost;
        }
    }

    private async Task AnswerAsync(CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        if (Hangs)
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
        Exception? fault;
        lock (gate)
            Faults.TryDequeue(out fault);
        if (fault is not null)
            throw fault;
    }
}
