using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;

namespace Loyalty.ServiceBusServer;

/// <summary>Messages as they are on the wire.</summary>
internal static class MessageForm
{
    // Marks a transfer whose data sections are messages themselves.
    private const uint BatchFormat = 0x80013700;

    private const int Active = 0;
    private const int Scheduled = 2;

    private static readonly AmqpSymbol ScheduledFor = "x-opt-scheduled-enqueue-time";

    /// <summary>The one message, or the many, that a transfer carries.</summary>
    public static IReadOnlyList<StoredMessage> ReadTransfer(AmqpMessage transfer)
    {
        if (transfer.MessageFormat != BatchFormat)
            return [Read(BytesOf(transfer))];
        return [.. transfer.DataBody.Select(data => Read(((ArraySegment<byte>)data.Value).ToArray()))];
    }

    /// <summary>A message in its encoded form.</summary>
    public static StoredMessage Read(byte[] encoded)
    {
        using var message = Decode(encoded);
        if (message.BodyType != SectionFlag.Data)
            throw ServerException.Unknown("messages with a body of anything but data");
        if (message.Properties?.GroupId is not null)
            throw ServerException.Unknown("sessions");
        var annotations = message.MessageAnnotations?.Map;
        return new StoredMessage(encoded, BodyOf(message))
        {
            MessageId = message.Properties?.MessageId?.ToString(),
            TimeToLive = message.Header?.Ttl is { } ttl ? TimeSpan.FromMilliseconds(ttl) : null,
            ScheduledFor =
                annotations is not null && annotations.TryGetValue<DateTime>(ScheduledFor, out var at)
                    ? new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc))
                    : null,
        };
    }

    /// <summary>The message as a receiver gets it.</summary>
    public static AmqpMessage ToDeliver(StoredMessage stored)
    {
        var message = Decode(stored.Encoded);
        message.Header.DeliveryCount = (uint)(stored.IsLocked ? stored.DeliveryCount - 1 : stored.DeliveryCount);
        if (stored.DeadLetterReason is not null || stored.DeadLetterDescription is not null)
        {
            message.ApplicationProperties ??= new ApplicationProperties();
            message.ApplicationProperties.Map["DeadLetterReason"] = stored.DeadLetterReason;
            message.ApplicationProperties.Map["DeadLetterErrorDescription"] = stored.DeadLetterDescription;
        }

        var annotations = message.MessageAnnotations.Map;
        annotations["x-opt-sequence-number"] = stored.SequenceNumber;
        annotations["x-opt-enqueued-time"] = stored.EnqueuedAt.UtcDateTime;
        annotations["x-opt-message-state"] = stored.IsScheduled ? Scheduled : Active;
        if (stored.IsLocked)
            annotations["x-opt-locked-until"] = stored.LockedUntil.UtcDateTime;
        return message;
    }

    /// <summary>The same, encoded.</summary>
    public static ArraySegment<byte> Encode(StoredMessage stored)
    {
        using var message = ToDeliver(stored);
        return new ArraySegment<byte>(Join(message.GetPayload()));
    }

    private static AmqpMessage Decode(byte[] encoded) =>
        AmqpMessage.CreateAmqpStreamMessage(new BufferListStream([new ArraySegment<byte>(encoded)]));

    private static byte[] BytesOf(AmqpMessage message)
    {
        using var copy = new MemoryStream();
        using var stream = (BufferListStream)((BufferListStream)message.ToStream()).Clone();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static byte[] BodyOf(AmqpMessage message) =>
        Join([.. message.DataBody.Select(data => (ArraySegment<byte>)data.Value)]);

    private static byte[] Join(ArraySegment<byte>[] parts) => [.. parts.SelectMany(part => part)];
}
