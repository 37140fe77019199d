using System.Text.Json.Serialization.Metadata;

namespace Loyalty.Catalog;

/// <summary>
/// Leads from what a person knows about a member to the member. Its own document, so that no two members of an
/// organisation have the same mobile number, e-mail address, external id, card or external id of a card.
/// </summary>
public sealed record MemberAlias : ICatalogDocument<MemberAlias>
{
    public required OrgId OrgId { get; init; }

    /// <summary><c>mobile</c>, <c>email</c>, <c>externalId</c>, <c>cardNumber</c> or <c>cardExternalId</c>.</summary>
    public required string Field { get; init; }

    /// <summary>The value in the form in which it is compared.</summary>
    public required string Value { get; init; }
    public required MemberId MemberId { get; init; }

    /// <inheritdoc/>
    public static string Kind => "alias";

    /// <inheritdoc/>
    public static JsonTypeInfo<MemberAlias> Json => CatalogJson.Default.MemberAlias;

    /// <inheritdoc/>
    public CatalogKey Key => KeyOf(OrgId, Field, Value);

    public static CatalogKey KeyOf(OrgId org, string field, string value) => new(org.Value, $"{field}:{value}");
}
