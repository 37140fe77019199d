using System.Globalization;
using Loyalty.Ledger.Rules;

namespace Loyalty.LoyaltyUser;

/// <summary>What a partner is answered when points are assigned: the members of the seed's samples, in their order. Made of
/// the entry alone, so that a replay has the same bytes.</summary>
public sealed record PointAssignmentDocument
{
    public required EntryId Id { get; init; }

    /// <summary>16 characters A–Z and 0–9, which follow from <see cref="Id"/>.</summary>
    public required string ShortId { get; init; }
    public required MemberId LoyaltyId { get; init; }
    public required string Channel { get; init; }
    public required string Status { get; init; }

    /// <summary>When it was posted, UTC, in milliseconds.</summary>
    public required string CreatedAt { get; init; }

    /// <summary>What it did to the points of each last day, earliest first; negative = taken.</summary>
    public required IReadOnlyList<ImpactedBucket> ImpactedExpirationBuckets { get; init; }
    public required string ClaimedAt { get; init; }
    public required Points PointsEarned { get; init; }
    public required Points BonusPointsEarned { get; init; }
    public required Points PointsUsed { get; init; }
    public required AssignmentDetails TransactionDetails { get; init; }
    public required AssignmentMetadata Metadata { get; init; }

    /// <summary>How many were taken, without sign.</summary>
    public required Points PointsDeducted { get; init; }

    /// <summary>The answer for an entry.</summary>
    /// <exception cref="ArgumentException">The entry is no partner's assignment.</exception>
    public static PointAssignmentDocument Of(LedgerEntry entry)
    {
        if (entry is not { Kind: EntryKind.Adjust, Partner: { } partner, Reference: { } reference })
            throw new ArgumentException($"Entry {entry.Id} was not assigned by a partner.", nameof(entry));
        var at = entry.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return new PointAssignmentDocument
        {
            Id = entry.Id,
            ShortId = ShortIdOf(entry.Id),
            LoyaltyId = entry.MemberId,
            Channel = "CAMPAIGN",
            Status = "CLAIMED",
            CreatedAt = at,
            ImpactedExpirationBuckets =
            [
                .. entry
                    .Buckets.OrderBy(bucket => bucket.ExpiresOn ?? DateOnly.MaxValue)
                    .Select(bucket => new ImpactedBucket(bucket.ExpiresOn, bucket.Points)),
            ],
            ClaimedAt = at,
            PointsEarned = Points.Max(entry.Points, Points.Zero),
            BonusPointsEarned = Points.Zero,
            PointsUsed = Points.Zero,
            TransactionDetails = new AssignmentDetails(new AssignmentFulfillment(true, "POINT_ASSIGNMENT"), [], []),
            Metadata = new AssignmentMetadata(partner, reference),
            PointsDeducted = Points.Max(-entry.Points, Points.Zero),
        };
    }

    /// <summary>The free bits of the id in base 36. There are more of them than 16 digits hold, so two ids are as unlikely
    /// to share their digits as two random numbers of 82 bits are to be equal.</summary>
    private static string ShortIdOf(EntryId id)
    {
        const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        Span<byte> bytes = stackalloc byte[16];
        id.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        UInt128 number = 0;
        for (var i = 0; i < bytes.Length; i++)
            // Version and variant of the UUID are in these two.
            if (i is not (6 or 8))
                number = (number << 8) | bytes[i];
        Span<char> text = stackalloc char[16];
        for (var i = text.Length - 1; i >= 0; i--, number /= 36)
            text[i] = Digits[(int)(number % 36)];
        return new string(text);
    }
}

/// <param name="ExpirationDate">The last day; null = they never expire.</param>
/// <param name="Points">How many came, or went.</param>
public sealed record ImpactedBucket(DateOnly? ExpirationDate, Points Points);

/// <summary>What the points were exchanged for: nothing, they are assigned.</summary>
public sealed record AssignmentDetails(
    AssignmentFulfillment Fulfillment,
    IReadOnlyList<string> Orders,
    IReadOnlyList<string> Payments
);

/// <summary>How it was carried out.</summary>
public sealed record AssignmentFulfillment(bool AutoRelease, string Type);

/// <summary>Who asked for it and what for.</summary>
public sealed record AssignmentMetadata(string Partner, string Reference);
