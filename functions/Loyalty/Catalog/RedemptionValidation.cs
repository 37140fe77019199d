namespace Loyalty.Catalog;

/// <summary>Whether a redemption needs a one-time code.</summary>
public enum RedemptionValidation
{
    None = 0,
    Otp = 1,
}
