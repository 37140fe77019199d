using System.Text.Json.Serialization.Metadata;

namespace Loyalty.Catalog;

/// <summary>
/// What a caller's <c>Idempotency-Key</c> stands for. Written before the thing is created, under an id chosen then: the
/// same request sent again creates the same thing, which is there already or still has to be.
/// </summary>
public sealed record Creation : ICatalogDocument<Creation>
{
    public required ClientId ClientId { get; init; }

    /// <summary>As the caller sent it.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>SHA-256 of route and body, by which use of the key for something else is found.</summary>
    public required string ContentHash { get; init; }

    /// <summary>The id of what is created.</summary>
    public required string CreatedId { get; init; }

    /// <inheritdoc/>
    public static string Kind => "creation";

    /// <inheritdoc/>
    public static JsonTypeInfo<Creation> Json => CatalogJson.Default.Creation;

    /// <inheritdoc/>
    public CatalogKey Key => KeyOf(ClientId, IdempotencyKey);

    public static CatalogKey KeyOf(ClientId client, string idempotencyKey) => new(client.Value, idempotencyKey);
}
