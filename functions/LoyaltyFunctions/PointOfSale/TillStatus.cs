using Loyalty;
using Loyalty.PointOfSale;

namespace LoyaltyFunctions.PointOfSale;

/// <summary>How it went, where codes are numbers.</summary>
internal sealed record TillStatus(string Success, int Code, string Message)
{
    /// <summary>The request was handled; how each of its items went stands there.</summary>
    public static TillStatus Handled { get; } = new("true", 200, "Success");

    /// <summary>How one item went.</summary>
    public static TillStatus Of(TillOutcome outcome, string done) =>
        outcome.Refusal == Refusal.None
            ? new("true", TillForm.Done.Code, done)
            : new("false", outcome.Refusal.AtTill().Code, outcome.Message);
}

/// <summary>The same where they are texts.</summary>
internal sealed record TillTextStatus(string Success, string Code, string Message)
{
    /// <inheritdoc cref="TillStatus.Handled"/>
    public static TillTextStatus Handled { get; } = new("true", "200", "SUCCESS");

    /// <inheritdoc cref="TillStatus.Of"/>
    public static TillTextStatus Of(TillOutcome outcome, string done)
    {
        var (success, code, message) = TillStatus.Of(outcome, done);
        return new(success, code.ToString(), message);
    }
}
