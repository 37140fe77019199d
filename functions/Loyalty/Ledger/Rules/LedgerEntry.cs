using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Loyalty.Ledger.Rules;

/// <summary>The outcome of one command on one account, for ever. Immutable once stored.</summary>
public sealed record LedgerEntry
{
    /// <summary><c>transactionId</c> on the wire.</summary>
    public required EntryId Id { get; init; }
    public required EntryKind Kind { get; init; }
    public required EntryStatus Status { get; init; }

    /// <summary>Why it was refused; <see cref="Refusal.None"/> when posted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Refusal Code { get; init; }
    public required OrgId OrgId { get; init; }
    public required MemberId MemberId { get; init; }
    public required ProgramId ProgramId { get; init; }
    public RuleId? RuleId { get; init; }

    /// <summary>The version of the rule that decided it; of a reversal, that of the original. Null = no rule, or decided
    /// before rules had versions.</summary>
    [JsonPropertyName("rv")]
    public int? RuleVersion { get; init; }
    public ClientId? ClientId { get; init; }
    public RequestId? RequestId { get; init; }

    /// <summary>The caller's free text, where the surface has one.</summary>
    public string? Reference { get; init; }

    /// <summary>What was asked for, without sign except for adjustments. Of the end of a hold, what does not become a
    /// redemption: it goes back, as far as it has not expired meanwhile.</summary>
    public required Points Requested { get; init; }

    /// <summary>What was done to the balance, signed; zero when refused.</summary>
    public Points Points { get; init; }

    /// <summary>The balance this entry left (when refused: found).</summary>
    public required Points BalanceAfter { get; init; }

    /// <summary>What was done to each bucket, signed, in the order it was done; Σ = <see cref="Points"/>.</summary>
    public ImmutableArray<Bucket> Buckets { get; init; } = [];

    /// <summary>The entry that this one takes back, wholly or in part; of the end of a hold, what placed it.</summary>
    public EntryId? Reverses { get; init; }

    /// <summary>The reservation of the rule's budget under which it counts there; null = it does not count.</summary>
    public long? BudgetTicket { get; init; }

    /// <summary>The day, <c>2026-11-21</c> in its program's time zone, on which it counts for caps; of a reversal, that of
    /// the original. Null = no rule made it. Entries from before days were written down have the period of a cap, or
    /// nothing.</summary>
    [JsonPropertyName("cap")]
    public string? CountsOn { get; init; }

    /// <summary>The partner that the client acted for, as its request named it; null = the surface knows none.</summary>
    public string? Partner { get; init; }

    /// <summary>What the points were issued for, in units of the program's currency; null = not issued for a
    /// value.</summary>
    public long? Value { get; init; }

    /// <summary>Whether the points were issued as a bonus.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Bonus { get; init; }

    /// <summary>Until when the points are held; null = it places no hold.</summary>
    [JsonPropertyName("until")]
    [JsonConverter(typeof(CompactTime))]
    public DateTimeOffset? HeldUntil { get; init; }

    /// <summary>What a till said of it, and what its points are worth; null = it was made at no till.</summary>
    public TillSale? Sale { get; init; }

    /// <summary>When it was decided.</summary>
    [JsonConverter(typeof(CompactTime))]
    public required DateTimeOffset At { get; init; }

    /// <summary>The account's version that this entry made (when refused: found).</summary>
    public required long Version { get; init; }

    /// <summary>Hash of the posted entry before it on this account; empty for the first.</summary>
    public required string PreviousHash { get; init; }

    /// <summary>Hash of all fields above and below, see <see cref="EntryHash"/>.</summary>
    public string Hash { get; init; } = "";

    /// <summary>Hash of the request's content, by which reuse of its id is found.</summary>
    public string? ContentHash { get; init; }

    /// <summary>W3C trace context of the request.</summary>
    public string? TraceParent { get; init; }

    [JsonIgnore]
    public AccountKey Account => new(OrgId, MemberId, ProgramId);
}
