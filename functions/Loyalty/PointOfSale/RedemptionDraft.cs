using Loyalty.Json;

namespace Loyalty.PointOfSale;

/// <summary>A redemption that a till asks for, or asks about, as it was sent: what is wrong with it is a refusal of its own
/// for each field, not of the whole request.</summary>
public sealed record RedemptionDraft
{
    private const int MaxNotes = 500;

    public required Customer Customer { get; init; }

    /// <summary>Points, or money where <see cref="IsMoney"/>.</summary>
    public string? Points { get; init; }
    public bool IsMoney { get; init; }

    /// <summary>Null = the organisation's default program.</summary>
    public string? ProgramId { get; init; }

    /// <summary>Whether the customer's other programs give what this one lacks.</summary>
    public bool IsJoint { get; init; }

    /// <summary>The group whose points are meant; null = the customer's own are.</summary>
    public TillGroup? Group { get; init; }
    public string? ValidationCode { get; init; }

    /// <summary>Whether the customer is to be sent a code if it could be redeemed.</summary>
    public bool IsCodeWanted { get; init; }

    /// <summary>Whether a missed call is to stand for the code.</summary>
    public bool IsByMissedCall { get; init; }

    /// <summary>The bill.</summary>
    public string? TransactionNumber { get; init; }

    /// <summary>The number by which the same redemption sent again is known; null = it is a new one each time.</summary>
    public string? ExternalReferenceNumber { get; init; }
    public string? TillId { get; init; }

    /// <summary>When it happened by the till's own clock.</summary>
    public string? Time { get; init; }
    public string? Notes { get; init; }

    /// <summary>Reads one item of a request to redeem; only what no refusal of an item stands for is in the errors.</summary>
    public static RedemptionDraft Read(JsonFields fields) =>
        new()
        {
            Customer = fields.Nested("customer", required: false) is { } customer
                ? Customer.Read(customer.Scalar)
                : new Customer(),
            Points = fields.Scalar("points_redeemed"),
            ProgramId = fields.Scalar("program_id"),
            IsJoint = fields.Switch("group_redemption"),
            ValidationCode = fields.Scalar("validation_code"),
            TransactionNumber = fields.Scalar("transaction_number"),
            ExternalReferenceNumber = fields.Scalar("external_reference_number"),
            TillId = ReadTill(fields),
            Time = fields.Scalar("redemption_time"),
            Notes = fields.Scalar("notes", MaxNotes),
        };

    /// <summary>The till, which may call itself anything that is short enough.</summary>
    internal static string? ReadTill(JsonFields fields) => fields.Scalar("till_id", TextId.MaxLength);
}
