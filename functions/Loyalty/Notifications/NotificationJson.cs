using System.Text.Json.Serialization;

namespace Loyalty.Notifications;

/// <summary>The stored form of texts to members.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Notification))]
public sealed partial class NotificationJson : JsonSerializerContext;
