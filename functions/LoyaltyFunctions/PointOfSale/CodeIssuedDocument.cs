using Loyalty;
using Loyalty.PointOfSale;

namespace LoyaltyFunctions.PointOfSale;

/// <summary>The answer to a code's issue, as in seed 004: members, their order and their types. The code itself goes to the
/// customer alone.</summary>
internal sealed record CodeIssuedDocument(CodeIssuedResponse Response)
{
    private static readonly TillTextStatus Handled = new("true", "200", "Operation Successful");
    private static readonly TillTextStatus Issued = new("true", "200", "Validation Code Issued by SMS/Email");

    /// <inheritdoc cref="RedeemableDocument.Of"/>
    public static CodeIssuedDocument Of(Customer customer, TillOutcome outcome, string? points) =>
        new(
            new CodeIssuedResponse(
                Handled,
                new IssuedCodes(
                    new IssuedCode
                    {
                        UserId = outcome.Member?.MemberId.Value ?? customer.UserId ?? "",
                        Mobile = TillText.MobileOf(customer, outcome.Member),
                        Points = outcome.Points?.ToString() ?? points ?? "",
                        ItemStatus = outcome.Refusal == Refusal.None ? Issued : TillTextStatus.Of(outcome, ""),
                    }
                )
            )
        );
}

internal sealed record CodeIssuedResponse(TillTextStatus Status, IssuedCodes ValidationCode);

internal sealed record IssuedCodes(IssuedCode Code);

/// <summary>For whom a code was issued.</summary>
internal sealed record IssuedCode
{
    public required string UserId { get; init; }
    public required string Mobile { get; init; }
    public required string Points { get; init; }
    public required TillTextStatus ItemStatus { get; init; }
}
