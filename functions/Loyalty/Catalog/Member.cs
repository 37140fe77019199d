using System.Text.Json.Serialization.Metadata;

namespace Loyalty.Catalog;

/// <summary>A member of an organisation's programs.</summary>
public sealed record Member : ICatalogDocument<Member>
{
    public required OrgId OrgId { get; init; }
    public required MemberId MemberId { get; init; }
    public MemberStatus Status { get; init; }

    /// <summary>E.164, with the plus sign.</summary>
    public string? Mobile { get; init; }
    public string? Email { get; init; }

    /// <summary>The organisation's own name for the member.</summary>
    public string? ExternalId { get; init; }
    public string? CardNumber { get; init; }

    /// <summary>Whether its registration has not come to its end, and may be begun again: what leads to it is still being
    /// claimed.</summary>
    public bool Registering { get; init; }

    /// <summary>When the personal data was erased; null = it was not. The books go on under the id alone.</summary>
    public DateTimeOffset? ErasedAt { get; init; }

    /// <inheritdoc/>
    public static string Kind => "member";

    /// <inheritdoc/>
    public static JsonTypeInfo<Member> Json => CatalogJson.Default.Member;

    /// <inheritdoc/>
    public CatalogKey Key => KeyOf(OrgId, MemberId);

    public static CatalogKey KeyOf(OrgId org, MemberId member) => new(org.Value, member.Value);
}
