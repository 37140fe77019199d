using System.Text.Json;

namespace Loyalty.Messaging;

/// <summary>Callback messages as they are received.</summary>
public static class CallbackMessages
{
    /// <summary>The message in a received body; null when it cannot be read.</summary>
    public static CallbackMessage? Read(string body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, MessageJson.Default.CallbackMessage);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
