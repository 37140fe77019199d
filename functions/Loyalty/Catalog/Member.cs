using System.Text.Json.Serialization.Metadata;
using Loyalty.Json;

namespace Loyalty.Catalog;

/// <summary>A member of an organisation's programs.</summary>
public sealed record Member : ICatalogDocument<Member>
{
    public required OrgId OrgId { get; init; }
    public required MemberId MemberId { get; init; }
    public MemberStatus Status { get; init; }
    public string? Name { get; init; }

    /// <summary>E.164, with the plus sign.</summary>
    public string? Mobile { get; init; }
    public string? Email { get; init; }

    /// <summary>The organisation's own name for the member.</summary>
    public string? ExternalId { get; init; }
    public string? CardNumber { get; init; }

    /// <summary>The organisation's own name for the card.</summary>
    public string? CardExternalId { get; init; }

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
    public static IReadOnlySet<string> TermsOf(Member document) =>
        TextsOf(document).SelectMany(WordPieces.Of).Append(TermOf(document.Status)).ToHashSet(StringComparer.Ordinal);

    /// <summary>The term that all members of a status stand under; longer than any piece of a word.</summary>
    public static string TermOf(MemberStatus status) => $"status:{Words.Of(status)}";

    /// <summary>What a member may be found by parts of.</summary>
    public static IEnumerable<string> TextsOf(Member member) =>
        new[]
        {
            member.MemberId.Value,
            member.Name,
            member.Mobile,
            member.Email,
            member.ExternalId,
            member.CardNumber,
            member.CardExternalId,
        }.OfType<string>();

    /// <inheritdoc/>
    public CatalogKey Key => KeyOf(OrgId, MemberId);

    public static CatalogKey KeyOf(OrgId org, MemberId member) => new(org.Value, member.Value);
}
