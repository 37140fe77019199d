using System.Text.Json.Serialization;
using Loyalty.Catalog;
using Loyalty.Signing;

namespace Loyalty.Management.Programs;

/// <summary>A program as callers see it.</summary>
public sealed record ProgramDocument
{
    public required ProgramId ProgramId { get; init; }
    public required string Name { get; init; }

    /// <summary>ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>How many points one unit of <see cref="Currency"/> is worth.</summary>
    public required decimal PointsPerUnit { get; init; }

    /// <summary>How long awarded points live; null = for ever.</summary>
    public required Expiration? Expiration { get; init; }

    /// <summary>When members are told before their points expire; null = never.</summary>
    public required ExpiryNotice? ExpiryNotice { get; init; }
    public required bool AutoEnrol { get; init; }

    /// <summary>IANA name.</summary>
    public required string TimeZone { get; init; }
    public required RedemptionPolicy Redemption { get; init; }
    public required ReversalPolicy Reversal { get; init; }

    /// <summary>The other system that keeps its books; null = our own ledger does.</summary>
    public required RemoteDocument? Remote { get; init; }

    /// <summary>Whether it is the one that <c>default</c> names.</summary>
    public required bool IsDefault { get; init; }
    public required DateTimeOffset? CreatedAt { get; init; }

    /// <summary>In lists only: what a change of this row must name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Etag { get; init; }

    internal static ProgramDocument Of(PointProgram program, bool isDefault, IKeyRing keys) =>
        new()
        {
            ProgramId = program.ProgramId,
            Name = program.Name,
            Currency = program.Currency,
            PointsPerUnit = program.PointsPerUnit,
            Expiration = program.Expiration,
            ExpiryNotice = program.ExpiryNotice,
            AutoEnrol = program.AutoEnrol,
            TimeZone = program.TimeZone,
            Redemption = program.Redemption,
            Reversal = program.Reversal,
            Remote = program.Remote is { } system
                ? new RemoteDocument
                {
                    BaseUrl = system.BaseUrl,
                    ClientId = system.ClientId,
                    KeyId = system.KeyId,
                    PublicKeyPem = keys.Current(KeyUse.CallbackRsa).PublicKey.ToPem(),
                    RuleId = system.RuleId,
                }
                : null,
            IsDefault = isDefault,
            CreatedAt = program.CreatedAt,
        };
}

/// <summary>The system that keeps a program's books, as callers see it: without the secret.</summary>
public sealed record RemoteDocument
{
    public required string BaseUrl { get; init; }
    public required ClientId ClientId { get; init; }
    public required string KeyId { get; init; }

    /// <summary>The key that our requests are signed with, to be registered there under <see cref="KeyId"/>.</summary>
    public required string PublicKeyPem { get; init; }
    public required RuleId RuleId { get; init; }
}
