using Loyalty;
using Loyalty.PointOfSale;

namespace LoyaltyFunctions.PointOfSale;

/// <summary>Whether points can be redeemed, as in seed 004: members, their order and their types.</summary>
internal sealed record RedeemableDocument(RedeemableResponse Response)
{
    private const string Done = "Points can be redeemed";

    /// <summary>The answer.</summary>
    /// <param name="customer">Whom the till named.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="points">The points as the till sent them.</param>
    public static RedeemableDocument Of(Customer customer, TillOutcome outcome, string? points)
    {
        var mobile = TillText.MobileOf(customer, outcome.Member);
        var asked = outcome.Points?.ToString() ?? points ?? "";
        var redeemable = new Redeemable
        {
            Mobile = mobile,
            Points = asked,
            IsRedeemable = outcome.Refusal is Refusal.None or Refusal.RedeemableWithoutCode ? "true" : "false",
            PointsRedeemValue = decimal.Truncate(outcome.Worth.Base),
            PointsRedeemLocalValue = outcome.Worth.Local,
            PointsCurrencyRatio = outcome.Program is { } program ? Worth.Text(Worth.OfOnePoint(program)) : "0",
            ItemStatus = TillTextStatus.Of(outcome, Done),
        };
        var checkedPoints = new CheckedPoints
        {
            Mobile = mobile,
            Email = outcome.Member?.Email ?? customer.Email ?? "",
            ExternalId = outcome.Member?.ExternalId ?? customer.ExternalId ?? "",
            PointsRedeemed = asked,
            RedeemedValue = Worth.Text(outcome.Worth.Base),
            Balance = outcome.Balance.ToString(),
            ItemStatus = TillTextStatus.Of(outcome, TillForm.Done.Message),
            Response = new InnerResponse(TillTextStatus.Handled, new InnerPoints(redeemable)),
        };
        return new(new RedeemableResponse(TillTextStatus.Handled, new RedeemableResponses(checkedPoints)));
    }
}

internal sealed record RedeemableResponse(TillTextStatus Status, RedeemableResponses Responses);

internal sealed record RedeemableResponses(CheckedPoints Points);

/// <summary>The points that the till asks about.</summary>
internal sealed record CheckedPoints
{
    public required string Mobile { get; init; }
    public required string Email { get; init; }
    public required string ExternalId { get; init; }
    public required string PointsRedeemed { get; init; }
    public required string RedeemedValue { get; init; }

    /// <summary>What the customer would have left; what there is where they cannot be redeemed.</summary>
    public required string Balance { get; init; }
    public required TillTextStatus ItemStatus { get; init; }
    public required InnerResponse Response { get; init; }
}

internal sealed record InnerResponse(TillTextStatus Status, InnerPoints Points);

internal sealed record InnerPoints(Redeemable Redeemable);

/// <summary>The same again, as far as it is about redeeming.</summary>
internal sealed record Redeemable
{
    public required string Mobile { get; init; }
    public required string Points { get; init; }
    public required string IsRedeemable { get; init; }

    /// <summary>What the points are worth in the program's currency, in whole units.</summary>
    public required decimal PointsRedeemValue { get; init; }
    public required decimal PointsRedeemLocalValue { get; init; }
    public required string PointsCurrencyRatio { get; init; }
    public required TillTextStatus ItemStatus { get; init; }
}
