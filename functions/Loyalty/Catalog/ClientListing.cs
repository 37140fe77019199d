using System.Text.Json.Serialization.Metadata;

namespace Loyalty.Catalog;

/// <summary>
/// That a client is one of an organisation's: clients themselves are kept without it, because a token request names
/// the client alone. Written before the client, so a listing may lead to a client that never came to be.
/// </summary>
public sealed record ClientListing : ICatalogDocument<ClientListing>
{
    public required OrgId OrgId { get; init; }
    public required ClientId ClientId { get; init; }

    /// <inheritdoc/>
    public static string Kind => "client-listing";

    /// <inheritdoc/>
    public static JsonTypeInfo<ClientListing> Json => CatalogJson.Default.ClientListing;

    /// <inheritdoc/>
    public CatalogKey Key => KeyOf(OrgId, ClientId);

    public static CatalogKey KeyOf(OrgId org, ClientId client) => new(org.Value, client.Value);
}
