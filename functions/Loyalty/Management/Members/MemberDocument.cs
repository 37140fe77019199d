using System.Text.Json.Serialization;
using Loyalty.Catalog;
using Loyalty.Json;
using Loyalty.Ledger.Reading;

namespace Loyalty.Management.Members;

/// <summary>A member as callers of the management API see it. What only the single item tells is null in lists.</summary>
public sealed record MemberDocument
{
    public required MemberId UserId { get; init; }
    public string? Name { get; init; }
    public string? Mobile { get; init; }
    public string? Email { get; init; }
    public string? ExternalId { get; init; }
    public string? CardNumber { get; init; }
    public string? CardExternalId { get; init; }
    public required string Status { get; init; }
    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>In each program in which the member ever had points.</summary>
    public IReadOnlyList<MemberAccountDocument>? Accounts { get; init; }

    /// <summary>The latest, newest first.</summary>
    public IReadOnlyList<TransactionDocument>? Transactions { get; init; }

    /// <summary>The groups that the member is in.</summary>
    public IReadOnlyList<string>? Groups { get; init; }

    /// <summary>In lists alone: what the member can spend in the organisation's default program.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Points? Balance { get; init; }

    /// <summary>In lists alone: the tag to change it with.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Etag { get; init; }

    /// <summary>The member without what other documents say of it.</summary>
    public static MemberDocument Of(Member member) =>
        new()
        {
            UserId = member.MemberId,
            Name = member.Name,
            Mobile = member.Mobile,
            Email = member.Email,
            ExternalId = member.ExternalId,
            CardNumber = member.CardNumber,
            CardExternalId = member.CardExternalId,
            Status = Words.Of(member.Status),
            ErasedAt = member.ErasedAt,
        };

    /// <summary>
    /// The member as it stands in records of changes, which are never changed themselves: personal data shows that it is
    /// there and where it ends, so that erasing it leaves none of it behind.
    /// </summary>
    public static MemberDocument ForAudit(Member member) =>
        Of(
            member with
            {
                Name = Masked(member.Name),
                Mobile = Masked(member.Mobile),
                Email = Masked(member.Email),
                ExternalId = Masked(member.ExternalId),
                CardNumber = Masked(member.CardNumber),
                CardExternalId = Masked(member.CardExternalId),
            }
        );

    private static string? Masked(string? text) =>
        text is null ? null
        : text.Length < 6 ? "…"
        : $"…{text[^2..]}";
}
