using System.Text.Json;

namespace Loyalty.Messaging;

/// <summary>Points messages in their sent form.</summary>
public static class PointsMessages
{
    /// <summary>To be sent to <see cref="QueueNames.Points"/>; the entry's id serves duplicate detection.</summary>
    public static OutgoingMessage ToSend(PointsMessage message) =>
        new(message.TransactionId.ToString(), JsonSerializer.Serialize(message, MessageJson.Default.PointsMessage));

    /// <summary>The message in a received body; null when it cannot be read.</summary>
    public static PointsMessage? Read(string body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, MessageJson.Default.PointsMessage);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
