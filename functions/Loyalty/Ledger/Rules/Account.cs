using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Loyalty.Ledger.Rules;

/// <summary>
/// One member's account in one program: the sum of its entries. Immutable; every posted entry makes the next version.
/// </summary>
public sealed record Account
{
    public required OrgId OrgId { get; init; }
    public required MemberId MemberId { get; init; }
    public required ProgramId ProgramId { get; init; }

    /// <summary>How many entries are posted.</summary>
    public long Version { get; init; }

    /// <summary>Σ points of the posted entries = Σ <see cref="Buckets"/>: what can be spent, without what is
    /// held.</summary>
    public Points Balance { get; init; }

    /// <summary>Σ of what was ever earned, reversals taken off.</summary>
    public Points LifetimeEarned { get; init; }

    /// <summary>Σ of what was ever redeemed, reversals taken off.</summary>
    public Points LifetimeRedeemed { get; init; }

    /// <summary>
    /// What is left by expiry, earliest first, never-expiring last, no two alike, none empty. Only the never-expiring
    /// one can be negative, and then it is alone: a debt left by a reversal.
    /// </summary>
    public ImmutableArray<Bucket> Buckets { get; init; } = [];

    /// <summary>What rules have moved in periods of caps: not all, but each of those sums is complete. The name in JSON is
    /// not the property's: under that, older accounts have sums of what was moved while the rule had that cap.</summary>
    [JsonPropertyName("moved")]
    public ImmutableArray<CapUsage> Usage { get; init; } = [];

    /// <summary>The latest day on which a rule moved something; null = none did, or nobody wrote it down.</summary>
    public DateOnly? RuleDay { get; init; }

    /// <summary>The dates of expiry that the member was told of, for as long as they lie ahead; null = none. No entry says
    /// so: what a member was told is none of the books' business.</summary>
    public ImmutableArray<DateOnly>? Told { get; init; }

    /// <summary>The code that is good for one redemption at the till; null = none was issued, or it was used. As with
    /// <see cref="Told"/>, no entry says so.</summary>
    public ValidationCode? Code { get; init; }

    /// <summary>When the latest codes were issued, for as long as that limits how many more may be; null = none
    /// were.</summary>
    public ImmutableArray<DateTimeOffset>? CodesIssued { get; init; }

    /// <summary>The open holds, in the order in which they were placed; null = none. Their points are in no bucket.</summary>
    public ImmutableArray<Hold>? Held { get; init; }

    /// <summary>Hash of the latest posted entry; the end of the chain. Empty before the first.</summary>
    public string Head { get; init; } = "";

    /// <summary>The first date on which something can still be spent that cannot on the next; null = nothing expires.</summary>
    public DateOnly? NextExpiry => Buckets is [{ ExpiresOn: { } first }, ..] ? first : null;

    /// <summary>Σ points of the open holds.</summary>
    public Points HeldPoints
    {
        get
        {
            var sum = Points.Zero;
            foreach (var hold in Held ?? [])
                sum += hold.Points;
            return sum;
        }
    }

    /// <summary>When the first of the open holds expires; null = there is none.</summary>
    public DateTimeOffset? NextHoldExpiry => Held?.Min(hold => (DateTimeOffset?)hold.ExpiresAt);

    /// <summary>The first date of expiry that the member was not told of; null = there is none.</summary>
    public DateOnly? NextUntold
    {
        get
        {
            foreach (var bucket in Buckets)
                if (bucket.ExpiresOn is { } date && Told?.Contains(date) != true)
                    return date;
            return null;
        }
    }

    [JsonIgnore]
    public AccountKey Key => new(OrgId, MemberId, ProgramId);

    /// <summary>An account that has no entries yet.</summary>
    public static Account Empty(AccountKey key) =>
        new()
        {
            OrgId = key.OrgId,
            MemberId = key.MemberId,
            ProgramId = key.ProgramId,
        };
}
