using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Loyalty.Messaging;

/// <summary>Messages as they are received.</summary>
public static class MessageBody
{
    /// <summary>The message in a received body; null when it cannot be read.</summary>
    public static T? Read<T>(string body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
