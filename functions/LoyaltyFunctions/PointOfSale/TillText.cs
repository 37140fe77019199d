using Loyalty.Catalog;
using Loyalty.PointOfSale;

namespace LoyaltyFunctions.PointOfSale;

/// <summary>Customers as tills read of them.</summary>
internal static class TillText
{
    /// <summary>The customer's number as seed 004 shows numbers: international digits without a plus sign. Of a customer that
    /// was not found, what the till sent.</summary>
    public static string MobileOf(Customer customer, Member? member) =>
        member?.Mobile?.TrimStart('+') ?? customer.Mobile ?? "";
}
