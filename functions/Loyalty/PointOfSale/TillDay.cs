namespace Loyalty.PointOfSale;

/// <summary>What the tills of a client did on a day of the program that it was about.</summary>
public sealed record TillDay
{
    public required DateOnly Date { get; init; }

    /// <summary>How many redemptions there were.</summary>
    public long Redemptions { get; init; }

    /// <summary>How many points they took.</summary>
    public Points Points { get; init; }

    /// <summary>How often a redemption was taken back, wholly or in part.</summary>
    public long Reversals { get; init; }

    /// <summary>How often a code was sent.</summary>
    public long CodesSent { get; init; }

    /// <summary>How often a code was wrong.</summary>
    public long WrongCodes { get; init; }

    /// <summary>Two parts of one day together.</summary>
    public static TillDay operator +(TillDay one, TillDay other) =>
        one with
        {
            Redemptions = one.Redemptions + other.Redemptions,
            Points = one.Points + other.Points,
            Reversals = one.Reversals + other.Reversals,
            CodesSent = one.CodesSent + other.CodesSent,
            WrongCodes = one.WrongCodes + other.WrongCodes,
        };
}
