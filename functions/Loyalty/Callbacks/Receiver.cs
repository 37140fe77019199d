using Loyalty.Catalog;

namespace Loyalty.Callbacks;

/// <summary>Who receives a message, as it is set up by now.</summary>
public sealed record Receiver
{
    public required string Url { get; init; }

    /// <summary>The bytes that are posted.</summary>
    public required string Body { get; init; }

    /// <summary>The client, whose hosts, keys and secrets count; null = an organisation's messaging gateway.</summary>
    public Client? Client { get; init; }

    /// <summary>A client that gets a callback.</summary>
    public static Receiver Of(CallbackMessage message, Client client) =>
        new()
        {
            Url = message.Url,
            Body = message.Payload,
            Client = client,
        };
}
