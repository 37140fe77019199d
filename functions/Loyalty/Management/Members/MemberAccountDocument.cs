using Loyalty.Catalog;
using Loyalty.Ledger.Reading;
using Loyalty.Ledger.Rules;

namespace Loyalty.Management.Members;

/// <summary>A member's account in one program, as callers of the management API see it.</summary>
public sealed record MemberAccountDocument
{
    public required ProgramId ProgramId { get; init; }
    public required string ProgramName { get; init; }
    public required Points Balance { get; init; }
    public required Points LifetimeEarned { get; init; }
    public required Points LifetimeRedeemed { get; init; }

    /// <summary>What is left, earliest expiry first.</summary>
    public required IReadOnlyList<TransactionBucket> Buckets { get; init; }

    /// <summary>What the member has used of rules' caps, in their current periods.</summary>
    public required IReadOnlyList<CapUsage> Caps { get; init; }

    /// <summary>An account without what has expired.</summary>
    public static MemberAccountDocument Of(Account account, PointProgram program, IReadOnlyList<CapUsage> caps) =>
        new()
        {
            ProgramId = program.ProgramId,
            ProgramName = program.Name,
            Balance = account.Balance,
            LifetimeEarned = account.LifetimeEarned,
            LifetimeRedeemed = account.LifetimeRedeemed,
            Buckets = [.. account.Buckets.Select(bucket => new TransactionBucket(bucket.ExpiresOn, bucket.Points))],
            Caps = caps,
        };
}
