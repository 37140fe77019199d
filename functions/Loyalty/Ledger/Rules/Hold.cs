using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Loyalty.Ledger.Rules;

/// <summary>
/// Points that are kept for somebody: taken from their buckets as a redemption takes them, and not redeemed yet. All that
/// ending it takes stands here, so that no entry has to be read for it.
/// </summary>
public sealed record Hold
{
    /// <summary>The entry that placed it.</summary>
    public required EntryId Id { get; init; }

    /// <summary>How many points.</summary>
    public required Points Points { get; init; }

    /// <summary>What it took from each bucket, signed, in the order in which it did.</summary>
    public required ImmutableArray<Bucket> Buckets { get; init; }

    /// <summary>From then on it can only be released.</summary>
    [JsonConverter(typeof(CompactTime))]
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Who placed it.</summary>
    public ClientId? ClientId { get; init; }

    /// <summary>The rule that it counts for; null = none.</summary>
    public RuleId? RuleId { get; init; }

    /// <summary>The version of the rule that decided it.</summary>
    [JsonPropertyName("rv")]
    public int? RuleVersion { get; init; }

    /// <summary>The day on which it counts for caps.</summary>
    [JsonPropertyName("cap")]
    public string? CountsOn { get; init; }

    /// <summary>The hold that an entry has placed.</summary>
    /// <exception cref="ArgumentException">It has placed none.</exception>
    public static Hold Of(LedgerEntry entry) =>
        entry is { Kind: EntryKind.Hold, Status: EntryStatus.Success, HeldUntil: { } until }
            ? new()
            {
                Id = entry.Id,
                Points = -entry.Points,
                Buckets = entry.Buckets,
                ExpiresAt = until,
                ClientId = entry.ClientId,
                RuleId = entry.RuleId,
                RuleVersion = entry.RuleVersion,
                CountsOn = entry.CountsOn,
            }
            : throw new ArgumentException($"Entry {entry.Id} has placed no hold.", nameof(entry));
}
