using System.Globalization;
using System.Text.Json.Serialization;
using Loyalty.Json;
using Loyalty.Ledger.Proof;
using Loyalty.Ledger.Rules;

namespace Loyalty.Ledger.Reading;

/// <summary>An entry of the ledger as the management API shows it; every member is always there.</summary>
public sealed record TransactionDocument
{
    public required EntryId TransactionId { get; init; }
    public required MemberId UserId { get; init; }
    public required ProgramId ProgramId { get; init; }

    /// <summary>A word of <see cref="EntryKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>A word of <see cref="EntryStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>Why it was refused, by the table of refusals; null = posted.</summary>
    public required string? Code { get; init; }

    /// <summary>What its callback says of that.</summary>
    public required string? ErrorMessage { get; init; }
    public required RuleId? RuleId { get; init; }

    /// <summary>The version of the rule that decided it; null = no rule, or decided before rules had versions.</summary>
    public required int? RuleVersion { get; init; }
    public required ClientId? ClientId { get; init; }
    public required RequestId? RequestId { get; init; }
    public required string? Reference { get; init; }

    /// <summary>The partner that its request named.</summary>
    public required string? Partner { get; init; }
    public required Points Requested { get; init; }
    public required Points Points { get; init; }
    public required Points BalanceAfter { get; init; }
    public required IReadOnlyList<TransactionBucket> Buckets { get; init; }

    /// <summary>Until when its points are held; null = it places no hold.</summary>
    public required DateTimeOffset? HeldUntil { get; init; }

    /// <summary>What a till said of it; null = it was made at none.</summary>
    public required TransactionTill? Till { get; init; }

    /// <summary>The entry that this one takes back; of the end of a hold, what placed it.</summary>
    public required EntryId? Reverses { get; init; }

    /// <summary>How many of its points are taken back so far.</summary>
    public required Points Reversed { get; init; }

    /// <summary>When it was decided.</summary>
    public required DateTimeOffset At { get; init; }
    public required long Version { get; init; }
    public required string PreviousHash { get; init; }
    public required string Hash { get; init; }

    /// <summary>In answers for one transaction only: whether its account's chain holds it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ChainProof? Proof { get; init; }

    /// <summary>In lists only: the tag that the transaction has by itself in a header.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Etag { get; init; }

    /// <summary>Changes whenever the document does: an entry never does, what is reversed of it may.</summary>
    internal string ETagOf() => string.Create(CultureInfo.InvariantCulture, $"{Hash}.{Reversed.Value}");

    /// <summary>The entry's form, with what is reversed of it so far.</summary>
    public static TransactionDocument Of(LedgerEntry entry, Points reversed) =>
        new()
        {
            TransactionId = entry.Id,
            UserId = entry.MemberId,
            ProgramId = entry.ProgramId,
            Kind = Words.Of(entry.Kind),
            Status = Words.Of(entry.Status),
            Code = entry.Code == Refusal.None ? null : entry.Code.Form().Code,
            ErrorMessage = entry.Code == Refusal.None ? null : entry.Code.Form().CallbackMessage,
            RuleId = entry.RuleId,
            RuleVersion = entry.RuleVersion,
            ClientId = entry.ClientId,
            RequestId = entry.RequestId,
            Reference = entry.Reference,
            Partner = entry.Partner,
            Requested = entry.Requested,
            Points = entry.Points,
            BalanceAfter = entry.BalanceAfter,
            Buckets = [.. entry.Buckets.Select(bucket => new TransactionBucket(bucket.ExpiresOn, bucket.Points))],
            HeldUntil = entry.HeldUntil,
            Till = TransactionTill.Of(entry.Sale),
            Reverses = entry.Reverses,
            Reversed = reversed,
            At = entry.At,
            Version = entry.Version,
            PreviousHash = entry.PreviousHash,
            Hash = entry.Hash,
        };
}

/// <summary>What a till said of a redemption or its reversal, beside the bill, which is the reference.</summary>
/// <param name="TillId">The till, as it names itself.</param>
/// <param name="Time">When it happened by the till's own clock.</param>
/// <param name="Notes">What was noted there.</param>
/// <param name="Worth">What the points were worth then, in the program's currency.</param>
public sealed record TransactionTill(string? TillId, string? Time, string? Notes, string? Worth)
{
    internal static TransactionTill? Of(TillSale? sale) =>
        sale is null ? null : new TransactionTill(sale.TillId, sale.Time, sale.Notes, sale.Worth);
}
