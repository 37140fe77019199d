using Loyalty.Json;

namespace Loyalty.PointOfSale;

/// <summary>A redemption that a till wants back, wholly or in part, as it was sent.</summary>
public sealed record ReversalDraft
{
    public string? RedemptionId { get; init; }

    /// <summary>How many points; null = all that are left of it.</summary>
    public string? Points { get; init; }

    /// <summary>The bill that it must have been on; null = whatever bill.</summary>
    public string? TransactionNumber { get; init; }

    /// <summary>The number by which the same reversal sent again is known; null = it is a new one each time.</summary>
    public string? ExternalReferenceNumber { get; init; }
    public string? TillId { get; init; }

    /// <summary>Reads it; only what no refusal stands for is in the errors.</summary>
    public static ReversalDraft Read(JsonFields fields) =>
        new()
        {
            RedemptionId = fields.Scalar("redemption_id"),
            Points = fields.Scalar("points"),
            TransactionNumber = fields.Scalar("transaction_number"),
            ExternalReferenceNumber = fields.Scalar("external_reference_number"),
            TillId = RedemptionDraft.ReadTill(fields),
        };
}
