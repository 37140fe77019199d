using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Loyalty.Catalog;

namespace Loyalty.Sessions;

/// <summary>
/// Somebody's sign-in at the console. The ticket that the browser keeps is stored as a hash alone: whoever reads the
/// store cannot sign in with what is there.
/// </summary>
public sealed record ConsoleSession : ICatalogDocument<ConsoleSession>
{
    public required ClientId ClientId { get; init; }

    /// <summary>SHA-256 of the ticket's secret part, in base64url.</summary>
    public required string TicketHash { get; init; }

    /// <summary>The numbers of the client's secrets at the sign-in. Once they are others, the session has ended.</summary>
    public required IReadOnlyList<int> SecretNumbers { get; init; }
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it last gave out a token, to the minute.</summary>
    public required DateTimeOffset UsedAt { get; init; }

    /// <inheritdoc/>
    public static string Kind => "session";

    /// <inheritdoc/>
    public static JsonTypeInfo<ConsoleSession> Json => SessionJson.Default.ConsoleSession;

    /// <inheritdoc/>
    public CatalogKey Key => KeyOf(ClientId, TicketHash);

    /// <summary>A client's sessions are in one scope, so that they can be counted.</summary>
    public static CatalogKey KeyOf(ClientId client, string ticketHash) => new(client.Value, ticketHash);
}

/// <summary>The stored form of sessions.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ConsoleSession))]
internal sealed partial class SessionJson : JsonSerializerContext;
