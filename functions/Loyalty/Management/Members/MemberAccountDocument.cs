using Loyalty.Catalog;
using Loyalty.Ledger.Reading;
using Loyalty.Ledger.Rules;

namespace Loyalty.Management.Members;

/// <summary>A member's account in one program, as callers of the management API see it.</summary>
public sealed record MemberAccountDocument
{
    public required ProgramId ProgramId { get; init; }
    public required string ProgramName { get; init; }

    /// <summary>What can be spent, and what is held.</summary>
    public required Points Balance { get; init; }
    public required Points Available { get; init; }
    public required Points Held { get; init; }
    public required Points LifetimeEarned { get; init; }
    public required Points LifetimeRedeemed { get; init; }

    /// <summary>What can be spent, earliest expiry first.</summary>
    public required IReadOnlyList<TransactionBucket> Buckets { get; init; }

    /// <summary>The open holds, in the order in which they were placed.</summary>
    public required IReadOnlyList<MemberHold> Holds { get; init; }

    /// <summary>What the member has used of rules' caps, in their current periods.</summary>
    public required IReadOnlyList<CapUsage> Caps { get; init; }

    /// <summary>An account without what has expired.</summary>
    public static MemberAccountDocument Of(Account account, PointProgram program, IReadOnlyList<CapUsage> caps) =>
        new()
        {
            ProgramId = program.ProgramId,
            ProgramName = program.Name,
            Balance = account.Balance + account.HeldPoints,
            Available = account.Balance,
            Held = account.HeldPoints,
            LifetimeEarned = account.LifetimeEarned,
            LifetimeRedeemed = account.LifetimeRedeemed,
            Buckets = [.. account.Buckets.Select(bucket => new TransactionBucket(bucket.ExpiresOn, bucket.Points))],
            Holds =
            [
                .. (account.Held ?? []).Select(hold => new MemberHold(
                    hold.Id,
                    hold.Points,
                    hold.ExpiresAt,
                    hold.ClientId,
                    hold.RuleId
                )),
            ],
            Caps = caps,
        };
}

/// <summary>Points of a member that are kept for somebody.</summary>
/// <param name="HoldId">The entry that placed it.</param>
/// <param name="Amount">How many.</param>
/// <param name="ExpiresAt">When they go back unless they are captured.</param>
/// <param name="ClientId">Who holds them.</param>
/// <param name="RuleId">The rule that they count for; null = none.</param>
public sealed record MemberHold(
    EntryId HoldId,
    Points Amount,
    DateTimeOffset ExpiresAt,
    ClientId? ClientId,
    RuleId? RuleId
);
