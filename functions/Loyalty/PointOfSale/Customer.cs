namespace Loyalty.PointOfSale;

/// <summary>What a till says of who its customer is, as it was sent; what it does not say is null.</summary>
public sealed record Customer
{
    public string? Mobile { get; init; }
    public string? Email { get; init; }
    public string? ExternalId { get; init; }
    public string? CardNumber { get; init; }
    public string? CardExternalId { get; init; }
    public string? UserId { get; init; }

    /// <summary>Reads it by the names that the fields have on the wire.</summary>
    public static Customer Read(Func<string, string?> text) =>
        new()
        {
            Mobile = text("mobile"),
            Email = text("email"),
            ExternalId = text("external_id"),
            CardNumber = text("card_number"),
            CardExternalId = text("card_external_id"),
            UserId = text("user_id"),
        };
}
